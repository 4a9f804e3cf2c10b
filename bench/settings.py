"""The application's own settings, on one scratch database, with the contenders' tables beside."""

import os
import tempfile
from pathlib import Path

# Before the settings are read: so the scratch database gets every option that a real one has.
os.environ["DATABASE_URL"] = os.environ["BENCH_DATABASE_URL"]

from config.settings.base import *  # noqa: F403
from config.settings.base import INSTALLED_APPS

DEBUG = False
SECRET_KEY = "bench" * 12
ALLOWED_HOSTS = ["testserver"]
INSTALLED_APPS = [*INSTALLED_APPS, "simple_history", "bench"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
MEDIA_ROOT = Path(tempfile.gettempdir()) / f"kinerja-bench-{os.getpid()}"
STATIC_ROOT = None  # type: ignore[assignment]  # files are served from where they lie
WHITENOISE_USE_FINDERS = True
