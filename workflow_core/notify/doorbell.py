"""The doorbell: after commit, a recipient's open pages hear that there is news, and no more."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

if TYPE_CHECKING:
    from collections.abc import Iterable

log = logging.getLogger(__name__)


def group_of(person_id: int) -> str:
    return f"person.{person_id}"


def ring(person_ids: Iterable[int]) -> None:
    """Ring for these people.

    A dead channel layer is logged and never stops a move: pages ask by themselves.
    """
    layer = get_channel_layer()
    if layer is None:
        return

    async def ring_all() -> None:
        for person_id in person_ids:
            await layer.group_send(group_of(person_id), {"type": "ring"})

    try:
        async_to_sync(ring_all)()
    except Exception:  # whatever the layer raises, the move is committed
        log.warning("doorbell did not ring", exc_info=True)
