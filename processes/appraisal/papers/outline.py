"""Which papers an appraisal has now, by the signatures they are made of.

Cheap enough for a page: the signed texts themselves are not read here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from processes.appraisal.models import PlanVersion
from processes.appraisal.permissions import may_see_rating
from processes.appraisal.state import State
from workflow_core.signing.papers import Outline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from processes.appraisal.models import Appraisal, Rating
    from workflow_core.engine.models import Event
    from workflow_core.signing.models import PaperMark, Signature

PLAN, ANNEX, REPORT, RESULT, DOCUMENT = "plan", "annex", "report", "result", "document"
TITLES = {
    PLAN: "Sasaran Kinerja Pegawai",
    ANNEX: "Lampiran Sasaran Kinerja Pegawai",
    REPORT: "Pendokumentasian Kinerja",
    RESULT: "Hasil Evaluasi Kinerja Pegawai",
    DOCUMENT: "Dokumen Evaluasi Kinerja Pegawai",
}
OF_THE_PLAN = ("propose", "set_plan")
OF_THE_RATING = ("rate", "rate_as_superior", "reuse_result")
OF_THE_DECISION = ("uphold", "change_result")
BY_THE_EMPLOYEE = ("accept", "withdraw_objection")
BEFORE_THE_WORK = (State.DRAFTING, State.PROPOSED)
ABSENCES = ("lapse", "record_absence")
WITH_RATING = (RESULT, DOCUMENT)


@dataclass(frozen=True)
class Record:
    """What an appraisal's papers are made of, read once."""

    case: Appraisal
    signatures: Sequence[Signature]
    marks: Sequence[PaperMark]
    absences: Sequence[Event]
    rating: Rating | None
    """The rating that counts, before any decision about it; ``None`` while it is taken back."""

    def last(self, *purposes: str, after: int = 0) -> Signature | None:
        """The last signature for one of these purposes, given after the signature ``after``."""
        found = [one for one in self.signatures if one.purpose in purposes and one.pk > after]
        return found[-1] if found else None

    def count(self, *purposes: str) -> int:
        return sum(one.purpose in purposes for one in self.signatures)

    def paper(
        self,
        kind: str,
        form: str,
        signed: Sequence[Signature],
        edition: int,
        remarks: Sequence[str] = (),
    ) -> Outline:
        marks = (one for one in self.marks if (one.paper, one.edition) == (kind, edition))
        return Outline(
            kind, form, TITLES[kind], edition, tuple(signed), tuple(marks), tuple(remarks)
        )


def record_of(case: Any) -> Record:
    """The record in four statements, whatever its length."""
    signatures = case.signatures.select_related("signer", "on_behalf_of").defer("document")
    absences = case.events.filter(transition__in=ABSENCES).defer("facts").order_by("seq")
    marks = case.paper_marks.select_related("person", "by")
    return Record(case, list(signatures), list(marks), list(absences), _rating_of(case))


def _rating_of(case: Any) -> Rating | None:
    if not case.predicate:
        return None
    given = case.ratings.filter(move__in=OF_THE_RATING).order_by("number")
    found: Rating | None = given.select_related("reused__appraisal__plan_version").last()
    return found


def outline(case: Any) -> list[Outline]:
    """The papers of an appraisal in the order of the forms; drafts where nothing is signed yet."""
    record = record_of(case)
    return [*_plan(record), *_report(record), *_result(record), *_document(record)]


def may_see(case: Any, kind: str, person: Any) -> bool:
    """Whether a reader of the case may read this paper: as with the ratings themselves."""
    return kind not in WITH_RATING or may_see_rating(case, person)


def _approach(version: PlanVersion) -> str:
    return "A.1.6" if version.approach == PlanVersion.Approach.QUALITATIVE else "A.1.7"


def _plan(record: Record) -> list[Outline]:
    """The plan in force, and beside it the one that is being agreed."""
    case = record.case
    fixed = record.last("set_plan")
    found = []
    if fixed:
        agreed = [
            one for one in record.signatures if one.purpose == "propose" and one.pk < fixed.pk
        ]
        found += _with_annex(record, (*agreed[-1:], fixed), record.count("set_plan"))
    if case.state in BEFORE_THE_WORK and case.cycle.is_annual:
        proposed = record.last("propose", after=fixed.pk if fixed else 0)
        is_on_the_table = case.state == State.PROPOSED and not case.proposed_unsigned
        signed = (proposed,) if proposed and is_on_the_table else ()
        found += _with_annex(record, signed, record.count("set_plan") + 1)
    return found


def _with_annex(record: Record, signed: tuple[Signature, ...], edition: int) -> list[Outline]:
    return [
        record.paper(PLAN, _approach(record.case.plan_version), signed, edition),
        record.paper(ANNEX, "A.1.8", signed, edition),
    ]


def _report(record: Record) -> list[Outline]:
    signed = record.last("report")
    if signed is None and record.case.state != State.EXECUTING:
        return []
    signatures = (signed,) if signed else ()
    return [record.paper(REPORT, "B.1.2", signatures, max(record.count("report"), 1))]


def _ratings(record: Record) -> tuple[Signature | None, Signature | None]:
    """What was rated and what was decided about it; nothing while it is taken back."""
    rated = _signature_of(record)
    decided = record.last(*OF_THE_DECISION, after=rated.pk) if rated else None
    return rated, decided


def _signature_of(record: Record) -> Signature | None:
    """What was signed with the rating that counts; never one that was given before it."""
    if record.rating is None:
        return None
    key = (record.rating.move, record.rating.at)
    found = [one for one in record.signatures if (one.purpose, one.signed_at) == key]
    return found[-1] if found else None


def _result(record: Record) -> list[Outline]:
    rated, decided = _ratings(record)
    if rated is None or record.rating is None:
        return []
    changed = (decided,) if decided and decided.purpose == "change_result" else ()
    reused = record.rating.reused
    version = (reused.appraisal if reused else record.case).plan_version
    form = "C.1.1" if _approach(version) == "A.1.6" else "C.1.3"
    return [record.paper(RESULT, form, (rated, *changed), record.count(*OF_THE_RATING))]


def _document(record: Record) -> list[Outline]:
    rated, decided = _ratings(record)
    if rated is None:
        return []
    remarks = [
        f"{one.transition} {one.at.isoformat()}"
        for one in record.absences
        if one.at > rated.signed_at
    ]
    edition = record.count(*OF_THE_RATING)
    if decided is not None:
        signed = [
            one
            for one in record.signatures
            if one.purpose == "sign_decision" and one.pk > decided.pk
        ]
        return [record.paper(DOCUMENT, "D.1.3", (rated, decided, *signed), edition, remarks)]
    answered = record.last(*BY_THE_EMPLOYEE, after=rated.pk)
    form = "D.1.2" if rated.purpose == "rate_as_superior" else "D.1.1"
    signatures = (rated, answered) if answered else (rated,)
    return [record.paper(DOCUMENT, form, signatures, edition, remarks)]
