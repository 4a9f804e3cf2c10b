"""Pages and sockets in one process for ``make run``; in production the socket processes."""

import os
import warnings

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

# WhiteNoise hands a file over in one piece; that is what this warning is about.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
application = ProtocolTypeRouter({"http": get_asgi_application()})
