"""What is printed on each form, read from the signed texts; of drafts alone from the tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from processes.appraisal.documents import DOCUMENTS
from workflow_core.calendar import clock
from workflow_core.signing.canonical import canonical
from workflow_core.signing.papers import Content

from . import blocks, dates, plan_rows
from .blocks import Seat
from .evaluation import decision_data, evaluation_data
from .official import EMPLOYEE, EMPLOYEE_ALONE, RATER, SUPERIOR, rank
from .outline import ANNEX, DOCUMENT, PLAN, REPORT, RESULT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workflow_core.signing.models import Signature
    from workflow_core.signing.papers import Outline

FOLDER = Path(__file__).parent / "typst"
TEMPLATES = {
    "A.1.6": "a16.typ",
    "A.1.7": "a17.typ",
    "A.1.8": "a18.typ",
    "B.1.2": "b12.typ",
    "C.1.1": "c11.typ",
    "C.1.3": "c13.typ",
    "D.1.1": "d1.typ",
    "D.1.2": "d1.typ",
    "D.1.3": "d1.typ",
}
DRAFTED_BY = {PLAN: "propose", ANNEX: "propose", REPORT: "report"}
Body = tuple[dict[str, Any], list[Seat]]


def content(case: Any, outline: Outline) -> Content:
    """The whole of a paper: its template, what stands on it and who signed."""
    documents = [(one, json.loads(one.document)) for one in outline.signatures]
    head = documents[-1][1] if documents else _draft(case, outline)
    body, seats = MAKERS[outline.kind](case, head, documents)
    drawn = [blocks.block(seat, head, outline.marks) for seat in seats]
    data = {
        **_frame(outline, head),
        "fingerprint": outline.signatures[-1].sha256 if outline.signatures else "",
        "status": blocks.status(drawn),
        "blocks": drawn,
        "body": body,
    }
    signed = blocks.signatories(outline.signatures, head["institution"])
    at = max((one.signed_at for one in outline.signatures), default=clock.now())
    return Content(FOLDER / TEMPLATES[outline.form], data, at, signed)


def parties(case: Any, kind: str) -> list[Any]:
    """Whose signature a form asks for: the employee, and on most of them whoever rates."""
    if kind == REPORT:
        return [case.subject]
    people = [case.subject, case.rater]
    if kind in {RESULT, DOCUMENT}:
        people = [case.subject, case.rated_by, case.in_charge]
    return list(dict.fromkeys(one for one in people if one is not None))


def _draft(case: Any, outline: Outline) -> dict[str, Any]:
    """What would be signed now."""
    made: dict[str, Any] = json.loads(canonical(DOCUMENTS[DRAFTED_BY[outline.kind]](case)))
    return made


def _frame(outline: Outline, head: dict[str, Any]) -> dict[str, Any]:
    """What every form begins with."""
    starts, ends = head["period"]
    return {
        "form": outline.form,
        "title": outline.title.upper(),
        "institution": head["institution"],
        "period": dates.period(starts, ends),
        "part": dates.part_of_year(head.get("period_kind", "annual"), starts),
        "people": [_person(head[one]) for one in ("employee", "rater", "superior")],
    }


def _person(party: dict[str, Any] | None) -> dict[str, str]:
    known = party or {"name": "–", "nip": "", "rank": "", "post": "", "unit": ""}
    return {**known, "rank": rank(known["rank"])}


def _plan(case: Any, head: dict[str, Any], documents: list[Any]) -> Body:
    plan = head["plan"]
    body = {"results": plan_rows.results(plan), "values": plan_rows.values(plan)}
    return body, _plan_seats(case, head, documents)


def _annex(case: Any, head: dict[str, Any], documents: list[Any]) -> Body:
    plan = head["plan"]
    parts = ("resources", "accountability", "consequences")
    body = {part: _lines(plan[part]) for part in parts}
    return body, _plan_seats(case, head, documents)


def _lines(text: str) -> list[str]:
    return [one.strip() for one in text.splitlines() if one.strip()]


def _plan_seats(case: Any, head: dict[str, Any], documents: list[Any]) -> list[Seat]:
    """The employee agrees, whoever reviews sets: past D2 that is the rater's superior."""
    own = _signature(documents, "propose", lambda one: one["plan"] == head["plan"])
    fixed = _signature(documents, "set_plan")
    reviewer = head.get("reviewer") or head["rater"]
    above = reviewer == head["superior"] and reviewer != head["rater"]
    person = case.superior_id if above else case.rater_id
    refused = "" if head["agreed"] else "Tidak disepakati oleh pegawai"
    return [
        Seat(EMPLOYEE, head["employee"], case.subject_id, own, refused),
        Seat(SUPERIOR if above else RATER, reviewer, person, fixed),
    ]


def _signature(
    documents: list[Any], purpose: str, fits: Callable[[Any], bool] = lambda _one: True
) -> Signature | None:
    found = [row for row, text in documents if row.purpose == purpose and fits(text)]
    return found[-1] if found else None


def _report(case: Any, head: dict[str, Any], documents: list[Any]) -> Body:
    rows = [
        {
            "number": str(number),
            "text": one.get("planned") or _planned(case, one["result"]),
            "achieved": plan_rows.achievement(one),
        }
        for number, one in enumerate(head["results"], start=1)
    ]
    seat = Seat(EMPLOYEE_ALONE, head["employee"], case.subject_id, _signature(documents, "report"))
    return {"results": rows}, [seat]


def _planned(case: Any, result: int) -> str:
    """The wording of a result for a report of format 1, which names it by number only."""
    fixed = case.signatures.filter(purpose="set_plan").order_by("pk").last()
    plan = json.loads(fixed.document)["plan"] if fixed else {"results": []}
    return next((one["text"] for one in plan["results"] if one["id"] == result), f"No. {result}")


MAKERS: Mapping[str, Callable[[Any, dict[str, Any], list[Any]], Body]] = {
    PLAN: _plan,
    ANNEX: _annex,
    REPORT: _report,
    RESULT: evaluation_data,
    DOCUMENT: decision_data,
}
