"""Copies of plans: the next version of a plan, or last year's as this year's start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max

from .plan_draft import read_draft, write_draft

if TYPE_CHECKING:
    from .models import Appraisal, Plan, PlanVersion


def copy_version(version: PlanVersion, plan: Plan | None = None) -> PlanVersion:
    """Copy a version with everything in it as the next version of ``plan`` (its own by default)."""
    from .models import PlanVersion  # noqa: PLC0415

    plan = plan or version.plan
    last = plan.versions.aggregate(last=Max("number"))["last"] or 0
    copy = PlanVersion.objects.create(plan=plan, number=last + 1)
    write_draft(copy, read_draft(version))
    return copy


def to_work_on(plan: Plan) -> PlanVersion:
    """The version of a plan to be drafted: its last one, a copy where that is set, or a first."""
    last = plan.versions.order_by("number").last()
    if last is None:
        return plan.versions.create(number=1)
    return copy_version(last) if last.set_at is not None else last


def carry_report(appraisal: Appraisal, version: PlanVersion) -> None:
    """Copy what was reported so far to the results that the new version keeps, word for word."""
    from .models import Evidence, Measurement, Realisation  # noqa: PLC0415

    kept = {one.text: one for one in version.results.prefetch_related("indicators")}
    old = appraisal.realisations.exclude(result__version=version).select_related("result")
    old = old.prefetch_related("evidence", "measurements__indicator").order_by("pk")
    pairs = {kept[one.result.text].pk: one for one in old if one.result.text in kept}
    new = Realisation.objects.bulk_create(
        Realisation(
            appraisal=appraisal,
            result_id=result,
            text=one.text,
            no_evidence_reason=one.no_evidence_reason,
        )
        for result, one in pairs.items()
    )
    Evidence.objects.bulk_create(
        Evidence(
            realisation=after,
            title=one.title,
            url=one.url,
            file=one.file.name,
            sha256=one.sha256,
        )
        for after, before in zip(new, pairs.values(), strict=True)
        for one in before.evidence.all()
    )
    bands = {
        (result.pk, one.text): one for result in kept.values() for one in result.indicators.all()
    }
    Measurement.objects.bulk_create(
        Measurement(
            realisation=after, indicator=bands[after.result_id, one.indicator.text], value=one.value
        )
        for after, before in zip(new, pairs.values(), strict=True)
        for one in before.measurements.all()
        if (after.result_id, one.indicator.text) in bands
    )
