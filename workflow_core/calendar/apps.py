from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "workflow_core.calendar"
    label = "core_calendar"
