from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "workflow_core.people"
    label = "core_people"
