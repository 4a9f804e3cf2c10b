"""A process that uses everything the engine can do: somebody buys something for the office.

Small purchases go straight to the head; large ones are first checked, from a queue, by an approver
who signs and may then not decide himself. An examiner may be named for one case.
"""

from django.db import models
from django.db.models import TextChoices

from workflow_core.engine.machine import SAME, choose, move
from workflow_core.engine.models import Case
from workflow_core.engine.rules import Granted, Relation, Role, condition, mover, system
from workflow_core.people.models import Person

LARGE = 1000


class Stage(TextChoices):
    DRAFT = "draft", "Draft"
    CHECKING = "checking", "Checking"
    DECIDING = "deciding", "Deciding"
    ORDERED = "ordered", "Ordered"
    DROPPED = "dropped", "Dropped"


buyer, head = Relation("subject", own=True), Relation("chief")
approver, hr = Role("approver"), Role("hr")
examining = Granted("examine_case")
checker = mover("inspect")


@condition("Say what it costs.")
def has_price(purchase):
    return purchase.price > 0


@condition(lambda purchase: f"{purchase.price} is more than the budget allows.")
def is_affordable(purchase):
    return purchase.price <= LARGE * 100


def first_desk(purchase, **given):
    return Stage.CHECKING if purchase.price >= LARGE else Stage.DECIDING


class Purchase(Case):
    initial = Stage.DRAFT
    chief = models.ForeignKey(Person, models.PROTECT, related_name="+")
    examiner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    price = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=list)
    check_due_at = models.DateTimeField(null=True)
    decision_due_at = models.DateTimeField(null=True)

    @move(
        Stage.DRAFT,
        to=choose(first_desk, Stage.CHECKING, Stage.DECIDING),
        by=buyer,
        when=[has_price, is_affordable],
        label="Submit",
        told="%(actor)s submitted it.",
    )
    def submit(self, **given):
        """The buyer hands the purchase in."""

    @move(Stage.DRAFT, to=Stage.DROPPED, by=buyer, label="Drop", told="%(actor)s dropped it.")
    def drop(self, **given):
        """The buyer gives it up."""

    @move(
        Stage.CHECKING,
        to=Stage.DECIDING,
        by=approver,
        needs=["signature"],
        label="Check",
        told="%(actor)s checked it.",
    )
    def inspect(self, *, at, **given):
        """An approver checks a large purchase and signs for it."""
        self.check_due_at = None

    @move(
        Stage.CHECKING,
        Stage.DECIDING,
        to=Stage.DRAFT,
        by=approver | head,
        needs=["reason"],
        label="Return",
        told="%(actor)s returned it.",
    )
    def send_back(self, **given):
        """Whoever holds it returns it with a reason."""

    @move(
        Stage.DECIDING,
        to=SAME,
        by=head | examining,
        takes=["reason"],
        label="Note",
        told="%(actor)s noted something.",
    )
    def note(self, *, reason="", **given):
        """The head or the examiner notes something."""
        self.notes.append(reason)

    @move(
        Stage.DECIDING,
        to=Stage.ORDERED,
        by=head | hr,
        never=[checker],
        label="Order",
        told="%(actor)s ordered it.",
    )
    def order(self, **given):
        """The head or HR orders; never whoever checked it."""

    @move(
        Stage.CHECKING,
        Stage.DECIDING,
        to=Stage.DROPPED,
        by=system,
        label="Expire",
        told="The time was over.",
    )
    def expire(self, **given):
        """The system drops what nobody looked at in time."""

    @move(Stage.DECIDING, to=SAME, by=system, label="Remind", told="A reminder was sent.")
    def remind(self, **given):
        """The system reminds the head."""
        self.decision_due_at = None

    @move(
        Stage.ORDERED,
        to=Stage.DROPPED,
        by=hr,
        label="Send back",
        told="%(actor)s sent it back to the shop.",
    )
    def refund(self, **given):
        """HR sends back what was ordered."""

    @move(
        Stage.ORDERED,
        to=Stage.DECIDING,
        by=hr,
        needs=["reason"],
        label="Reopen",
        told="%(actor)s reopened it.",
    )
    def reopen(self, **given):
        """HR reopens a purchase that was wrong."""
