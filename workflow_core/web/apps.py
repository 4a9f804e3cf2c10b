from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "workflow_core.web"
    label = "core_web"

    def ready(self) -> None:
        """Put the core's pages into the menu; let news be mailed."""
        from workflow_core.notify.rows import told  # noqa: PLC0415 - models are not loaded before

        from .mail import enqueue_for  # noqa: PLC0415 - models are not loaded before
        from .menu import register_entries  # noqa: PLC0415 - models are not loaded before

        def mail(people: Sequence[int], **signal: Any) -> None:
            enqueue_for(people)

        register_entries()
        told.connect(mail, weak=False, dispatch_uid="mail")
