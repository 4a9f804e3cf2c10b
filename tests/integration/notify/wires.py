"""A page's end of a socket, and what may be asked of it."""

import asyncio
import json
from contextlib import asynccontextmanager

from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from django.test import Client

PATH = "/ws/notifications/"
PAGE = "http://testserver"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SECONDS = 5
ATTEMPTS = 40
LEAVING_SECONDS = 0.5  # over Redis, one socket at a time may linger until the next ring


def signed_in(person):
    """A browser in which the person is signed in; its answers are in English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(person, backend=BACKEND)
    return client


def talk(scenario):
    """Run a conversation. What it reads and writes in the database is on the test's connection."""

    async def to_the_end():
        try:
            return await scenario()
        finally:
            await _hang_up()

    return async_to_sync(to_the_end)()


async def _hang_up():
    """End what the conversation left open; over Redis a wait may swallow the first ending."""
    for _attempt in range(ATTEMPTS):
        left = asyncio.all_tasks() - {asyncio.current_task()}
        if not left:
            return
        for task in left:
            task.cancel()
        await asyncio.wait(left, timeout=0.25)


def later(function, *arguments, **named):
    """Do something in the database in the middle of a conversation."""
    return database_sync_to_async(function)(*arguments, **named)


class Wire(ApplicationCommunicator):
    """One socket of one page."""

    def __init__(self, client=None, *, origin=PAGE, host="testserver", path=PATH):
        from config.asgi import application

        headers = [(b"host", host.encode())]
        if origin is not None:
            headers.append((b"origin", origin.encode()))
        if client is not None:
            cookie = f"sessionid={client.cookies['sessionid'].value}"
            headers.append((b"cookie", cookie.encode()))
        scope = {"type": "websocket", "path": path, "query_string": b"", "headers": headers}
        super().__init__(application, {**scope, "subprotocols": []})

    async def open(self):
        """What the server does first: ``accept`` or ``close``."""
        await self.send_input({"type": "websocket.connect"})
        return (await self.receive_output(SECONDS))["type"].removeprefix("websocket.")

    async def hear(self):
        """What the server says next, or the code with which it closes."""
        said = await self.receive_output(SECONDS)
        return json.loads(said["text"]) if said["type"] == "websocket.send" else said["code"]

    async def say(self, **message):
        await self.send_input({"type": "websocket.receive", **message})

    async def is_silent(self):
        return await self.receive_nothing(timeout=0.2)

    async def leave(self):
        await self.send_input({"type": "websocket.disconnect", "code": 1001})
        await self.wait(LEAVING_SECONDS)


@asynccontextmanager
async def wire(person):
    """An open socket of a signed-in person, and the number it named first."""
    end = Wire(await later(signed_in, person))
    assert await end.open() == "accept"
    yield end, (await end.hear())["upto"]
    await end.leave()
