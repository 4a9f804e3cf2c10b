"""The doorbell's socket: it says up to which number there is something, and never what.

The page then asks ``/api/v1/notifications?since=`` itself, so a ring that is lost loses nothing.
"""

from __future__ import annotations

import asyncio
import json
import logging
from importlib import import_module
from typing import Any
from urllib.parse import SplitResult, urlsplit

from channels.auth import AuthMiddlewareStack, get_user
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.security.websocket import WebsocketDenier
from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils.http import is_same_domain

from .doorbell import group_of
from .replay import last_number

log = logging.getLogger(__name__)

SIGNED_OUT = 4401
"""Close code for those who are not, or no longer, signed in; the page does not come back."""

CHANGED = 4403
"""Close code for those whose rights have changed; the page connects anew."""

WATCH_SECONDS = 300
"""So often a silent socket asks whether its reader is still signed in."""

FAILED = 1011
TOO_MUCH = 1008
HEARD_AT_MOST = 10
"""Pages have nothing to say. So many messages are ignored, then the socket is closed."""


class NotificationSocket(AsyncWebsocketConsumer):
    """One open page of one person; hears ``ring`` and answers with ``{"upto": number}``."""

    person_id: int | None = None
    telling: asyncio.Task[None] | None = None
    watching: asyncio.Task[None] | None = None
    rung = False
    heard = 0

    async def connect(self) -> None:
        await self.accept()  # a refused handshake has no close code that a page could read
        person = self.scope["user"]
        if not person.is_authenticated:
            await self.close(SIGNED_OUT)
            return
        self.person_id = person.pk
        # Join first, then read: what is committed in between rings.
        await self.channel_layer.group_add(group_of(person.pk), self.channel_name)
        await self._say_upto()
        self.watching = asyncio.create_task(self._watch())

    async def disconnect(self, code: int) -> None:
        if self.person_id is not None:
            await self.channel_layer.group_discard(group_of(self.person_id), self.channel_name)
        for task in (self.telling, self.watching):
            if task is not None:
                task.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        self.heard += 1
        if self.heard > HEARD_AT_MOST:
            await self.close(TOO_MUCH)

    async def ring(self, message: dict[str, Any]) -> None:
        """Somebody rang. Rings that come while an answer is under way share the next one."""
        self.rung = True
        if self.telling is None or self.telling.done():
            self.telling = asyncio.create_task(self._tell())

    async def hang_up(self, message: dict[str, Any]) -> None:
        """The reader's rights have changed, or he has gone."""
        await self.close(CHANGED if await self._is_signed_in() else SIGNED_OUT)

    async def _watch(self) -> None:
        """A session may end in silence: its time is over, or its row is gone."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if not await self._is_signed_in():
                await self.close(SIGNED_OUT)
                return

    async def _tell(self) -> None:
        try:
            while self.rung:
                self.rung = False
                if not await self._is_signed_in():
                    await self.close(SIGNED_OUT)
                    return
                await self._say_upto()
        except Exception:  # the page comes back and asks anew
            log.warning("a socket could not answer the doorbell", exc_info=True)
            await self.close(FAILED)

    async def _say_upto(self) -> None:
        upto = await database_sync_to_async(last_number)(self.person_id)
        await self.send(json.dumps({"upto": upto}))

    async def _is_signed_in(self) -> bool:
        """Ask anew: the session may have ended, the account may have been closed since."""
        store = import_module(settings.SESSION_ENGINE).SessionStore
        session = store(self.scope["session"].session_key)
        return bool((await get_user({"session": session})).is_authenticated)


class SameOrigin:
    """Lets only our own pages open a socket; a browser sends the cookie for any page that asks.

    The rule is that of Django's CSRF check: the page comes from the host it talks to, one of
    ``ALLOWED_HOSTS``, or from one of ``CSRF_TRUSTED_ORIGINS``.
    """

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        is_ours = _is_our_page(headers.get(b"origin", ""), headers.get(b"host", ""))
        application = self.application if is_ours else WebsocketDenier()
        return await application(scope, receive, send)


def _is_our_page(origin: str, host: str) -> bool:
    try:
        page = urlsplit(origin.lower())
    except ValueError:
        return False
    if page.scheme not in {"http", "https"} or not page.netloc:
        return False
    if any(_is_trusted(page, urlsplit(one.lower())) for one in settings.CSRF_TRUSTED_ORIGINS):
        return True
    if settings.SESSION_COOKIE_SECURE and page.scheme != "https":
        return False
    name, _port = split_domain_port(host.lower())
    return page.netloc == host.lower() and validate_host(name, settings.ALLOWED_HOSTS)


def _is_trusted(page: SplitResult, trusted: SplitResult) -> bool:
    """Whether a page belongs to a trusted origin, which may begin with ``*.``."""
    is_same_host = is_same_domain(page.netloc, trusted.netloc.removeprefix("*"))
    return page.scheme == trusted.scheme and is_same_host


application = SameOrigin(AuthMiddlewareStack(NotificationSocket.as_asgi()))
"""For ``config.asgi``: the origin first, then whose session it is."""
