"""What is signed: the content of a document as plain data.

Complete enough to be read without the database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workflow_core.calendar import clock
from workflow_core.people.models import Posting

from .plan_draft import VERSION_FIELDS
from .plans import acting_label

if TYPE_CHECKING:
    from .models import Appraisal, PlanVersion, Rating


def party(person: Any) -> dict[str, Any] | None:
    """A person as he stands in a document's head: name, NIP, grade, post, unit, as of today.

    Asked only while a document is signed; papers print what was signed, never this again.
    """
    if person is None:
        return None
    held = Posting.objects.on(clock.today()).filter(person=person).select_related("unit")
    posting = held.order_by("kind", "-starts").first()  # the definitive post before an acting one
    return {
        "name": person.full_name,
        "nip": person.nip or "",
        "rank": person.rank,
        "post": posting.title if posting else "",
        "unit": posting.unit.name if posting else "",
    }


def head(appraisal: Appraisal) -> dict[str, Any]:
    """What every document of an appraisal begins with."""
    return {
        "institution": appraisal.institution.name,
        "case": appraisal.pk,
        "cycle": appraisal.cycle.title,
        "period": [appraisal.cycle.starts, appraisal.cycle.ends],
        "employee": party(appraisal.subject),
        "rater": party(appraisal.rater),
        "superior": party(appraisal.superior),
    }


def plan_content(version: PlanVersion) -> dict[str, Any]:
    """A version of a plan with everything in it."""
    return {
        "id": version.pk,
        "number": version.number,
        **{name: getattr(version, name) for name in VERSION_FIELDS},
        "expectations": [[one.value, one.text] for one in version.expectations.all()],
        "results": [
            {
                "id": result.pk,
                "main": result.main,
                "text": result.text,
                "supports": result.supports,
                "cascade": result.cascade,
                "team": result.team,
                "perspective": result.perspective,
                "acting": acting_label(result.acting),
                "indicators": [
                    {
                        "aspect": one.aspect,
                        "text": one.text,
                        "narrative": one.narrative,
                        "low": one.low,
                        "high": one.high,
                        "unit": one.unit,
                        "lower_is_better": one.lower_is_better,
                    }
                    for one in result.indicators.all()
                ],
            }
            for result in version.results.select_related("acting").prefetch_related("indicators")
        ],
    }


def plan_document(appraisal: Appraisal) -> dict[str, Any]:
    return {
        **head(appraisal),
        "document": "plan",
        "agreed": not appraisal.proposed_unsigned,
        "plan": plan_content(appraisal.plan_version),
    }


def report_document(appraisal: Appraisal) -> dict[str, Any]:
    realisations = appraisal.realisations.filter(result__version=appraisal.plan_version_id)
    realisations = realisations.prefetch_related("evidence", "measurements")
    return {
        **head(appraisal),
        "document": "report",
        "plan": appraisal.plan_version_id,
        "results": [
            {
                "result": one.result_id,
                "text": one.text,
                "no_evidence_reason": one.no_evidence_reason,
                "evidence": [[item.title, item.url, item.file.name] for item in one.evidence.all()],
                "measured": [[item.indicator_id, item.value] for item in one.measurements.all()],
            }
            for one in realisations.order_by("result")
        ],
    }


def rating_content(rating: Rating) -> dict[str, Any]:
    return {
        "number": rating.number,
        "by": party(rating.by),
        "at": rating.at,
        "organisation": rating.organisation,
        "organisation_unit": rating.organisation_unit,
        "organisation_carried_over": rating.organisation_carried_over,
        "results": rating.results,
        "behaviour": rating.behaviour,
        "predicate": rating.predicate,
        "dropped_out": rating.dropped_out,
        "departure_reason": rating.departure_reason,
        "note": rating.note,
        "items": rating.items,
    }


def evaluation_document(appraisal: Appraisal) -> dict[str, Any]:
    """The evaluation (dokumen evaluasi kinerja), whoever signs it."""
    return {
        **head(appraisal),
        "document": "evaluation",
        "plan": appraisal.plan_version_id,
        "final": appraisal.final,
        "rating": rating_content(appraisal.current_rating),
    }


def reuse_document(appraisal: Appraisal) -> dict[str, Any]:
    """The agreement to take over the last periodic result of the old unit."""
    from .models import Rating as Given  # noqa: PLC0415

    found = Given.objects.select_related("by", "appraisal__cycle", "appraisal__unit")
    earlier = found.get(pk=appraisal.earlier_rating_id)
    return {
        **head(appraisal),
        "document": "reuse",
        "cycle_of_result": earlier.appraisal.cycle.title,
        "unit_of_result": str(earlier.appraisal.unit or ""),
        "rating": rating_content(earlier),
    }


def waiver_document(appraisal: Appraisal) -> dict[str, Any]:
    return {**evaluation_document(appraisal), "document": "waiver"}


def decision_document(appraisal: Appraisal) -> dict[str, Any]:
    """The evaluation after an objection, with the old and the new rating."""
    objection = appraisal.objection
    decision = objection.decisions.last()
    return {
        **head(appraisal),
        "document": "decision",
        "grounds": objection.grounds,
        "before": rating_content(objection.rating),
        "outcome": decision.outcome,
        "reason": decision.reason,
        "rating": rating_content(decision.rating),
    }


DOCUMENTS = {
    "propose": plan_document,
    "set_plan": plan_document,
    "report": report_document,
    "agree_reuse": reuse_document,
    "reuse_result": evaluation_document,
    "rate": evaluation_document,
    "rate_as_superior": evaluation_document,
    "accept": evaluation_document,
    "waive_objection": waiver_document,
    "withdraw_objection": waiver_document,
    "uphold": decision_document,
    "change_result": decision_document,
    "sign_decision": decision_document,
}
