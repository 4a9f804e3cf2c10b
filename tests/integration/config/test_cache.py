"""A dead cache never stops a page."""

import pytest

from config.cache import ForgivingRedisCache

NOBODY_THERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def cache():
    return ForgivingRedisCache(NOBODY_THERE, {})


def test_without_redis_nothing_is_found_and_nothing_breaks(cache):
    cache.set("a", 1)
    assert cache.get("a") is None
    assert cache.get("a", "else") == "else"
    assert cache.get_or_set("a", lambda: 7) == 7
    assert cache.add("a", 1)
    assert cache.incr("a") == 0
    assert not cache.delete("a")
    assert cache.get_many(["a"]) == {}
    assert cache.set_many({"a": 1}) == ["a"]


@pytest.mark.redis
def test_with_redis_it_keeps_what_it_is_given(redis_url):
    cache = ForgivingRedisCache(redis_url, {"KEY_PREFIX": "test-forgiving"})
    cache.set("a", 1, timeout=5)
    assert cache.get("a") == 1
    assert cache.delete("a")
