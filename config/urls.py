"""Where addresses begin.

The core's apps write their own whole paths; a process lives under its name. An app that has no
``urls`` module has no pages, so a new process needs no line here.
"""

from importlib import import_module

from allauth.account import views as account
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.utils.module_loading import module_has_submodule
from django.views.i18n import set_language

from config import gallery, health


def _pages(ring: str, *, under_own_name: bool) -> list[URLPattern | URLResolver]:
    """The pages of every app of a ring that has any."""
    found: list[URLPattern | URLResolver] = []
    for app in apps.get_app_configs():
        if app.name.startswith(f"{ring}.") and module_has_submodule(app.module, "urls"):
            name = app.name.removeprefix(f"{ring}.")
            prefix = f"{name}/" if under_own_name else ""
            found.append(path(prefix, include(import_module(f"{app.name}.urls"))))
    return found


handler500 = "config.errors.server_error"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/password/", account.password_change, name="account_change_password"),
    path("accounts/password/set/", account.password_set, name="account_set_password"),
    path("language/", set_language, name="set_language"),
    *_pages("workflow_core", under_own_name=False),
    *_pages("processes", under_own_name=True),
]
if settings.GALLERY:
    urlpatterns.append(path("_gallery/", gallery.gallery, name="gallery"))
