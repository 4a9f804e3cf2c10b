"""django-fsm and ``save()``: no lock, no right, no history, nobody told."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django_fsm import FSMField, transition

from . import Contender, Step

LINE = "django-fsm + save()"


class Request(models.Model):
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    head = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    state = FSMField(default="asking", protected=True)

    def __str__(self) -> str:
        return self.title

    @transition("state", source="asking", target="asked")
    def ask(self) -> None:
        self.reason = ""

    @transition("state", source="asked", target="asking")
    def send_back(self, reason: str) -> None:
        self.reason = reason


class FsmOnly(Contender):
    def __init__(self, asker: Any, head: Any) -> None:
        self._pk = Request.objects.create(asker=asker, head=head, title="Leave in June").pk

    def steps(self) -> list[Step]:
        return [Step(LINE, self._ask), Step(LINE, self._send_back)]

    def _ask(self) -> None:
        request = Request.objects.get(pk=self._pk)
        request.ask()
        request.save()

    def _send_back(self) -> None:
        request = Request.objects.get(pk=self._pk)
        request.send_back("Say for how many days.")
        request.save()
