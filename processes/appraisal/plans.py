"""Reading plans to write others from: last year's, and the superior's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .models import Plan, PlannedResult, PlanVersion
from .services import IndicatorDraft, PlanDraft, ResultDraft

if TYPE_CHECKING:
    from .models import Appraisal


def last_years_version(case: Appraisal) -> PlanVersion | None:
    """The version in force of the employee's latest earlier plan."""
    found = Plan.objects.filter(
        employee=case.subject_id, year__lt=case.plan.year, in_force__isnull=False
    )
    last = found.select_related("in_force").order_by("-year", "-pk").first()
    return last.in_force if last else None


def superiors_results(case: Appraisal) -> list[tuple[int, str]]:
    """The results of the rater's own set plan for the same year, to be supported: (id, text)."""
    found = PlannedResult.objects.filter(
        version__in=Plan.objects.filter(
            employee=case.rater_id, year=case.plan.year, in_force__isnull=False
        ).values("in_force")
    )
    return list(found.order_by("version", "order", "pk").values_list("pk", "text"))


def draft_of(version: PlanVersion) -> PlanDraft:
    """A stored version as a draft to be written anew."""
    return PlanDraft(
        results=tuple(
            ResultDraft(
                text=one.text,
                main=one.main,
                supports=one.supports,
                indicators=tuple(
                    IndicatorDraft(
                        text=indicator.text,
                        aspect=indicator.aspect,
                        narrative=indicator.narrative,
                        low=indicator.low,
                        high=indicator.high,
                        unit=indicator.unit,
                        lower_is_better=indicator.lower_is_better,
                    )
                    for indicator in one.indicators.all()
                ),
            )
            for one in version.results.prefetch_related("indicators")
        ),
        approach=version.approach,
        expectations={one.value: one.text for one in version.expectations.all()},
        resources=version.resources,
        accountability=version.accountability,
        consequences=version.consequences,
    )


def is_same(version: PlanVersion, draft: PlanDraft) -> bool:
    """Whether this draft is stored already, but for blanks at the ends of texts."""
    return _bare(draft_of(version)) == _bare(draft)


def _bare(draft: PlanDraft) -> PlanDraft:
    return replace(
        draft,
        results=tuple(
            replace(
                one,
                pk=None,
                text=one.text.strip(),
                supports=one.supports.strip(),
                indicators=tuple(
                    replace(i, text=i.text.strip(), narrative=i.narrative.strip())
                    for i in one.indicators
                ),
            )
            for one in draft.results
        ),
        expectations={value: text.strip() for value, text in draft.expectations.items() if text},
    )
