"""The map of an appraisal: its stations, which are behind it, where it is and what is to come.

Nothing here reads the database: it all follows from the case, its cycle and its events.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow_core.calendar import clock
from workflow_core.web.maps import COMING, DONE, HERE, Journey, Stop
from workflow_core.web.words import last_moment, short_day

from . import windows
from .state import State as S

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from .models import Appraisal

    Clock = Callable[[Appraisal], datetime | None]

HEARING = "objection"


@dataclass(frozen=True)
class Station:
    """One station: its states, and the date known long before it is reached."""

    key: str
    label: object
    states: tuple[str, ...]
    planned: Clock | None = None


STATIONS = (
    Station("plan", gettext_lazy("Plan written"), (S.DRAFTING,), windows.plan_due),
    Station("set", gettext_lazy("Plan set"), (S.PROPOSED,), windows.plan_due),
    Station("work", gettext_lazy("Work and report"), (S.EXECUTING,), windows.report_due),
    Station("rating", gettext_lazy("Rated"), (S.REPORTED, S.ESCALATED), windows.rating_due),
    Station("delivery", gettext_lazy("Rating delivered"), (S.RATED,)),
    Station("answer", gettext_lazy("Employee's answer"), (S.DELIVERED, S.RECEIVED)),
    Station(HEARING, gettext_lazy("Objection heard"), (S.OBJECTED, S.EXPLAINED)),
    Station(
        "authority",
        gettext_lazy("Received by the PyB"),
        (S.ACCEPTED, S.UNSIGNED, S.DECIDED),
        windows.report_to_authority_due,
    ),
    Station("end", gettext_lazy("Appraisal closed"), (S.APPROVED, S.CLOSED)),
)
BY_STATE = {str(state): one for one in STATIONS for state in one.states}
ORDER = {one.key: place for place, one in enumerate(STATIONS)}

# How long the case may stay in a state, where that is another date than the station's.
DUE: dict[str, Clock] = {
    S.ESCALATED: windows.superior_due,
    S.RATED: windows.deliver_due,
    S.DELIVERED: windows.receipt_deemed,
    S.RECEIVED: windows.answer_due,
    S.OBJECTED: windows.explanation_due,
    S.EXPLAINED: windows.decision_due,
}


def journey(case: Appraisal, events: Sequence[Any], reader: Any = None) -> Journey:
    """The map of this appraisal for a reader. ``events``: its whole history, in any order."""
    ordered = sorted(events, key=lambda one: one.seq)
    steps = _cancelled(case, ordered) if case.state == S.CANCELLED else _steps(case, ordered)
    if reader is not None and case.subject_id == reader.pk:
        own = {str(STATIONS[ORDER["answer"]].label): _("Your answer")}
        steps = [Stop(own.get(one.label, one.label), one.step, one.note) for one in steps]
    return Journey(steps, _asides(case, {one.transition for one in ordered}))


def _steps(case: Appraisal, events: Iterable[Any]) -> list[Stop]:
    here = BY_STATE[case.state]
    left = _left_at(events)
    shown = [one for one in STATIONS if one.key != HEARING or _is_heard(case, here)]
    return [_stop(one, case, here, left) for one in shown]


def _is_heard(case: Appraisal, here: Station) -> bool:
    return here.key == HEARING or case.objected_at is not None


def _stop(station: Station, case: Appraisal, here: Station, left: dict[str, datetime]) -> Stop:
    label, at = str(station.label), left.get(station.key)
    is_behind = ORDER[station.key] < ORDER[here.key] or case.state == S.CLOSED
    if is_behind:
        return Stop(label, DONE, short_day(at) if at else "")
    if station is here:
        return Stop(label, HERE, _limit(DUE.get(case.state, station.planned), case))
    return Stop(label, COMING, _limit(station.planned, case))


def _limit(due: Clock | None, case: Appraisal) -> str:
    """Until when, in words; a date that has passed is said as such."""
    found = due(case) if due else None
    if found is None:
        return ""
    day = short_day(last_moment(found))
    return _("was due %s") % day if found <= clock.now() else _("until %s") % day


def _left_at(events: Iterable[Any]) -> dict[str, datetime]:
    """When each station was last left forwards; the end is reached by closing."""
    found: dict[str, datetime] = {}
    for event in events:
        source, target = BY_STATE.get(event.source), BY_STATE.get(event.target)
        if event.target == S.CLOSED:
            found["end"] = event.at
        if source and target and ORDER[target.key] > ORDER[source.key]:
            found[source.key] = event.at
    return found


def _cancelled(case: Appraisal, events: Sequence[Any]) -> list[Stop]:
    """How far it had come, and that it ended there."""
    last = events[-1] if events else None
    reached = BY_STATE.get(last.source) if last else None
    left = _left_at(events)
    behind = STATIONS[: ORDER[reached.key]] if reached else ()
    taken = [one for one in behind if one.key != HEARING or case.objected_at is not None]
    done = [
        Stop(str(one.label), DONE, short_day(left[one.key]) if one.key in left else "")
        for one in taken
    ]
    return [*done, Stop(str(S.CANCELLED.label), HERE, short_day(last.at) if last else "")]


def _asides(case: Appraisal, moves: set[str]) -> list[str]:
    """What a line of stations cannot show."""
    told: tuple[tuple[bool, object], ...] = (
        (
            case.state == S.DRAFTING and "set_plan" in moves,
            _("A new version of the plan is being written. Until it is set, the old one stands."),
        ),
        (
            case.proposed_unsigned and case.state == S.PROPOSED,
            _("The rater proposed this plan without the employee's agreement."),
        ),
        (
            case.state == S.PROPOSED and "escalate_plan" in moves,
            _("The period for setting plans is over: the rater's superior reviews this plan."),
        ),
        (case.report_missed, _("No report came in time; the appraisal goes on without one.")),
        (
            case.state == S.ESCALATED or case.rated_as_superior,
            _("The rater was late, so his superior rates. This result is final."),
        ),
        (
            case.state == S.UNSIGNED,
            _("The time to answer passed without a signature. Nobody signed for the employee."),
        ),
        ("send_back" in moves, _("The competent authority once sent it back for a new rating.")),
        (case.reopened, _("The appraisal had been closed and was opened again.")),
        (
            case.state == S.CANCELLED,
            _("The appraisal was ended early. The reason is in the history."),
        ),
    )
    return [str(text) for is_so, text in told if is_so]
