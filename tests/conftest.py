"""What every test may use: services, a browser, a real server; and what no test may do."""

import os
import shutil
import threading
import time

import pytest
import uvicorn
from django.conf import settings
from django.db import connection
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from tests import services

hypothesis_settings.register_profile("suite", deadline=None, derandomize=True)
hypothesis_settings.load_profile("suite")

CHROMIUM_SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 10


def _need(found, variable, what):
    """Skip the test where a service is absent, or fail it where the run must be whole."""
    if found:
        return
    if services.is_required(variable):
        pytest.fail(f"{variable} is set, but {what}", pytrace=False)
    pytest.skip(what)


def pytest_collection_modifyitems(items):
    """Browser tests last: Playwright leaves an event loop running in the main thread."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_runtest_setup(item):
    if item.get_closest_marker("postgres"):
        _need(
            connection.vendor == "postgresql",
            "REQUIRE_SERVICES",
            "the suite runs on SQLite; set TEST_DATABASE_URL=postgres://… (make test does)",
        )
    if item.get_closest_marker("redis"):
        _need(
            services.redis_url(),
            "REQUIRE_SERVICES",
            "no Redis (TEST_REDIS_URL, or 127.0.0.1:6379)",
        )
    if item.get_closest_marker("browser"):
        _need(services.chromium_path(), "REQUIRE_BROWSER", "no Chromium (CHROMIUM, or on the path)")
        # Playwright's loop makes Django think that the test itself is asynchronous; it is not.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_unconfigure():
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture(autouse=True)
def plain_english():
    """Outside a request the words are English, and no request's language outlives its test."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def redis_url():
    """Where Redis is; for tests marked ``redis``."""
    return services.redis_url()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": services.chromium_path(),
        "args": CHROMIUM_SWITCHES,
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "id-ID", "timezone_id": "Asia/Jakarta"}


class AsgiServer:
    """``config.asgi`` served by uvicorn in a thread of its own, on a port of its own."""

    def __init__(self):
        from config.asgi import application

        configuration = uvicorn.Config(
            application, host="127.0.0.1", port=0, lifespan="off", log_level="warning"
        )
        self._server = uvicorn.Server(configuration)
        self._thread = threading.Thread(target=self._server.run, name="asgi_server", daemon=True)

    def start(self):
        self._thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not self._server.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                raise RuntimeError("The server of the test did not start.")
            time.sleep(0.01)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.ws_url = f"ws://127.0.0.1:{port}"

    def stop(self):
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(timeout=START_SECONDS)

    def __str__(self):
        return self.url


@pytest.fixture
def asgi_server(transactional_db):
    """Pages and sockets against the test's own database; ``url`` and ``ws_url`` say where."""
    server = AsgiServer()
    server.start()
    yield server
    server.stop()
