"""One machine, no services: SQLite, in-memory channel layer, e-mail to the console."""

from .base import *  # noqa: F403
from .base import LOCAL_DIR, env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or "only-for-this-machine-" + "0" * 32
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
INTERNAL_IPS = ["127.0.0.1"]
STATIC_ROOT = None  # type: ignore[assignment]  # files are served from where they lie
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
LOCAL_DIR.mkdir(exist_ok=True)
GALLERY = True
