"""Copies of plans: the next version of a plan, or last year's as this year's start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max

if TYPE_CHECKING:
    from .models import Plan, PlanVersion


def copy_version(version: PlanVersion, plan: Plan | None = None) -> PlanVersion:
    """Copy a version with its results, indicators and expectations as the next version of ``plan`` (its own by default)."""
    from .models import Expectation, Indicator, PlannedResult, PlanVersion  # noqa: PLC0415

    plan = plan or version.plan
    last = plan.versions.aggregate(last=Max("number"))["last"] or 0
    copy = PlanVersion.objects.create(
        plan=plan,
        number=last + 1,
        approach=version.approach,
        resources=version.resources,
        accountability=version.accountability,
        consequences=version.consequences,
    )
    old = list(version.results.prefetch_related("indicators"))
    new = PlannedResult.objects.bulk_create(
        PlannedResult(
            version=copy, order=one.order, main=one.main, text=one.text, supports=one.supports
        )
        for one in old
    )
    Indicator.objects.bulk_create(
        Indicator(
            result=after,
            order=one.order,
            aspect=one.aspect,
            text=one.text,
            narrative=one.narrative,
            low=one.low,
            high=one.high,
            unit=one.unit,
            lower_is_better=one.lower_is_better,
        )
        for before, after in zip(old, new, strict=True)
        for one in before.indicators.all()
    )
    Expectation.objects.bulk_create(
        Expectation(version=copy, value=one.value, text=one.text)
        for one in version.expectations.all()
    )
    return copy
