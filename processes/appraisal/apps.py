from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    name = "processes.appraisal"
    label = "appraisal"

    def ready(self) -> None:
        """Put the appraisal's pages into the menu."""
        from .menu import register_entries  # noqa: PLC0415 - models are not loaded before

        register_entries()
