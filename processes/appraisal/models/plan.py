"""The plan (SKP): of one person for one year in one post, in numbered versions.

A set version never changes.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflow_core.people.models import Institution, Person, Posting, Unit


class Plan(models.Model):
    """A person's plan for a year in a post; the versions carry the content."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    employee = models.ForeignKey(Person, models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField(_("year"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    post = models.CharField(_("post"), max_length=250)
    by_perspective = models.BooleanField(_("written by the four perspectives"), default=False)
    in_force = models.ForeignKey(
        "PlanVersion",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("version in force"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["employee", "year", "unit", "post"], name="plan_once")
        ]

    def __str__(self) -> str:
        return f"SKP {self.year} {self.employee}"


class PlanVersion(models.Model):
    """One version of a plan: being drafted until ``set_at``, then fixed for good."""

    class Approach(models.TextChoices):
        QUALITATIVE = "qualitative", _("qualitative")
        QUANTITATIVE = "quantitative", _("quantitative")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    approach = models.CharField(
        _("approach"), max_length=12, choices=Approach.choices, default=Approach.QUANTITATIVE
    )
    resources = models.TextField(_("support and resources"), blank=True)
    resources_staff = models.TextField(_("support by staff"), blank=True)
    resources_budget = models.TextField(_("budget"), blank=True)
    resources_equipment = models.TextField(_("equipment"), blank=True)
    resources_guidance = models.TextField(_("guidance by the leader"), blank=True)
    resources_facilities = models.TextField(_("facilities"), blank=True)
    accountability = models.TextField(_("accountability scheme"), blank=True)
    consequences = models.TextField(_("if the expectations are met"), blank=True)
    consequences_unmet = models.TextField(_("if the expectations are not met"), blank=True)
    edition = models.PositiveIntegerField(default=0, editable=False)
    set_at = models.DateTimeField(_("set at"), null=True)
    agreed = models.BooleanField(_("agreed by the employee"), default=True)

    class Meta:
        ordering = ["plan", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once")]

    def __str__(self) -> str:
        return f"{self.plan} v{self.number}"


class PlannedResult(models.Model):
    """A planned result (rencana hasil kerja): an achievement, not an activity.

    ``root`` is the first wording of a result that later versions keep.
    """

    class Perspective(models.TextChoices):
        """For JPT and heads of independent units. PermenPANRB 6/2022, Lampiran p. 29."""

        RECIPIENTS = "recipients", _("recipients of services")
        PROCESS = "process", _("business processes")
        INTERNAL = "internal", _("internal strengthening")
        BUDGET = "budget", _("budget")

    class Cascade(models.TextChoices):
        """How it serves the superior's result. PermenPANRB 6/2022, Lampiran p. 39-43."""

        ASPECT = "aspect", _("direct, by aspect")
        REGION = "region", _("direct, by region")
        LOAD = "load", _("direct, by load")
        SERVICE = "service", _("not direct, a service")
        OUTPUT = "output", _("not direct, a supporting output")

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="results")
    order = models.PositiveSmallIntegerField(default=0)
    main = models.BooleanField(_("main result"), default=True)
    text = models.TextField(_("planned result"))
    supports = models.TextField(_("superior's result supported"), blank=True)
    supported = models.ForeignKey("self", models.SET_NULL, null=True, related_name="supporting")
    cascade = models.CharField(_("cascade"), max_length=8, choices=Cascade.choices, blank=True)
    team = models.CharField(_("team"), max_length=150, blank=True)
    perspective = models.CharField(
        _("perspective"), max_length=10, choices=Perspective.choices, blank=True
    )
    acting = models.ForeignKey(
        Posting, models.PROTECT, null=True, related_name="+", verbose_name=_("acting post")
    )
    root = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["version", "order", "pk"]
        constraints = [
            # PermenPANRB 6/2022, Lampiran p. 50, number 6 d
            models.CheckConstraint(
                condition=Q(acting=None) | Q(main=True), name="acting_result_is_main"
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def lineage(self) -> int:
        """What stays the same of a result through all its versions."""
        return self.root_id or self.pk


class Indicator(models.Model):
    """How a result is measured: a band that means "as expected", or a narrative."""

    class Aspect(models.TextChoices):
        QUANTITY = "quantity", _("quantity")
        QUALITY = "quality", _("quality")
        TIME = "time", _("time")
        COST = "cost", _("cost")

    result = models.ForeignKey(PlannedResult, models.CASCADE, related_name="indicators")
    order = models.PositiveSmallIntegerField(default=0)
    aspect = models.CharField(
        _("aspect"), max_length=10, choices=Aspect.choices, default=Aspect.QUANTITY
    )
    text = models.TextField(_("indicator"))
    narrative = models.TextField(_("target in words"), blank=True)
    low = models.DecimalField(_("from"), max_digits=18, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(_("to"), max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit of measure"), max_length=60, blank=True)
    lower_is_better = models.BooleanField(_("lower is better"), default=False)

    class Meta:
        ordering = ["result", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(low=None) | Q(high=None) | Q(low__lte=F("high")), name="band_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def has_target(self) -> bool:
        return bool(self.narrative.strip()) or (self.low is not None and self.high is not None)


class Expectation(models.Model):
    """The leader's special expectation for one of the seven values (BerAKHLAK)."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="expectations")
    value = models.PositiveSmallIntegerField(_("value"))
    text = models.TextField(_("leader's special expectation"))

    class Meta:
        ordering = ["version", "value", "pk"]

    def __str__(self) -> str:
        return self.text


class Remark(models.Model):
    """What a reviewer notes at one item of a plan or report.

    The employee sees it when the plan or report is returned.
    """

    appraisal = models.ForeignKey("Appraisal", models.PROTECT, related_name="remarks")
    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="remarks")
    result = models.ForeignKey(PlannedResult, models.CASCADE, null=True, related_name="remarks")
    state = models.CharField(max_length=30)
    case_version = models.PositiveIntegerField()
    text = models.TextField(_("remark"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text
