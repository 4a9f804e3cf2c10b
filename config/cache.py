"""A cache that may be gone: pages go on without it, a little slower."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """Redis as Django knows it; where it does not answer, nothing is found and nothing is kept."""

    def _try(self, ask: Callable[[], Any], otherwise: Any) -> Any:
        try:
            return ask()
        except RedisError:
            log.warning("the cache does not answer", exc_info=True)
            return otherwise

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        ask = super().get
        return self._try(lambda: ask(key, default, version), default)

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        ask = super().set
        self._try(lambda: ask(key, value, *args, **kwargs), None)

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        ask = super().add
        return bool(self._try(lambda: ask(key, value, *args, **kwargs), otherwise=True))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        ask = super().incr
        return int(self._try(lambda: ask(key, delta, version), 0))

    def delete(self, key: Any, version: int | None = None) -> bool:
        ask = super().delete
        return bool(self._try(lambda: ask(key, version), otherwise=False))

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        ask = super().get_many
        return dict(self._try(lambda: ask(keys, version), {}))

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> list[Any]:
        ask = super().set_many
        return list(self._try(lambda: ask(data, *args, **kwargs), list(data)))
