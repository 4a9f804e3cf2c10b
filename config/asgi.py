"""Pages and sockets in one process for ``make run``; in production the socket processes."""

import os
import warnings

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import WebsocketDenier
from django.core.asgi import get_asgi_application
from django.urls import path, re_path

# WhiteNoise hands a file over in one piece; that is what this warning is about.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
pages = get_asgi_application()

from workflow_core.notify import sockets  # noqa: E402 - models are not loaded before

application = ProtocolTypeRouter(
    {
        "http": pages,
        "websocket": URLRouter(
            [path("ws/notifications/", sockets.application), re_path("", WebsocketDenier.as_asgi())]
        ),
    }
)
