"""Writes that are no moves: drafts of plans, reports and remarks, and the results of units.

A draft carries an edition: whoever saves over somebody else's newer text gets ``Stale``, never a
silent overwrite.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from workflow_core.calendar import clock
from workflow_core.engine.deadlines import reckon
from workflow_core.engine.engine import is_admitted, writing
from workflow_core.engine.errors import Forbidden, NotReady, Refused
from workflow_core.engine.registry import definition_of
from workflow_core.signing.signatures import sha256_of

from .models import (
    Appraisal,
    Cycle,
    Evidence,
    Indicator,
    Measurement,
    PlanVersion,
    Realisation,
    Remark,
    UnitResult,
)
from .permissions import employee, plan_writer, rater, reviewer
from .plan_draft import IndicatorDraft, PlanDraft, ResultDraft, write_draft
from .state import State

if TYPE_CHECKING:
    from decimal import Decimal


__all__ = [
    "IndicatorDraft",
    "PlanDraft",
    "RealisationDraft",
    "ResultDraft",
    "Stale",
    "add_evidence",
    "remove_evidence",
    "save_plan",
    "save_remarks",
    "save_report",
    "set_unit_result",
    "set_unit_results",
]


class Stale(Refused):
    """Somebody saved a newer draft in between; ``edition`` is the one now stored."""

    def __init__(self, edition: int) -> None:
        super().__init__(f"edition {edition} is newer")
        self.edition = edition


def may_write_plan(case: Appraisal, person: Any) -> bool:
    """Whether this person writes this plan now: while it is being drafted."""
    return case.state == State.DRAFTING and is_admitted(case, plan_writer, person)


def may_write_report(case: Appraisal, person: Any) -> bool:
    """Whether this person writes this report now: the employee, while the work is being done."""
    return case.state == State.EXECUTING and is_admitted(case, employee, person)


def save_plan(appraisal: Appraisal, *, by: Any, edition: int, draft: PlanDraft) -> PlanVersion:
    """Store the plan being drafted, in the order given; returns the version with its new edition.

    Raises ``Stale``, ``Forbidden`` (the employee writes his plan; past D2 his rater may too) or
    ``Conflict`` (it is not being drafted).
    """
    with writing(appraisal, by=by, rule=plan_writer, states=[State.DRAFTING]) as case:
        version = _next_edition(case.plan_version, edition)
        write_draft(version, draft)
    return version


def _next_edition(version: PlanVersion, edition: int) -> PlanVersion:
    """Count the edition up, if it is still the one the writer saw and the version is not set."""
    counted = PlanVersion.objects.filter(pk=version.pk, edition=edition, set_at=None).update(
        edition=F("edition") + 1
    )
    version.refresh_from_db()
    if not counted:
        raise Stale(version.edition)
    return version


@dataclass(frozen=True)
class RealisationDraft:
    """What was achieved of one planned result, as typed; ``measured`` is by indicator id."""

    text: str = ""
    no_evidence_reason: str = ""
    measured: dict[int, Decimal] = field(default_factory=dict)


def save_report(
    appraisal: Appraisal, *, by: Any, edition: int, drafts: dict[int, RealisationDraft]
) -> int:
    """Store the self-report being written, by id of planned result; returns its new edition.

    Raises as ``save_plan``.
    """
    with writing(appraisal, by=by, rule=employee, states=[State.EXECUTING]) as case:
        counted = Appraisal.objects.filter(pk=case.pk, report_edition=edition).update(
            report_edition=F("report_edition") + 1
        )
        if not counted:
            raise Stale(case.report_edition)
        known = set(case.plan_version.results.values_list("pk", flat=True))
        _store_realisations(case, {pk: one for pk, one in drafts.items() if pk in known})
    return edition + 1


def _store_realisations(case: Appraisal, drafts: dict[int, RealisationDraft]) -> None:
    found = {one.result_id: one for one in case.realisations.filter(result__in=drafts)}
    for result_id, draft in drafts.items():
        one = found.setdefault(result_id, Realisation(appraisal=case, result_id=result_id))
        one.text, one.no_evidence_reason = draft.text.strip(), draft.no_evidence_reason.strip()
    Realisation.objects.bulk_create([one for one in found.values() if not one.pk])
    Realisation.objects.bulk_update(found.values(), ["text", "no_evidence_reason"])
    Measurement.objects.filter(realisation__in=found.values()).delete()
    Measurement.objects.bulk_create(
        Measurement(
            realisation=found[one.result_id],
            indicator=one,
            value=drafts[one.result_id].measured[one.pk],
        )
        for one in Indicator.objects.filter(result__in=drafts).order_by("pk")
        if one.pk in drafts[one.result_id].measured
    )


def add_evidence(
    appraisal: Appraisal, *, by: Any, result_id: int, title: str, url: str = "", file: Any = None
) -> Evidence:
    """Attach a link or file to a planned result, while the employee still works on the report."""
    with writing(appraisal, by=by, rule=employee, states=[State.EXECUTING]) as case:
        result = case.plan_version.results.filter(pk=result_id).first()
        if result is None or not (url or file):
            raise NotReady(["evidence needs a result, and a link or a file"])
        realisation, _made = Realisation.objects.get_or_create(appraisal=case, result=result)
        return Evidence.objects.create(
            realisation=realisation,
            title=title,
            url=url,
            file=file or "",
            sha256=sha256_of(file) if file else "",
        )


def remove_evidence(appraisal: Appraisal, *, by: Any, evidence_id: int) -> None:
    """Take an evidence away again, before the report is handed in."""
    with writing(appraisal, by=by, rule=employee, states=[State.EXECUTING]) as case:
        Evidence.objects.filter(pk=evidence_id, realisation__appraisal=case).delete()


REVIEWERS = {State.PROPOSED: reviewer, State.REPORTED: rater}


def save_remarks(appraisal: Appraisal, *, by: Any, remarks: dict[int, str]) -> None:
    """Keep a reviewer's remarks before he returns a plan or a report.

    From now on the employee cannot withdraw it.
    """
    with writing(appraisal, by=by, rule=reviewer | rater, states=list(REVIEWERS)) as case:
        if not is_admitted(case, REVIEWERS[State(case.state)], by):
            raise Forbidden
        case.remarks.filter(case_version=case.version).delete()
        known = set(case.plan_version.results.values_list("pk", flat=True))
        Remark.objects.bulk_create(
            Remark(
                appraisal=case,
                version=case.plan_version,
                result_id=result_id,
                state=case.state,
                case_version=case.version,
                text=text.strip(),
                by=by,
                at=clock.now(),
            )
            for result_id, text in remarks.items()
            if text.strip() and result_id in known
        )


@transaction.atomic
def set_unit_results(
    *, cycle: Cycle, results: dict[int, tuple[str, bool]], by: Any
) -> list[UnitResult]:
    """Record what units achieved in the period, before the ratings of their people; one statement.

    ``results`` maps the id of a unit to its level and whether it is carried over from the last
    period. Where a unit gets its first one, the clocks of the ratings that waited for it go on.
    """
    at = clock.now()
    known = UnitResult.objects.filter(cycle=cycle, unit__in=results).count()
    stored = UnitResult.objects.bulk_create(
        [
            UnitResult(
                cycle=cycle,
                unit_id=unit,
                level=level,
                carried_over=carried,
                set_by=by,
                set_at=at,
                first_set_at=at,
            )
            for unit, (level, carried) in results.items()
        ],
        update_conflicts=True,
        unique_fields=["cycle", "unit"],
        update_fields=["level", "carried_over", "set_by", "set_at"],
    )
    if known < len(results):
        waiting = Appraisal.objects.filter(cycle=cycle, state__in=(State.REPORTED, State.ESCALATED))
        reckon(definition_of(Appraisal), waiting)
    return stored


def set_unit_result(
    *, cycle: Cycle, unit: Any, level: str, by: Any, carried_over: bool = False
) -> None:
    """Record what one unit achieved; see ``set_unit_results``."""
    set_unit_results(cycle=cycle, results={unit.pk: (level, carried_over)}, by=by)
