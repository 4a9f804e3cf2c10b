from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "workflow_core.web"
    label = "core_web"

    def ready(self) -> None:
        """Put the core's pages into the menu."""
        from .menu import register_entries  # noqa: PLC0415 - models are not loaded before

        register_entries()
