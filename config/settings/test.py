"""The test suite: SQLite by default, PostgreSQL by ``TEST_DATABASE_URL``."""

import os
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import INSTALLED_APPS, MIDDLEWARE, env

DEBUG = False
SECRET_KEY = "tests" * 12
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.toy", "zeal"]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
ZEAL_RAISE = True
ZEAL_NPLUSONE_THRESHOLD = 3
DATABASES = {
    "default": env.db_url_config(os.environ.get("TEST_DATABASE_URL") or "sqlite://:memory:"),
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, because threads (a live server, a socket) cannot share a database in memory.
    memory = Path("/dev/shm")  # noqa: S108
    folder = memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;",
    }
    DATABASES["default"]["TEST"] = {"NAME": folder / f"kinerja-tests-{os.getpid()}.sqlite3"}
else:
    DATABASES["default"]["TEST"] = {"NAME": f"kinerja_tests_{os.getpid()}"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
MEDIA_ROOT = Path(tempfile.gettempdir()) / f"kinerja-tests-{os.getpid()}"
WHITENOISE_AUTOREFRESH = True
STATIC_ROOT = None  # type: ignore[assignment]  # files are served from where they lie
WHITENOISE_USE_FINDERS = True
# Mail goes at once where a test asks for it; papers stay in line until a test makes them.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "papers": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"},
}
MAIL_NEWS = False
RECEIPTS_BY = "application"  # tests travel in time, the database does not
PAPER_JOBS = "papers"
SIGNING_DIR = MEDIA_ROOT / "signing"
PAPER_SYSTEM_FONTS = False  # the same file on every machine
GALLERY = True
