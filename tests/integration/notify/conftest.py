"""The office of the toy processes, heard through its sockets."""

import os

import pytest
from channels.layers import channel_layers

from config.settings.base import channel_layer
from tests.engine_world import build_office


@pytest.fixture(autouse=True)
def one_connection(monkeypatch):
    """Channels closes connections between messages; here that is the connection of the test."""
    monkeypatch.setattr("channels.db.close_old_connections", lambda: None)


@pytest.fixture
def office(db):
    return build_office()


@pytest.fixture(params=["in-memory", pytest.param("redis", marks=pytest.mark.redis)])
def layer(request, settings, redis_url):
    """A fresh doorbell of each kind."""
    kind = channel_layer(redis_url if request.param == "redis" else "")
    if request.param == "redis":
        kind["CONFIG"]["prefix"] = f"kinerja-tests-{os.getpid()}"
    settings.CHANNEL_LAYERS = {"default": kind}
    yield request.param
    channel_layers.backends.clear()
