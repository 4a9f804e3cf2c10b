from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class EngineConfig(AppConfig):
    name = "workflow_core.engine"
    label = "core_engine"

    def ready(self) -> None:
        """Load every process's ``definition.py``, and the checks that judge them."""
        from . import checks  # noqa: F401, PLC0415

        autodiscover_modules("definition")
