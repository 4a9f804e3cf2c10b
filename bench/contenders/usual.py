"""The usual style: FSM, guardian's ``has_perm``, a row of django-simple-history, a notification."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.transaction import atomic
from django_fsm import FSMField, transition
from guardian.shortcuts import assign_perm
from simple_history.models import HistoricalRecords

from . import Contender, Step

LINE = "FSM + guardian + history + notice"


class UsualRequest(models.Model):
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    head = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    state = FSMField(default="asking", protected=True)
    history = HistoricalRecords()

    class Meta:
        permissions = [("ask_request", "May ask"), ("decide_request", "May decide")]

    def __str__(self) -> str:
        return self.title

    @transition("state", source="asking", target="asked")
    def ask(self) -> None:
        self.reason = ""

    @transition("state", source="asked", target="asking")
    def send_back(self, reason: str) -> None:
        self.reason = reason


HistoricalUsualRequest = UsualRequest.history.model


class Told(models.Model):
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    request = models.ForeignKey(UsualRequest, models.CASCADE)
    kind = models.CharField(max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.kind


class Usual(Contender):
    def __init__(self, asker: Any, head: Any) -> None:
        self._asker, self._head = asker, head
        request = UsualRequest.objects.create(asker=asker, head=head, title="Leave in June")
        self._pk = request.pk
        assign_perm("bench.ask_request", asker, request)
        assign_perm("bench.decide_request", head, request)

    def steps(self) -> list[Step]:
        return [Step(LINE, self._ask), Step(LINE, self._send_back)]

    def _ask(self) -> None:
        with atomic():
            request = self._locked(self._asker, "bench.ask_request")
            request.ask()
            self._keep(request, self._asker, self._head, "asked")

    def _send_back(self) -> None:
        with atomic():
            request = self._locked(self._head, "bench.decide_request")
            request.send_back("Say for how many days.")
            self._keep(request, self._head, self._asker, "sent back")

    def _locked(self, by: Any, right: str) -> UsualRequest:
        request = UsualRequest.objects.select_for_update().get(pk=self._pk)
        if not by.has_perm(right, request):
            raise PermissionDenied
        return request

    def _keep(self, request: UsualRequest, by: Any, recipient: Any, kind: str) -> None:
        request._history_user = by
        request.save()
        Told.objects.create(recipient=recipient, request=request, kind=kind)
