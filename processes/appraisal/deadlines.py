"""The legal clocks: on which states, until when, and what the system does when they are over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from workflow_core.engine.deadlines import Deadline

from . import windows
from .conditions import somebody_is_above
from .state import State as S

if TYPE_CHECKING:
    from datetime import datetime

    from .models import Appraisal


def escalation_of_plan(appraisal: Appraisal) -> datetime | None:
    can_move = appraisal.superior_id not in (None, appraisal.reviewer_id)
    return windows.plan_due(appraisal) if can_move else None


def end_of_revision(appraisal: Appraisal) -> datetime | None:
    return windows.evaluation_starts(appraisal) if appraisal.plan.in_force_id else None


def delivery(appraisal: Appraisal) -> datetime | None:
    return appraisal.rated_at if appraisal.cycle.deliver_automatically else None


def escalation(appraisal: Appraisal) -> datetime | None:
    return windows.rating_due(appraisal) if appraisal.superior_id else None


def nobody_else_rates(appraisal: Appraisal) -> object | None:
    """What HR is to know where the rater is late and nobody stands above him."""
    return (
        None
        if appraisal.superior_id
        else _(
            "The rater is late, and nobody stands above him who could rate in his place. "
            "Talk to him, or transfer the appraisal to another rater."
        )
    )


def nobody_further_rates(appraisal: Appraisal) -> object | None:
    """What HR is to know where the last superior is late too."""
    return (
        None
        if somebody_is_above(appraisal)
        else _(
            "The superior in charge is late, and nobody stands above him. "
            "Talk to him, or transfer the appraisal."
        )
    )


def decision_is_late(appraisal: Appraisal) -> object:
    return _("The objection should have been decided by now. Nobody else may decide it.")


def rating_at_the_top(appraisal: Appraisal) -> datetime | None:
    """Where nobody is above the rater, his time ends without consequence."""
    return None if appraisal.superior_id else windows.rating_due(appraisal)


def superior_at_the_top(appraisal: Appraisal) -> datetime | None:
    return None if somebody_is_above(appraisal) else windows.superior_due(appraisal)


def further_escalation(appraisal: Appraisal) -> datetime | None:
    return windows.superior_due(appraisal) if somebody_is_above(appraisal) else None


DEADLINES = (
    Deadline("D2", (S.DRAFTING,), windows.plan_due, source="PermenPANRB 6/2022 Ps. 14"),
    Deadline("D3", (S.PROPOSED,), escalation_of_plan, "escalate_plan", "Lampiran p. 65"),
    Deadline("evaluation", (S.DRAFTING, S.PROPOSED), end_of_revision, "drop_revision"),
    Deadline("report", (S.EXECUTING,), windows.report_due, "miss_report"),
    Deadline("D10", (S.REPORTED,), escalation, "escalate", "Lampiran p. 90 (11)"),
    Deadline("rating", (S.REPORTED,), rating_at_the_top, alarm=nobody_else_rates),
    Deadline("D10+", (S.ESCALATED,), further_escalation, "escalate_further", "Lampiran p. 115-116"),
    Deadline("superior", (S.ESCALATED,), superior_at_the_top, alarm=nobody_further_rates),
    Deadline("delivery", (S.RATED,), delivery, "deliver"),
    Deadline("D7", (S.RATED,), windows.deliver_due, source="Lampiran p. 114"),
    Deadline("D7a", (S.DELIVERED,), windows.receipt_deemed, "receive"),
    Deadline("D8/D12", (S.RECEIVED,), windows.answer_due, "lapse", "Lampiran p. 114, 117"),
    Deadline("explanation", (S.OBJECTED,), windows.explanation_due, "hear"),
    Deadline(
        "D13",
        (S.EXPLAINED,),
        windows.decision_due,
        source="Lampiran p. 117",
        alarm=decision_is_late,
    ),
    Deadline("D.1.3", (S.DECIDED,), windows.decision_absence_due, "record_absence"),
    Deadline(
        "D9",
        (S.ACCEPTED, S.UNSIGNED, S.DECIDED),
        windows.report_to_authority_due,
        source="Lampiran p. 115",
    ),
)
