"""The clocks of an appraisal, in working days, each from the event or window that started it.

An instant returned here is the first that is too late. ``None`` means that the clock does not run.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from workflow_core.calendar import clock
from workflow_core.calendar.calendars import WorkCalendar, calendar_of

from .rule_set import RULES

if TYPE_CHECKING:
    from .models import Appraisal


def calendar(appraisal: Appraisal) -> WorkCalendar:
    """The working calendar of the employee's unit, or of his institution."""
    unit = appraisal.unit
    return calendar_of(appraisal.institution, six_day_week=unit.six_day_week if unit else None)


def end_of(appraisal: Appraisal, day: date) -> datetime:
    return calendar(appraisal).end_of(day)


def is_over(due: datetime | None) -> bool:
    return due is not None and clock.now() >= due


def plan_due(appraisal: Appraisal) -> datetime | None:
    """D2: the year's first plan is set by the end of January.

    A revision of a plan in force has no such date, and a case that begins after it gets working
    days of its own. Source: PermenPANRB 6/2022 Ps. 14; Lampiran p. 65.
    """
    if appraisal.plan.in_force_id:
        return None
    due = end_of(appraisal, appraisal.cycle.plan_due)
    if appraisal.created < due:
        return due
    return calendar(appraisal).deadline(appraisal.created, RULES.late_plan_days)


def evaluation_starts(appraisal: Appraisal) -> datetime:
    """The instant the cycle's report window opens.

    Plans still unset fall back to the version in force.
    """
    opens = appraisal.cycle.report_opens
    return calendar(appraisal).end_of(date.fromordinal(opens.toordinal() - 1))


def report_due(appraisal: Appraisal) -> datetime:
    """The later of the report window's end and that of a returned report's short one."""
    ends = end_of(appraisal, appraisal.cycle.report_ends)
    return max(ends, appraisal.report_reopened_until or ends)


def after_evaluation(appraisal: Appraisal, days: int) -> datetime:
    """So many working days after the evaluation window (D9, D10)."""
    office = calendar(appraisal)
    return office.end_of(office.add(appraisal.cycle.evaluation_ends, days))


def rating_due(appraisal: Appraisal) -> datetime:
    """The end of the rater's time.

    It is the evaluation window's, or the case's own date after a recall or sending back.
    """
    if appraisal.rating_due_at:
        return appraisal.rating_due_at
    return after_evaluation(appraisal, appraisal.cycle.grace_days)


def superior_due(appraisal: Appraisal) -> datetime:
    """D10: the superior rates within 14 working days after the evaluation window.

    Each further level gets the same time again. After a recall or sending back the clock starts at
    the case's own date. Source: Lampiran p. 90, 115-116.
    """
    days = RULES.superior_days * (appraisal.levels_up + 1)
    if not appraisal.rating_due_at:
        return after_evaluation(appraisal, days)
    office = calendar(appraisal)
    return office.end_of(office.add(office.last_day(appraisal.rating_due_at), days))


def deliver_due(appraisal: Appraisal) -> datetime | None:
    """D7 (14 working days after signing), D11 where the superior rated (7)."""
    days = RULES.superior_delivery_days if appraisal.rated_as_superior else RULES.delivery_days
    return _since(appraisal, appraisal.rated_at, days)


def receipt_deemed(appraisal: Appraisal) -> datetime | None:
    """Deemed receipt, where the cycle switches it on; the law is silent."""
    days = appraisal.cycle.deemed_receipt_days
    return _since(appraisal, appraisal.delivered_at, days) if days else None


def signature_due(appraisal: Appraisal) -> datetime | None:
    """D8 (14 working days after receipt), D11 where the superior rated (7)."""
    days = RULES.superior_return_days if appraisal.rated_as_superior else RULES.return_days
    return _since(appraisal, appraisal.received_at, days)


def objection_due(appraisal: Appraisal) -> datetime | None:
    """D12: 14 working days after receipt; none where the result is final.

    Source: Lampiran p. 90 (11)-(12), 117.
    """
    if appraisal.final:
        return None
    return _since(appraisal, appraisal.received_at, RULES.objection_days)


def answer_due(appraisal: Appraisal) -> datetime | None:
    """The later of the two clocks that run from receipt: signing and objecting."""
    found = [one for one in (signature_due(appraisal), objection_due(appraisal)) if one]
    return max(found, default=None)


def explanation_due(appraisal: Appraisal) -> datetime | None:
    """How long whoever rated may stay silent before the superior goes on; shorter than D13."""
    return _since(appraisal, appraisal.objected_at, RULES.explanation_days)


def decision_due(appraisal: Appraisal) -> datetime | None:
    """D13: 7 working days after the objection was received (Lampiran p. 117)."""
    return _since(appraisal, appraisal.objected_at, RULES.decision_days)


def decision_signature_due(appraisal: Appraisal) -> datetime | None:
    """The decision is signed by all three; after this clock absences are recorded."""
    return _since(appraisal, appraisal.decided_at, RULES.return_days)


def decision_absence_due(appraisal: Appraisal) -> datetime | None:
    """When missing signatures on the decision are recorded; not where all signed, and only once."""
    signed = appraisal.decision_signed_by_employee_at and appraisal.decision_signed_by_rater_at
    if signed or appraisal.decision_absence_at:
        return None
    return decision_signature_due(appraisal)


def report_to_authority_due(appraisal: Appraisal) -> datetime:
    """D9: 30 working days after the evaluation window (Lampiran p. 115, 117, 119)."""
    return after_evaluation(appraisal, RULES.authority_days)


def _since(appraisal: Any, started: datetime | None, days: int) -> datetime | None:
    return calendar(appraisal).deadline(started, days) if started else None
