"""What a move writes beside the state: rows of its own, never an old row changed.

Called by the machine only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from workflow_core.calendar import clock
from workflow_core.engine.errors import NotReady
from workflow_core.people.command_line import line_of
from workflow_core.people.models import Person

from . import windows
from .explanations import words_for_head
from .measures import weigh
from .organisation import result_for
from .permissions import spoke_for_the_rater
from .rule_sets import rules_of
from .versions import carry_report, copy_version

if TYPE_CHECKING:
    from datetime import datetime

    from .models import Appraisal, Rating


def fix_plan(appraisal: Appraisal, at: datetime) -> None:
    """The version on the table comes into force; from now on it never changes."""
    version = appraisal.plan_version
    if appraisal.plan.in_force_id:
        carry_report(appraisal, version)
    version.set_at, version.agreed = at, not appraisal.proposed_unsigned
    version.save(update_fields=["set_at", "agreed"])
    appraisal.plan.in_force = version
    appraisal.plan.save(update_fields=["in_force"])
    appraisal.plan_set_at = at


def open_new_version(appraisal: Appraisal) -> None:
    """A copy of the version on the table to work on, unless that one is still a draft."""
    if appraisal.plan_version.set_at is not None:
        appraisal.plan_version = copy_version(appraisal.plan_version)
    appraisal.reviewer_id = appraisal.rater_id
    appraisal.proposed_unsigned = False


def fall_back(appraisal: Appraisal) -> None:
    """The last set version stands again."""
    appraisal.plan_version = appraisal.plan.in_force
    appraisal.proposed_unsigned = False


def note_remarks(
    appraisal: Appraisal, remarks: dict[str, str] | None, by: Any, at: datetime
) -> None:
    """Keep the reviewer's remarks at the items they belong to; keys are ids of planned results."""
    if remarks is None:  # in bulk nobody is asked: what was noted while reading stands
        return
    appraisal.remarks.filter(case_version=appraisal.version).delete()
    from .models import Remark  # noqa: PLC0415

    known = set(appraisal.plan_version.results.values_list("pk", flat=True))
    Remark.objects.bulk_create(
        Remark(
            appraisal=appraisal,
            version=appraisal.plan_version,
            result_id=int(result),
            state=appraisal.state,
            case_version=appraisal.version,
            text=text,
            by=by,
            at=at,
        )
        for result, text in remarks.items()
        if text and int(result) in known
    )


def keep_remarks(appraisal: Appraisal) -> None:
    """What was noted on the plan goes on with it to the next reviewer."""
    noted = appraisal.remarks.filter(case_version=appraisal.version)
    noted.update(case_version=appraisal.version + 1)


def reopen_report(appraisal: Appraisal, at: datetime) -> None:
    """A short new report window, inside the rater's time where that is still to come."""
    until = windows.calendar(appraisal).deadline(at, rules_of(appraisal).returned_report_days)
    limit = windows.rating_due(appraisal)
    appraisal.report_reopened_until = min(until, limit) if limit and limit > at else until


def give_rating(
    appraisal: Appraisal,
    ratings: dict[str, Any],
    *,
    move: str,
    by: Any,
    on_behalf_of: Any,
    at: datetime,
) -> Rating:
    """Store the two ratings with what they were based on; the predicate follows from them.

    Raises ``NotReady`` where a rating is missing, the unit's result unknown, or a departure lacks
    its reason.
    """
    from .basis import basis_of  # noqa: PLC0415
    from .models import Rating  # noqa: PLC0415

    organisation = result_for(appraisal)
    weighed = weigh(appraisal, ratings)
    results, behaviour, found = weighed.results, weighed.behaviour, weighed.predicate
    if organisation is None or not (results and behaviour and found):
        raise NotReady([_("Both ratings and the result of the unit are needed.")], field="results")
    if weighed.head and weighed.head.forbids(results) and move != "change_result":
        raise NotReady([words_for_head(weighed.head)], field="results")
    reason = str(ratings.get("departure_reason") or "").strip()
    if weighed.departs and not reason:
        raise NotReady(
            [_("Your rating departs from the suggestion: give the reason.")],
            field="departure_reason",
        )
    note = str(ratings.get("note") or "").strip()
    if not note:
        raise NotReady([_("Write a note or a recommendation.")], field="note")
    appraisal.results, appraisal.behaviour, appraisal.predicate = results, behaviour, found
    known = basis_of(appraisal)
    return Rating.objects.create(
        appraisal=appraisal,
        number=appraisal.ratings.count() + 1,
        move=move,
        by=by,
        on_behalf_of=on_behalf_of,
        at=at,
        organisation=organisation.level,
        organisation_carried_over=organisation.carried_over,
        organisation_unit=organisation.unit.name,
        results=results,
        behaviour=behaviour,
        predicate=found,
        suggested=weighed.suggested or "",
        dropped_out=weighed.dropped_out,
        departure_reason=reason,
        note=note,
        items=[{**one, **known.get(one["result"], {})} for one in weighed.items],
    )


def take_back_rating(appraisal: Appraisal, at: datetime) -> None:
    """The rating stays on record but no longer counts; a new one is due by the case's own date."""
    appraisal.results = appraisal.behaviour = appraisal.predicate = ""
    appraisal.rated_at = appraisal.delivered_at = appraisal.received_at = None
    appraisal.accepted_at = appraisal.objection_waived_at = None
    appraisal.approved_at = appraisal.closed_at = None
    appraisal.receipt_deemed = False
    if appraisal.rated_as_superior and appraisal.in_charge_id is None:
        put_in_charge(appraisal)
    ask_again(appraisal, at)


