"""Plans, reports and remarks as readers see them: rows for pages, lines for comparing texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import F, Max
from django.utils.translation import gettext as _

from . import figures
from .models import Indicator, PlannedResult, PlanVersion, Remark
from .plans import acting_label
from .rating import Level, level_in_band
from .values import VALUES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .models import Appraisal, Evidence
    from .plan_draft import PlanDraft


RETURNS = ("return_plan", "return_report")


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator with its target in words and, once measured, the value and its level."""

    aspect: str
    text: str
    target: str
    value: str = ""
    level: str = ""


@dataclass(frozen=True)
class ResultRow:
    """One planned result with what was achieved of it and what a reviewer noted at it."""

    pk: int
    main: bool
    text: str
    supports: str
    indicators: list[IndicatorRow]
    perspective: str = ""
    cascade: str = ""
    team: str = ""
    acting: str = ""
    realisation: str = ""
    no_evidence_reason: str = ""
    evidence: Sequence[Evidence] = ()
    remarks: Sequence[Remark] = ()


@dataclass(frozen=True)
class Expected:
    """One of the seven values with the leader's special expectation."""

    name: str
    meaning: str
    guides: tuple[str, ...]
    text: str


def target_of(one: Any) -> str:
    """The target of an indicator, or of its draft, in words."""
    band = ""
    if one.low is not None or one.high is not None:
        low, high = figures.show(one.low) or "…", figures.show(one.high) or "…"
        ends = low if low == high else f"{low}–{high}"
        band = f"{ends} {one.unit}".strip()
        if one.lower_is_better:
            band = _("%(band)s, the lower the better") % {"band": band}
    return "; ".join(filter(None, [band, one.narrative.strip()]))


def result_rows(
    version: PlanVersion, case: Appraisal | None = None, remarks: Iterable[Remark] = ()
) -> list[ResultRow]:
    """The results of a version; with a case also what was achieved. At most five statements."""
    results = version.results.select_related("acting").prefetch_related("indicators")
    achieved = _achieved(case) if case else {}
    noted: dict[int | None, list[Remark]] = {}
    for remark in remarks:
        noted.setdefault(remark.result_id, []).append(remark)
    return [_row(one, achieved.get(one.pk), noted.get(one.pk, [])) for one in results]


def _achieved(case: Appraisal) -> dict[int, Any]:
    found = case.realisations.prefetch_related("evidence", "measurements")
    return {one.result_id: one for one in found}


def _row(result: PlannedResult, achieved: Any, remarks: list[Remark]) -> ResultRow:
    values = (
        {one.indicator_id: one.value for one in achieved.measurements.all()} if achieved else {}
    )
    return ResultRow(
        pk=result.pk,
        main=result.main,
        text=result.text,
        supports=result.supports,
        indicators=[_indicator_row(one, values.get(one.pk)) for one in result.indicators.all()],
        perspective=result.get_perspective_display(),
        cascade=result.get_cascade_display(),
        team=result.team,
        acting=acting_label(result.acting),
        realisation=achieved.text if achieved else "",
        no_evidence_reason=achieved.no_evidence_reason if achieved else "",
        evidence=list(achieved.evidence.all()) if achieved else [],
        remarks=remarks,
    )


def _indicator_row(one: Indicator, value: Any) -> IndicatorRow:
    measured = value is not None and one.low is not None and one.high is not None
    level = (
        level_in_band(value, one.low, one.high, lower_is_better=one.lower_is_better)  # type: ignore[arg-type]
        if measured
        else None
    )
    reached = f"{figures.show(value)} {one.unit}".strip() if value is not None else ""
    label = str(Level(level).label) if level else ""
    return IndicatorRow(str(one.get_aspect_display()), one.text, target_of(one), reached, label)


def expected(version: PlanVersion) -> list[Expected]:
    """The seven values, each with what the leader specially expects."""
    texts = {one.value: one.text for one in version.expectations.all()}
    return [
        Expected(one.name, one.meaning, one.guides, texts.get(one.number, "")) for one in VALUES
    ]


def remarks_on(case: Appraisal, state: str) -> list[Remark]:
    """What was returned with the last review of this state.

    Notes on what was never returned stay the reviewer's own.
    """
    returns = case.events.filter(transition__in=RETURNS).order_by()
    done = case.remarks.filter(
        state=state,
        case_version__in=returns.annotate(seen=F("seq") - 1).values("seen"),
        version=case.plan_version_id,
    )
    last = done.aggregate(last=Max("case_version"))["last"]
    if last is None:
        return []
    rows = done.filter(case_version=last).select_related("by")
    return list({one.result_id: one for one in rows}.values())


@dataclass
class _Lines:
    lines: list[str] = field(default_factory=list)

    def add(self, label: object, text: str) -> None:
        if text.strip():
            self.lines.append(f"{label}: {text.strip()}")


def lines_of_version(version: PlanVersion) -> list[str]:
    """A version of a plan as lines of text, for comparing."""
    texts = {one.value: one.text for one in version.expectations.all()}
    results = [
        (one, list(one.indicators.all())) for one in version.results.prefetch_related("indicators")
    ]
    return _plan_lines(version, results, texts)


def lines_of_draft(draft: PlanDraft) -> list[str]:
    """A plan as typed, in the same lines as ``lines_of_version``."""
    results = [(one, one.indicators) for one in draft.results]
    return _plan_lines(draft, results, draft.expectations)


def _plan_lines(plan: Any, results: Any, expectations: dict[int, str]) -> list[str]:
    found = _Lines()
    found.add(_("Approach"), str(PlanVersion.Approach(plan.approach).label))
    for result, indicators in results:
        found.add(_("Main result") if result.main else _("Additional result"), result.text)
        found.add(_("Superior's result that it supports"), result.supports)
        found.add(_("How it serves that result"), _named(PlannedResult.Cascade, result.cascade))
        found.add(_("Team"), result.team)
        found.add(_("Perspective"), _named(PlannedResult.Perspective, result.perspective))
        for one in indicators:
            target = target_of(one)
            text = f"{one.text.strip()}: {target}" if target else one.text
            found.add(Indicator.Aspect(one.aspect).label, text)
    for value in VALUES:
        found.add(value.name, expectations.get(value.number, ""))
    for label, text in annex_of(plan):
        found.add(label, text)
    return ["\n".join(text.splitlines()) for text in found.lines]


def _named(choices: Any, value: str) -> str:
    return str(choices(value).label) if value else ""


def annex_of(plan: Any) -> list[tuple[str, str]]:
    """The annex of a version or a draft (format A.1.8): (what it is about, text), in its order."""
    labels = (
        ("resources_staff", _("Support: staff")),
        ("resources_budget", _("Support: budget")),
        ("resources_equipment", _("Support: equipment")),
        ("resources_guidance", _("Support: guidance by the leader")),
        ("resources_facilities", _("Support: facilities")),
        ("resources", _("Other support")),
        ("accountability", _("Accountability scheme")),
        ("consequences", _("Consequences where the expectations are met")),
        ("consequences_unmet", _("Consequences where they are not met")),
    )
    return [(label, getattr(plan, name)) for name, label in labels]
