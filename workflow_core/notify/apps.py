from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "workflow_core.notify"
    label = "core_notify"
