"""The doorbell: after commit, a recipient's open pages hear that there is news, and no more."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from functools import cache
from typing import TYPE_CHECKING, Any

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer

if TYPE_CHECKING:
    from collections.abc import Iterable

log = logging.getLogger(__name__)

PATIENCE = 1
"""Seconds that a mover waits for the bell at most."""


def group_of(person_id: int) -> str:
    return f"person.{person_id}"


def ring(person_ids: Iterable[int]) -> None:
    """Ring for these people.

    A dead channel layer is logged and never stops a move: pages ask by themselves. A
    layer in this process is not even asked where nobody listens.
    """
    _say("ring", person_ids)


def hang_up(person_ids: Iterable[int]) -> None:
    """Close these people's sockets: what they may do has changed, or they have gone.

    A page whose reader is still signed in connects anew.
    """
    _say("hang_up", person_ids)


def _say(what: str, person_ids: Iterable[int]) -> None:
    layer = get_channel_layer()
    groups = [group_of(person_id) for person_id in person_ids]
    if layer is None:
        return
    try:
        if not isinstance(layer, InMemoryChannelLayer):
            sent = asyncio.run_coroutine_threadsafe(_send(layer, groups, what), _loop(os.getpid()))
            sent.result(PATIENCE)
        elif any(layer.groups.get(group) for group in groups):
            async_to_sync(_send)(layer, groups, what)
    except Exception:  # whatever the layer raises, the move is committed
        log.warning("doorbell did not ring", exc_info=True)


async def _send(layer: Any, groups: list[str], what: str) -> None:
    for group in groups:
        await layer.group_send(group, {"type": what})


@cache
def _loop(process_id: int) -> asyncio.AbstractEventLoop:
    """A loop that lives as long as its process and keeps the layer's connections.

    ``async_to_sync`` makes a new loop for every call, and the layer new connections with it.
    """
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="doorbell", daemon=True).start()
    return loop
