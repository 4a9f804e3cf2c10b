"""What is signed: the content of a document as plain data.

Complete enough to be read, and printed, without the database. ``FORMAT`` numbers the shape of the
documents: what was signed in an earlier one keeps its text, and the papers read both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workflow_core.calendar import clock
from workflow_core.people.models import Posting

from .plan_draft import VERSION_FIELDS
from .plans import acting_label

if TYPE_CHECKING:
    from .models import Appraisal, PlanVersion, Rating

FORMAT = 2
"""2 adds, for the papers: whose clock and which kind of period, who reviews the plan, the plan and
the report in what is rated, both sides in what is decided, and files by their hashes."""


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
        "format": FORMAT,
        "institution": appraisal.institution.name,
        "place": str(appraisal.institution.settings.get("seat", "")),
        "zone": appraisal.institution.time_zone,
        "period_kind": appraisal.cycle.kind,
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
        "reviewer": party(appraisal.reviewer),
        "agreed": not appraisal.proposed_unsigned,
        "plan": plan_content(appraisal.plan_version),
    }


def report_document(appraisal: Appraisal) -> dict[str, Any]:
    return {
        **head(appraisal),
        "document": "report",
        "plan": appraisal.plan_version_id,
        "results": report_content(appraisal),
    }


def report_content(appraisal: Appraisal) -> list[dict[str, Any]]:
    """What was achieved of each result, with its evidence: links, and files by their hashes."""
    found = appraisal.realisations.filter(result__version=appraisal.plan_version_id)
    found = found.select_related("result").prefetch_related("evidence", "measurements__indicator")
    return [
        {
            "result": one.result_id,
            "main": one.result.main,
            "planned": one.result.text,
            "text": one.text,
            "no_evidence_reason": one.no_evidence_reason,
            "evidence": [[item.title, item.url, item.digest()] for item in one.evidence.all()],
            "measured": [
                [item.indicator_id, item.value, item.indicator.text, item.indicator.unit]
                for item in one.measurements.all()
            ],
        }
        for one in found.order_by("result__order", "result")
    ]


def rating_content(rating: Rating | None) -> dict[str, Any] | None:
    """A rating with all it says; ``None`` while it is still to be given."""
    if rating is None:
        return None
    return {
        "number": rating.number,
        "by": party(rating.by),
        "on_behalf_of": party(rating.on_behalf_of),
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


def rating_document(appraisal: Appraisal) -> dict[str, Any]:
    """The evaluation as whoever rates signs it: with the plan and the report it was read from.

    A result taken over was read from those of the old unit; ``taken_over`` names it. There may be
    no rating yet, where a form is fingerprinted as it is sent in.
    """
    rating = appraisal.current_rating
    earlier = rating.reused if rating else None
    read = earlier.appraisal if earlier else appraisal
    return {
        **evaluation_document(appraisal),
        "taken_over": [read.cycle.title, str(read.unit or "")] if earlier else None,
        "content": plan_content(read.plan_version),
        "report_missed": read.report_missed,
        "report": report_content(read),
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
        "objected": [[one["result"], one["text"]] for one in objection.items],
        "filed_at": objection.filed_at,
        "statements": [
            [one.kind, one.text, one.by.full_name if one.by else "", one.at]
            for one in objection.statements.select_related("by")
        ],
        "decided_by": party(decision.by if decision else None),
        "before": rating_content(objection.rating),
        "outcome": decision.outcome if decision else None,
        "reason": decision.reason if decision else None,
        "rating": rating_content(decision.rating) if decision else None,
    }


DOCUMENTS = {
    "propose": plan_document,
    "set_plan": plan_document,
    "report": report_document,
    "agree_reuse": reuse_document,
    "reuse_result": rating_document,
    "rate": rating_document,
    "rate_as_superior": rating_document,
    "accept": evaluation_document,
    "waive_objection": waiver_document,
    "withdraw_objection": waiver_document,
    "uphold": decision_document,
    "change_result": decision_document,
    "sign_decision": decision_document,
}
