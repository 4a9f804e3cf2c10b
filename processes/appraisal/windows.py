"""The clocks of an appraisal, in working days, each from the event or window that started it.

An instant returned here is the first that is too late. ``None`` means that the clock does not run.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from workflow_core.calendar import clock

from .dates import calendar, date_of, end_of
from .organisation import known_since
from .rule_sets import rules_of
from .state import State

if TYPE_CHECKING:
    from .models import Appraisal

ONE_DAY = timedelta(days=1)
WAITS_FOR_RATING = (State.REPORTED, State.ESCALATED)


def is_over(due: datetime | None) -> bool:
    return due is not None and clock.now() >= due


def plan_due(appraisal: Appraisal) -> datetime | None:
    """D2: the year's first plan is set by the end of January.

    A revision of a plan in force has no such date. A case that begins after it, or moves to a new
    post, gets working days of its own. Source: PermenPANRB 6/2022 Ps. 14; Lampiran p. 65.
    """
    if appraisal.plan.in_force_id:
        return None
    due = end_of(appraisal, date_of(appraisal, "plan_due"))
    begun = appraisal.plan_restarted_at or appraisal.created
    if begun < due:
        return due
    return calendar(appraisal).deadline(begun, rules_of(appraisal).late_plan_days)


def evaluation_starts(appraisal: Appraisal) -> datetime:
    """The instant the cycle's report window opens.

    Plans still unset fall back to the version in force.
    """
    return end_of(appraisal, date_of(appraisal, "report_opens") - ONE_DAY)


def report_due(appraisal: Appraisal) -> datetime:
    """The later of the report window's end and that of a returned report's short one."""
    ends = end_of(appraisal, date_of(appraisal, "report_ends"))
    return max(ends, appraisal.report_reopened_until or ends)


def days_stood(appraisal: Appraisal) -> int | None:
    """The working days on which the rater's clock stood, because no result of the unit was known.

    They are counted from the day the rater could have begun (the rating had come to him, and the
    evaluation had begun: a year's when the year is over, a period's when reports open) to the day
    on which a result could be used; ``None`` while none is in sight. All these days are on record:
    the result bears the instant at which it was first set.
    Source: PermenPANRB 6/2022, Lampiran p. 90, 92-94: the organisation's result comes first; that
    the clock stands meanwhile is our reading.
    """
    if appraisal.state not in WAITS_FOR_RATING:
        return 0
    since = known_since(appraisal)
    if since is None:
        return None
    began = appraisal.reported_at or report_due(appraisal)
    office, cycle = calendar(appraisal), appraisal.cycle
    opens = cycle.ends if cycle.is_annual else date_of(appraisal, "report_opens")
    first = max(opens, office.local_date(began))
    return max(0, office.between(first, office.last_day(since)))


def after_evaluation(appraisal: Appraisal, days: int) -> datetime:
    """So many working days after the evaluation window (D9, D10)."""
    return calendar(appraisal).after(date_of(appraisal, "evaluation_ends"), days)


def rating_due(appraisal: Appraisal) -> datetime | None:
    """The end of the rater's time; ``None`` while it stands for want of the unit's result.

    It is the evaluation window's, longer by the days it stood, or the case's own date after a
    recall or sending back.
    """
    if appraisal.rating_due_at:
        return appraisal.rating_due_at
    stood = days_stood(appraisal)
    return (
        None if stood is None else after_evaluation(appraisal, appraisal.cycle.grace_days + stood)
    )


def superior_due(appraisal: Appraisal) -> datetime | None:
    """D10: the superior rates within 14 working days after the evaluation window.

    Each further level gets the same time again. After a recall or sending back the clock starts at
    the case's own date. Where the rater's clock stood, this one is later by the same days.
    Source: Lampiran p. 90, 115-116.
    """
    days = rules_of(appraisal).superior_days * (appraisal.levels_up + 1)
    if not appraisal.rating_due_at:
        stood = days_stood(appraisal)
        return None if stood is None else after_evaluation(appraisal, days + stood)
    office = calendar(appraisal)
    return office.after(office.last_day(appraisal.rating_due_at), days)


def deliver_due(appraisal: Appraisal) -> datetime | None:
    """D7 (14 working days after signing), D11 where the superior rated (7)."""
    rules = rules_of(appraisal)
    days = rules.superior_delivery_days if appraisal.rated_as_superior else rules.delivery_days
    return _since(appraisal, appraisal.rated_at, days)


def receipt_deemed(appraisal: Appraisal) -> datetime | None:
    """Deemed receipt, where the cycle switches it on; the law is silent."""
    days = appraisal.cycle.deemed_receipt_days
    return _since(appraisal, appraisal.delivered_at, days) if days else None


def signature_due(appraisal: Appraisal) -> datetime | None:
    """D8 (14 working days after receipt), D11 where the superior rated (7)."""
    rules = rules_of(appraisal)
    days = rules.superior_return_days if appraisal.rated_as_superior else rules.return_days
    return _since(appraisal, appraisal.received_at, days)


def objection_due(appraisal: Appraisal) -> datetime | None:
    """D12: 14 working days after receipt; none where the result is final.

    Source: Lampiran p. 90 (11)-(12), 117.
    """
    if appraisal.final:
        return None
    return _since(appraisal, appraisal.received_at, rules_of(appraisal).objection_days)


def objection_caution(appraisal: Appraisal) -> date | None:
    """The last day for an objection if PP 30/2019 Pasal 59 means 14 calendar days.

    ``None`` where it is not earlier than D12. An objection is accepted until D12; after this day
    its author is warned, because PP 30 outranks the ministry's regulation.
    """
    due = objection_due(appraisal)
    if due is None or appraisal.received_at is None:
        return None
    office = calendar(appraisal)
    received = office.local_date(appraisal.received_at)
    day = received + timedelta(days=rules_of(appraisal).objection_calendar_days)
    return day if day < office.last_day(due) else None


def answer_due(appraisal: Appraisal) -> datetime | None:
    """The later of the two clocks that run from receipt: signing and objecting."""
    found = [one for one in (signature_due(appraisal), objection_due(appraisal)) if one]
    return max(found, default=None)


def explanation_due(appraisal: Appraisal) -> datetime | None:
    """How long whoever rated may stay silent before the superior goes on; shorter than D13."""
    return _since(appraisal, appraisal.objected_at, rules_of(appraisal).explanation_days)


def decision_due(appraisal: Appraisal) -> datetime | None:
    """D13: 7 working days after the objection was received (Lampiran p. 117)."""
    return _since(appraisal, appraisal.objected_at, rules_of(appraisal).decision_days)


def decision_signature_due(appraisal: Appraisal) -> datetime | None:
    """The decision is signed by all three; after this clock absences are recorded."""
    return _since(appraisal, appraisal.decided_at, rules_of(appraisal).return_days)


def decision_absence_due(appraisal: Appraisal) -> datetime | None:
    """When missing signatures on the decision are recorded; not where all signed, and only once."""
    signed = appraisal.decision_signed_by_employee_at and appraisal.decision_signed_by_rater_at
    if signed or appraisal.decision_absence_at:
        return None
    return decision_signature_due(appraisal)


def report_to_authority_due(appraisal: Appraisal) -> datetime:
    """D9: 30 working days after the evaluation window (Lampiran p. 115, 117, 119)."""
    return after_evaluation(appraisal, rules_of(appraisal).authority_days)


def _since(appraisal: Any, started: datetime | None, days: int) -> datetime | None:
    return calendar(appraisal).deadline(started, days) if started else None
