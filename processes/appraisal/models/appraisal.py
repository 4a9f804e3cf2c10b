"""One person's appraisal in one cycle.

The state moves only through the engine; the columns below are its stamps.
"""

from typing import Any, ClassVar, cast

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow_core.engine.models import Case
from workflow_core.people.models import Person

from ..machine import AppraisalMoves
from ..rating import Level, Predicate
from ..state import State
from .cycle import Cycle
from .plan import Plan, PlanVersion

WHO: dict[str, Any] = {
    "on_delete": models.PROTECT,
    "related_name": "+",
    "null": True,
    "blank": True,
}


class Appraisal(AppraisalMoves, Case):
    """One person, one cycle, one plan.

    The line of command is resolved from dated postings when the case opens, and changed only by a
    logged transfer.
    """

    initial: ClassVar[str] = State.DRAFTING

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="appraisals")
    rater = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("rater"))
    superior = models.ForeignKey(Person, verbose_name=_("rater's superior"), **WHO)
    approver = models.ForeignKey(Person, verbose_name=_("competent authority (PyB)"), **WHO)
    reviewer = models.ForeignKey(Person, verbose_name=_("plan reviewer"), **WHO)
    in_charge = models.ForeignKey(Person, verbose_name=_("superior in charge"), **WHO)
    rated_by = models.ForeignKey(Person, verbose_name=_("rated by"), **WHO)
    post = models.CharField(_("post"), max_length=250, blank=True)
    is_head = models.BooleanField(_("heads a unit"), default=False)
    on_study = models.BooleanField(_("on study assignment"), default=False)

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="appraisals")
    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="+")
    proposed_unsigned = models.BooleanField(_("proposed without agreement"), default=False)
    proposed_at = models.DateTimeField(null=True)
    plan_set_at = models.DateTimeField(null=True)
    plan_restarted_at = models.DateTimeField(null=True)
    earlier_rating = models.ForeignKey(
        "appraisal.Rating", models.PROTECT, null=True, related_name="+",
        verbose_name=_("last result of the old unit"),
    )  # fmt: skip
    reuse_agreed_at = models.DateTimeField(null=True)

    reported_at = models.DateTimeField(null=True)
    report_missed = models.BooleanField(_("without report"), default=False)
    report_edition = models.PositiveIntegerField(default=0, editable=False)
    report_reopened_until = models.DateTimeField(null=True)

    rating_due_at = models.DateTimeField(null=True)
    levels_up = models.PositiveSmallIntegerField(default=0)
    rated_at = models.DateTimeField(null=True)
    rated_as_superior = models.BooleanField(default=False)
    final = models.BooleanField(_("final result"), default=False)
    results = models.CharField(max_length=10, choices=Level.choices, blank=True)
    behaviour = models.CharField(max_length=10, choices=Level.choices, blank=True)
    predicate = models.CharField(max_length=20, choices=Predicate.choices, blank=True)

    delivered_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    receipt_deemed = models.BooleanField(default=False)
    accepted_at = models.DateTimeField(null=True)
    objection_waived_at = models.DateTimeField(null=True)
    objected_at = models.DateTimeField(null=True)
    explained_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_signed_by_employee_at = models.DateTimeField(null=True)
    decision_absence_at = models.DateTimeField(null=True)
    decision_signed_by_rater_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reopen_requested_by = models.ForeignKey(Person, **WHO)
    cancelled = models.BooleanField(default=False)
    reopened = models.BooleanField(default=False)

    class Meta:
        constraints = [
            # A cancelled appraisal does not stand in the way of a new one for the same plan.
            models.UniqueConstraint(
                fields=["cycle", "plan"], condition=models.Q(cancelled=False), name="appraisal_once"
            ),
        ]

    @property
    def employee(self) -> Person:
        return cast("Person", self.subject)

    @property
    def objection(self):
        """The objection now on the table; ``None`` before one is filed."""
        return self.objections.filter(withdrawn_at=None).order_by("pk").last()

    @property
    def current_rating(self):
        """The rating in force: the last one given."""
        return self.ratings.order_by("number").last()
