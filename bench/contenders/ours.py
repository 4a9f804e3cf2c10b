"""The engine, moving the same request: a process of two states and two moves."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from workflow_core.engine import engine
from workflow_core.engine.machine import move
from workflow_core.engine.models import Case
from workflow_core.engine.rules import Relation

from . import Contender, Step

LINE = "engine.perform, same request"


class Stage(models.TextChoices):
    ASKING = "asking", "Asking"
    ASKED = "asked", "Asked"


asker, head = Relation("subject", own=True), Relation("chief")


class Asking(Case):
    initial: ClassVar[str] = Stage.ASKING

    chief = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    @move(Stage.ASKING, to=Stage.ASKED, by=asker, label="Ask", told="%(actor)s asked.")
    def ask(self, **given: Any) -> None:
        """The asker hands in the request."""
        self.reason = ""

    @move(Stage.ASKED, to=Stage.ASKING, by=head, needs=["reason"], label="Send back",
          told="%(actor)s sent it back.")  # fmt: skip
    def send_back(self, *, reason: str, **given: Any) -> None:
        """The head sends it back with a reason."""
        self.reason = reason


class Ours(Contender):
    def __init__(self, asker: Any, head: Any) -> None:
        self._asker, self._head, self._number = asker, head, 0
        self._case = Asking(
            institution=asker.institution, subject=asker, chief=head, title="Leave in June"
        )
        self._version = engine.begin(self._case, by=asker).seq

    def steps(self) -> list[Step]:
        return [
            Step(LINE, lambda: self._move("ask", self._asker)),
            Step(
                LINE, lambda: self._move("send_back", self._head, reason="Say for how many days.")
            ),
        ]

    def _move(self, name: str, by: Any, **given: Any) -> None:
        self._number += 1
        event = engine.perform(
            self._case,
            name,
            by=by,
            key=f"bench {self._number}",
            expected_version=self._version,
            **given,
        )
        self._version = event.seq