def ask_again(appraisal: Appraisal, at: datetime) -> None:
    """Set the case's own date for a new rating."""
    due = windows.calendar(appraisal).deadline(at, rules_of(appraisal).new_rating_days)
    appraisal.rating_due_at = max(due, windows.rating_due(appraisal) or due)


def put_in_charge(appraisal: Appraisal, first: int | None = None) -> None:
    """Find the superior in charge, upwards: never the rater, whoever rated or the employee.

    It starts at ``first``, or at the case's superior, or above whoever rated. Raises ``NotReady``
    when there is nobody left above.
    """
    barred = {appraisal.rater_id, appraisal.subject_id}
    if not appraisal.rated_as_superior:
        barred.add(appraisal.rated_by_id)
    barred |= set(spoke_for_the_rater.people(appraisal))
    candidate = first or appraisal.superior_id or above(appraisal.rated_by_id or appraisal.rater_id)
    seen: set[int] = set()
    while candidate is not None and (candidate in barred or candidate in seen):
        seen.add(candidate)
        candidate = above(candidate)
    if candidate is None:
        raise NotReady(
            [_("There is nobody left above who could take this on; HR has to name somebody.")]
        )
    appraisal.in_charge_id = candidate


def pass_further_up(appraisal: Appraisal) -> None:
    """Put the next level in charge; ``NotReady`` at the top, never back to where the case was."""
    following = above(appraisal.in_charge_id)
    if following is None:
        raise NotReady(
            [_("There is nobody left above who could take this on; HR has to name somebody.")]
        )
    put_in_charge(appraisal, following)


def above(person_id: int) -> int | None:
    """The id of the one who rates this person today; ``None`` at the top."""
    line = line_of(Person.objects.get(pk=person_id), clock.today())
    return line.rater.pk if line.rater else None


def file(appraisal: Appraisal, objection: dict[str, Any], at: datetime) -> None:
    from .models import Objection  # noqa: PLC0415

    Objection.objects.create(
        appraisal=appraisal,
        rating=appraisal.current_rating,
        filed_at=at,
        grounds=objection["grounds"],
        items=objection.get("items", []),
    )
    appraisal.objected_at = at
    appraisal.explained_at = None


def put_on_record(appraisal: Appraisal, kind: str, text: str, by: Any, at: datetime) -> None:
    """Keep what a side said, or that it was silent."""
    from .models import Statement  # noqa: PLC0415

    Statement.objects.create(objection=appraisal.objection, kind=kind, text=text, by=by, at=at)
    appraisal.explained_at = at


def hear(appraisal: Appraisal, statement: str, by: Any, at: datetime) -> None:
    """Keep the record of the hearing.

    The system keeps the silence, once the time to explain is over.
    """
    if by is not None:
        put_on_record(appraisal, "hearing", statement, by, at)
    elif windows.is_over(windows.explanation_due(appraisal)):
        put_on_record(appraisal, "silence", "", None, at)
    else:
        raise NotReady([_("Whoever rated still has time to explain.")])


def only_where(allowed: object) -> None:
    """Refuse what the system may do only where the cycle provides for it."""
    if not allowed:
        raise NotReady([_("The cycle does not provide for this to happen by itself.")])


def reopen(appraisal: Appraisal, at: datetime) -> None:
    """A closed case opens again: at the decision where there was one, else at the rating."""
    if appraisal.decided_at is None:
        take_back_rating(appraisal, at)
    elif appraisal.in_charge_id is None:
        put_in_charge(appraisal)
    appraisal.approved_at = appraisal.closed_at = None


def only_if_changed(before: tuple[str, str], after: tuple[str, str]) -> None:
    """Refuse a change that changes neither rating."""
    if before == after:
        raise NotReady(
            [_("Both ratings are as they were. To leave the result as it is, uphold it instead.")],
            field="results",
        )


def decide(
    appraisal: Appraisal, outcome: str, reason: str, rating: Rating, *, by: Any, at: datetime
) -> None:
    from .models import Decision  # noqa: PLC0415

    Decision.objects.create(
        objection=appraisal.objection, outcome=outcome, reason=reason, rating=rating, by=by, at=at
    )
    appraisal.decided_at = at
    appraisal.decision_signed_by_employee_at = appraisal.decision_signed_by_rater_at = None
    appraisal.decision_absence_at = None


def reuse_rating(appraisal: Appraisal, *, by: Any, on_behalf_of: Any, at: datetime) -> None:
    """Give the last result of the old unit once more, as it was; both sides have agreed to it.

    Source: PermenPANRB 6/2022, Lampiran p. 91 (13 a).
    """
    from .models import Rating  # noqa: PLC0415

    old: Any = appraisal.earlier_rating
    names = (
        "organisation", "organisation_carried_over", "organisation_unit", "results", "behaviour",
        "predicate", "suggested", "dropped_out", "departure_reason", "note", "items",
    )  # fmt: skip
    Rating.objects.create(
        appraisal=appraisal,
        number=appraisal.ratings.count() + 1,
        move="reuse_result",
        by=by,
        on_behalf_of=on_behalf_of,
        at=at,
        reused=old.reused or old,
        **{name: getattr(old, name) for name in names},
    )
    appraisal.results, appraisal.behaviour = old.results, old.behaviour
    appraisal.predicate = old.predicate
