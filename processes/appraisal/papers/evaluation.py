"""The evaluation on paper: hasil evaluasi (C.1.x) and dokumen evaluasi (D.1.x)."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from . import dates, plan_rows
from .blocks import Seat
from .official import (
    CURVE,
    EMPLOYEE,
    LEVELS,
    ORGANISATION,
    OUTCOMES,
    PEAKS,
    PREDICATES,
    RATER,
    STATEMENTS,
    SUPERIOR,
)
from .outline import ABSENCES

if TYPE_CHECKING:
    from workflow_core.signing.models import Signature

Documents = list[tuple["Signature", dict[str, Any]]]
Body = tuple[dict[str, Any], list[Seat]]
SHARES = (1.0, 0.42, 0.16, 0.07, 0.03)
"""Heights of the curve by the distance from its top: a picture of "most", no number of the law."""


def evaluation_data(case: Any, head: dict[str, Any], documents: Documents) -> Body:
    """C.1.1 and C.1.3: every result with what was achieved and the feedback, then behaviour."""
    _rated, first = documents[0]
    rating = documents[-1][1]["rating"]
    plan = first.get("content") or _plan_of_format_1(case)
    achieved = {one["result"]: one for one in first.get("report", [])}
    feedback = {one["result"]: one["feedback"] for one in rating["items"]}
    said = rating.get("values", {})
    values = [{**one, "feedback": said.get(one["number"], "")} for one in plan_rows.values(plan)]
    body = {
        **_judged(rating, documents[-1][1].get("taken_over")),
        "results": plan_rows.results(plan, achieved, feedback),
        "values": values,
        "report_missed": first.get("report_missed", False),
        "departure": rating["departure_reason"],
        "curve": curve(rating["organisation"]),
    }
    return body, [
        _rater_seat(case, head, *documents[-1])
        if len(documents) == 1
        else _superior_seat(case, *documents[-1])
    ]


def decision_data(case: Any, head: dict[str, Any], documents: Documents) -> Body:
    """D.1.1 to D.1.3: the predicate, the recommendation, and after an objection both sides."""
    rated, first = documents[0]
    decided = next(((row, one) for row, one in documents if one["document"] == "decision"), None)
    absent = _absence(case, rated.signed_at, first.get("zone", "Asia/Jakarta"))
    judged = _judged(first["rating"], first.get("taken_over"))
    body = {**judged, "note": first["rating"]["note"], "objection": None}
    if decided is None:
        answer = next((row for row, one in documents[1:]), None)
        employee = Seat(f"7. {EMPLOYEE}", first["employee"], case.subject_id, answer, absent)
        return body, [employee, _rater_seat(case, first, rated, first, number="6. ")]
    row, decision = decided
    body["objection"] = _objection(decision)
    signed = {
        one.on_behalf_of_id or one.signer_id: one
        for one, _text in documents
        if one.purpose == "sign_decision"
    }
    rater = _rater_seat(case, first, rated, first, number="9. ")
    seats = [
        Seat(
            f"10. {EMPLOYEE}",
            decision["employee"],
            case.subject_id,
            signed.get(case.subject_id),
            absent,
        ),
        Seat(rater.role, rater.party, rater.person, signed.get(rater.person or 0), absent),
        _superior_seat(case, row, decision, number="11. "),
    ]
    return body, seats


def _judged(rating: dict[str, Any], taken_over: list[str] | None) -> dict[str, Any]:
    said = ["(predikat tahun sebelumnya)"] if rating.get("organisation_carried_over") else []
    if taken_over:
        cycle, unit = taken_over
        said.append(f"(hasil dari unit lama: {', '.join(part for part in (cycle, unit) if part)})")
    return {
        "organisation": ORGANISATION[rating["organisation"]],
        "carried_over": " ".join(said),
        "rating_results": LEVELS[rating["results"]],
        "rating_behaviour": LEVELS[rating["behaviour"]],
        "predicate": PREDICATES[rating["predicate"]],
    }


def curve(organisation: str) -> dict[str, Any]:
    """The guiding curve of this organisation's result: labels and heights (0 to 1)."""
    peak = PEAKS[organisation]
    return {
        "labels": CURVE,
        "heights": [SHARES[abs(place - peak)] for place in range(len(CURVE))],
        "title": ORGANISATION[organisation],
    }


def _rater_seat(
    case: Any, head: dict[str, Any], row: Signature, text: dict[str, Any], number: str = ""
) -> Seat:
    """Whoever rated: the rater, or the superior who did it in his place."""
    above = row.purpose == "rate_as_superior"
    party = head["superior"] if above else head["rater"]
    person = row.on_behalf_of_id or row.signer_id
    if above and party and not _is(party, row):
        party = text["rating"].get("on_behalf_of") or text["rating"]["by"]
    return Seat(f"{number}{SUPERIOR if above else RATER}", party, person, row)


def _superior_seat(case: Any, row: Signature, text: dict[str, Any], number: str = "") -> Seat:
    party = text.get("decided_by") or text["superior"]
    return Seat(f"{number}{SUPERIOR}", party, row.on_behalf_of_id or row.signer_id, row)


def _is(party: dict[str, Any], row: Signature) -> bool:
    known = row.signer_as or {}
    return party["name"] in {known.get("name"), known.get("on_behalf_of")}


def _absence(case: Any, since: Any, zone: str) -> str:
    """The sentence for whoever let the time to sign go by; empty while it runs."""
    found = case.events.filter(transition__in=ABSENCES, at__gt=since)
    last = found.order_by("seq").last()
    if last is None:
        return ""
    return f"Tidak menandatangani sampai batas waktu ({dates.local_day(last.at, zone)})"


def _objection(decision: dict[str, Any]) -> dict[str, Any]:
    zone = decision.get("zone", "Asia/Jakarta")
    said = [_statement(one, zone) for one in decision.get("statements", [])]
    rating = decision["rating"]
    return {
        "grounds": [decision["grounds"], *(text for _result, text in decision.get("objected", []))],
        "statements": said or ["Tidak termuat dalam dokumen yang ditandatangani."],
        "outcome": OUTCOMES[decision["outcome"]],
        "reason": decision["reason"],
        "predicate": PREDICATES[rating["predicate"]],
        "note": rating["note"],
    }


def _statement(one: list[Any], zone: str) -> str:
    kind, text, by, at = one
    when = dates.moment(dt.datetime.fromisoformat(at), zone)
    said = f"{STATEMENTS[kind]}{f' ({by})' if by else ''}, {when}"
    return f"{said}: {text}" if text else f"{said}."


def _plan_of_format_1(case: Any) -> dict[str, Any]:
    """The plan as it was set, for a rating of format 1, which names it by number only."""
    fixed = case.signatures.filter(purpose="set_plan").order_by("pk").last()
    empty: dict[str, Any] = {"results": [], "expectations": []}
    return json.loads(fixed.document)["plan"] if fixed else empty
