"""A whole process in forty lines: somebody asks for leave, his head grants or declines it."""

from django.db import models
from django.db.models import TextChoices

from workflow_core.engine.machine import move
from workflow_core.engine.models import Case
from workflow_core.engine.rules import Relation, condition
from workflow_core.people.models import Person


class State(TextChoices):
    ASKING = "asking", "Asking"
    ASKED = "asked", "Asked"
    GRANTED = "granted", "Granted"
    DECLINED = "declined", "Declined"


asker, head = Relation("subject", own=True), Relation("chief")


@condition("Say for how many days.")
def has_days(leave):
    return leave.days > 0


class Leave(Case):
    initial = State.ASKING
    chief = models.ForeignKey(Person, models.PROTECT, related_name="+")
    days = models.PositiveIntegerField(default=0)

    @move(
        State.ASKING,
        to=State.ASKED,
        by=asker,
        when=[has_days],
        label="Ask",
        told="%(actor)s asked.",
    )
    def ask(self, **given):
        """The asker hands in the request."""

    @move(State.ASKED, to=State.GRANTED, by=head, label="Grant", told="%(actor)s granted it.")
    def grant(self, **given):
        """The head grants the leave."""

    @move(
        State.ASKED,
        to=State.DECLINED,
        by=head,
        needs=["reason"],
        label="Decline",
        told="%(actor)s declined.",
    )
    def decline(self, **given):
        """The head declines, with a reason."""


from .purchase import Purchase  # noqa: E402, F401 - the other toy, with everything an engine can do
