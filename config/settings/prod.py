"""A server: everything secret or local comes from the environment.

A missing secret stops the start.
"""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import env

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="")
LEAST_KEY_LENGTH = 50
if len(SECRET_KEY) < LEAST_KEY_LENGTH:
    raise ImproperlyConfigured("SECRET_KEY must be set, and be at least 50 characters long.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # Connections last, under pages and sockets alike, so that the database plans each statement
    # once. Behind a pgbouncer that shares connections by transaction set DATABASE_PREPARE=0.
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=8), "timeout": 10},
        "server_side_binding": True,
        "prepare_threshold": env.int("DATABASE_PREPARE", default=3) or None,
    }
STATIC_ROOT = env.path("STATIC_ROOT", default=STATIC_ROOT)  # filled by collectstatic
PUBLIC_URL = env.str("PUBLIC_URL", default=f"https://{next(iter(ALLOWED_HOSTS), 'localhost')}")
MEDIA_ROOT = env.path("MEDIA_ROOT", default=MEDIA_ROOT)
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # probes come from inside, without TLS
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31536000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
