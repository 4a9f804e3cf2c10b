from functools import partial
from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out
from django.db import transaction


class NotifyConfig(AppConfig):
    name = "workflow_core.notify"
    label = "core_notify"

    def ready(self) -> None:
        from workflow_core.people.accounts import account_closed  # noqa: PLC0415 - models are loaded now

        for gone in (user_logged_out, account_closed):
            gone.connect(_has_gone, dispatch_uid="hang_up")


def _has_gone(user: Any = None, **signal: Any) -> None:
    """Whoever has signed out, or lost his account, hears nothing more."""
    from .doorbell import hang_up  # noqa: PLC0415 - the layer is configured now

    if user is not None:
        transaction.on_commit(partial(hang_up, [user.pk]), robust=True)
