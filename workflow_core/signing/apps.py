from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "workflow_core.signing"
    label = "core_signing"
