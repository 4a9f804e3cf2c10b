"""What holds everywhere. Values that differ between places come from the environment.

``.env.example`` lists them.
"""

import hashlib
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parents[2]
LOCAL_DIR = BASE_DIR / ".local"

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# A folder with an ``apps.py`` under ``processes/`` is a process; nothing else is edited to add one.
PROCESSES = sorted(f"processes.{one.parent.name}" for one in BASE_DIR.glob("processes/*/apps.py"))

INSTALLED_APPS = [
    "workflow_core.web",
    "workflow_core.engine",
    "workflow_core.signing",
    "workflow_core.notify",
    "workflow_core.people",
    "workflow_core.calendar",
    *PROCESSES,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "config.apps.OwnStaticFiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "axes",
    "channels",
    "csp",
    "django_fsm",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "guardian",
    "tree_queries",
    "viewflow",
    "viewflow.workflow",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "workflow_core.web.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "workflow_core.web.context.site",
            ],
        },
    },
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # templates/django/forms

DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{LOCAL_DIR / 'kinerja.sqlite3'}"),
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE takes the write lock at BEGIN: a move never fails half way for want of it.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "core_people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ANONYMOUS_USER_NAME = None  # guardian: no row for nobody
GUARDIAN_MONKEY_PATCH_USER = False

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "workflow_core.people.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "workflow_core.people.accounts.LoginForm",
    "change_password": "workflow_core.people.passwords.ChangePasswordForm",
    "set_password": "workflow_core.people.passwords.SetPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# axes counts failed sign-ins; allauth's own limits would lock out an office behind one address.
ACCOUNT_RATE_LIMITS = {"login_failed": None, "login": None}
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "workflow_core.web.addresses.address_of"

TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
"""How many proxies of our own stand in front; each appends to ``X-Forwarded-For`` whom it heard."""

# A plan is sent whole: room for more than a hundred results with their indicators.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LANGUAGE_COOKIE_SAMESITE = "Lax"
FORMAT_MODULE_PATH = "config.formats"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
MEDIA_ROOT = LOCAL_DIR / "media"

REDIS_URL = env.str("REDIS_URL", default="")


def channel_layer(redis_url: str) -> dict[str, object]:
    """The doorbell: over Redis where there are several processes, else in memory."""
    if not redis_url:
        return {"BACKEND": "channels.layers.InMemoryChannelLayer"}
    # channels waits five seconds at a time for a ring; a read that gave up sooner, or just then,
    # would close every silent socket.
    host = {"address": redis_url, "max_connections": 2000, "socket_timeout": 10}
    return {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": [host], "capacity": 1000},
    }


CHANNEL_LAYERS = {"default": channel_layer(REDIS_URL)}
NEWS_POLL_SECONDS = 60  # open pages ask for news so often, also where no socket gets through
HANDOVER_DAYS = 90  # for so long people may hand their desk over by themselves
RECEIPTS_BY = "database"  # whose clock stamps what is sent in: "database" or "application"
REFUSED_RECEIPTS_DAYS = 90  # so long the text of what was refused is kept

# News by e-mail to those who want it; without a mail server there is none.
MAIL_NEWS = "EMAIL_URL" in env
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="Kinerja <kinerja@localhost>")
MAIL_DOMAIN = env.str("MAIL_DOMAIN", default="localhost")
PUBLIC_URL = env.str("PUBLIC_URL", default="http://127.0.0.1:8000/")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Papers: in which line they are made, who signs them.
PAPER_JOBS = "default"
SIGNER = env.str("SIGNER", default="workflow_core.signing.demo_authority.DemoAuthority")
# Keys are kept outside of the source and of what is served, one folder for each installation.
DATA_HOME = Path(env.str("XDG_DATA_HOME", default="~/.local/share")).expanduser()
INSTALLATION = hashlib.sha256(str(BASE_DIR).encode()).hexdigest()[:12]
SIGNING_DIR = Path(
    env.str("SIGNING_DIR", default=str(DATA_HOME / "kinerja" / INSTALLATION / "signing"))
)
PAPER_SYSTEM_FONTS = env.bool("PAPER_SYSTEM_FONTS", default=True)

CACHES = {
    "default": (
        {"BACKEND": "config.cache.ForgivingRedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    ),
}

GALLERY = False  # /_gallery/: every component on one page

# AGPL-3.0, section 13: whoever uses this over a network can get its source; the footer links to it.
# Without it the link leads to our own page on licence and source.
SOURCE_URL = env.str("SOURCE_URL", default="")
