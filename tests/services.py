"""Services that some tests need: named by the environment, or at the usual place."""

import os
import shutil
import socket

POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"
REDIS = "redis://127.0.0.1:6379/15"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")


def _listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def postgres_url() -> str | None:
    """PostgreSQL for the suite: ``TEST_DATABASE_URL``, or the local one (user postgres)."""
    url = os.environ.get("TEST_DATABASE_URL", "")
    if url:
        return url if url.startswith("postgres") else None
    return POSTGRES if _listens(5432) else None


def redis_url() -> str | None:
    """The Redis server for the suite: ``TEST_REDIS_URL``, or the local one (database 15)."""
    return os.environ.get("TEST_REDIS_URL") or (REDIS if _listens(6379) else None)


def chromium_path() -> str | None:
    """The browser for the suite: ``CHROMIUM``, or one on the path."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUM)), None)


def is_required(variable: str) -> bool:
    """``REQUIRE_SERVICES=1``, ``REQUIRE_BROWSER=1``: what is absent fails, and is not skipped."""
    return os.environ.get(variable, "") not in ("", "0")
