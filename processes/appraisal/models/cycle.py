"""The cycle: one period for one institution, itself a case that HR moves through the same door."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflow_core.engine.models import Case
from workflow_core.people.models import Person, Unit

from ..cycle_machine import CycleMoves
from ..distribution import OrganisationResult
from ..state import CycleState
from .rule_set import RuleSet


class Cycle(CycleMoves, Case):
    """A performance period with its windows. Dates are local days of the institution, inclusive."""

    class Kind(models.TextChoices):
        ANNUAL = "annual", _("annual")
        QUARTERLY = "quarterly", _("quarterly")
        MONTHLY = "monthly", _("monthly")

    initial: ClassVar[str] = CycleState.PREPARED

    case_ptr = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, related_name="as_cycle"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    starts = models.DateField(_("period starts"))
    ends = models.DateField(_("period ends"))
    plan_due = models.DateField(_("plans set by"))
    report_opens = models.DateField(_("reports open"))
    report_ends = models.DateField(_("reports due by"))
    evaluation_ends = models.DateField(_("evaluation ends"))
    approver = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("competent authority (PyB)")
    )
    unit_dates = models.JSONField(default=dict, editable=False)
    """Dates that circulars put off for single units, as ISO days by unit id and name."""
    grace_days = models.PositiveSmallIntegerField(_("working days a rater may be late"), default=0)
    deliver_automatically = models.BooleanField(_("deliver ratings automatically"), default=False)
    deemed_receipt_days = models.PositiveSmallIntegerField(
        _("deemed received after working days"), null=True, blank=True
    )
    rules = models.CharField(_("edition of the law"), max_length=40, default="2022", editable=False)
    rule_set = models.ForeignKey(
        RuleSet, models.PROTECT, null=True, editable=False, related_name="cycles"
    )
    """What the institution set otherwise than that edition when the cycle was prepared."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    starts__lte=F("ends"),
                    report_opens__lte=F("report_ends"),
                    report_ends__lte=F("evaluation_ends"),
                ),
                name="cycle_windows_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_annual(self) -> bool:
        return self.kind == self.Kind.ANNUAL


class UnitResult(models.Model):
    """What an organisation achieved in the period (capaian kinerja organisasi).

    It comes before any person's rating.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="unit_results")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    level = models.CharField(_("result"), max_length=20, choices=OrganisationResult.choices)
    carried_over = models.BooleanField(_("last period's result"), default=False)
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    first_set_at = models.DateTimeField(null=True, editable=False)
    """When a result was first known here; a correction leaves it, for clocks go by it."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "unit"], name="unit_result_once")]

    def __str__(self) -> str:
        return f"{self.unit}: {self.get_level_display()}"

    @property
    def known_since(self) -> datetime:
        """When a result was first known for this unit and cycle."""
        return self.first_set_at or self.set_at
