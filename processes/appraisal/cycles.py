"""Cycles as HR runs them: prepare, launch for everybody, add late joiners, close case by case.

All of it can be repeated.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from workflow_core.calendar import clock
from workflow_core.engine import engine
from workflow_core.engine.errors import Conflict, NotReady, Refused
from workflow_core.engine.grants import grant
from workflow_core.engine.models import Grant
from workflow_core.engine.registry import definition_of
from workflow_core.people.command_line import Line, line_of, lines
from workflow_core.people.models import Headship, Institution, Person, Posting

from .dates import date_for
from .models import Appraisal, Cycle, Plan, PlanVersion
from .perspectives import bound_to_them
from .rule_sets import in_force
from .state import CycleState, State
from .versions import copy_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LAST_MONTH_OF_YEAR = 12


@dataclass(frozen=True)
class Windows:
    """The dates of a cycle, inclusive local days."""

    starts: dt.date
    ends: dt.date
    plan_due: dt.date
    report_opens: dt.date
    report_ends: dt.date
    evaluation_ends: dt.date


def usual_windows(kind: str, year: int, number: int = 1) -> Windows:
    """The windows HR is offered: ``number`` is the quarter or month.

    Annual: plans by 31 January, evaluation to 31 January of the next year. Periodic: the last month
    of the period is its evaluation window, as in the regulation's example. Raises ValueError for a
    period that no year has. Source: PermenPANRB 6/2022, Lampiran p. 65, 90-92.
    """
    plan_due = dt.date(year, 1, 31)
    if kind == Cycle.Kind.ANNUAL:
        return Windows(
            starts=dt.date(year, 1, 1),
            ends=dt.date(year, 12, 31),
            plan_due=plan_due,
            report_opens=dt.date(year, 12, 15),
            report_ends=dt.date(year + 1, 1, 10),
            evaluation_ends=dt.date(year + 1, 1, 31),
        )
    months = 3 if kind == Cycle.Kind.QUARTERLY else 1
    last = number * months
    if not 1 <= last <= LAST_MONTH_OF_YEAR:
        raise ValueError(f"no period {number} in a year")
    ends = _month_end(year, last)
    return Windows(
        starts=dt.date(year, last - months + 1, 1),
        ends=ends,
        plan_due=plan_due,
        report_opens=dt.date(year, last, 1),
        report_ends=ends - dt.timedelta(days=7),
        evaluation_ends=ends,
    )


def _month_end(year: int, month: int) -> dt.date:
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return following - dt.timedelta(days=1)


def prepare(
    *,
    institution: Institution,
    kind: str,
    year: int,
    title: str,
    approver: Person,
    windows: Windows,
    by: Person,
    **settings: Any,
) -> Cycle:
    """Create a cycle in PREPARED; nobody sees it but HR until it is opened and launched.

    The rules in force on its first day are its rules to the end, whatever is set later. The
    approver gets the role that lets him receive evaluations, unless he holds it already.
    """
    root = institution.units.filter(parent=None).order_by("pk").first()
    cycle = Cycle(
        institution=institution,
        unit=root,
        kind=kind,
        year=year,
        title=title,
        approver=approver,
        rule_set=in_force(institution, windows.starts),
        **vars(windows),
        **settings,
    )
    with transaction.atomic():
        if not Grant.objects.active().filter(person=approver, codename="approver").exists():
            grant(person=approver, codename="approver", unit=root, source=title, by=by)
        engine.begin(cycle, by=by)
    return cycle


@dataclass(frozen=True)
class Progress:
    """How far a launch is: cases open, people in all, and those left out with the reason."""

    done: int
    total: int
    left_out: tuple[tuple[int, str], ...] = ()


def launch(cycle: Cycle, *, by: Person, chunk: int = 500) -> Iterator[Progress]:
    """Open a case for everybody who is appraised, chunk by chunk; may be stopped and begun again.

    Who has a case already is passed over; who has no rater, or no set plan in a periodic cycle, is
    left out and named.
    """
    _must_be_open(cycle)
    found = lines(cycle.institution, clock.today())
    there = set(cycle.appraisals.values_list("subject_id", flat=True))  # also the cancelled ones
    plans = _plans_in_force(cycle, found) if not cycle.is_annual else {}
    left_out = []
    wanted = {}
    for person_id, line in found.items():
        if reason := _why_left_out(cycle, person_id, line, plans):
            left_out.append((person_id, reason))
        elif person_id not in there:
            wanted[person_id] = line
    done, total = len(there), len(there) + len(wanted)
    yield Progress(done, total, tuple(left_out))
    people = sorted(wanted)
    for start in range(0, len(people), chunk):
        part = {pk: wanted[pk] for pk in people[start : start + chunk]}
        done += _launch_part(cycle, part, plans, by)
        yield Progress(done, total, tuple(left_out))


def _launch_part(cycle: Cycle, part: dict[int, Line], plans: dict[int, Plan], by: Person) -> int:
    with transaction.atomic():
        _must_be_open(engine.locked(cycle))  # two launches at once take turns
        there = set(cycle.appraisals.filter(subject__in=part).values_list("subject_id", flat=True))
        part = {pk: line for pk, line in part.items() if pk not in there}
        cases = _cases(cycle, part, plans)
        for _done in engine.launch(definition_of(Appraisal), cases, by=by, chunk=len(cases) or 1):
            pass
    return len(part) + len(there)


def add_late_joiner(cycle: Cycle, person: Person, *, by: Person) -> Appraisal:
    """Open one case in a running cycle; raises ``NotReady`` with the sentence that says why not."""
    _must_be_open(cycle)
    if person.kind == Person.Kind.OFFICIAL or person.status in Person.OUT_OF_SERVICE:
        raise NotReady([_("is not appraised")])
    line = line_of(person, clock.today())
    plans = _plans_in_force(cycle, {person.pk: line}) if not cycle.is_annual else {}
    if reason := _why_left_out(cycle, person.pk, line, plans):
        raise NotReady([reason])
    with transaction.atomic():
        _must_be_open(engine.locked(cycle))
        if _running(cycle).filter(subject=person).exists():
            raise NotReady([_("This person already has an appraisal in this cycle.")])
        [case] = _cases(cycle, {person.pk: line}, plans)
        engine.begin(case, by=by)
    return case


def close_cases(cycle: Cycle, *, by: Person) -> Iterator[tuple[int, str]]:
    """Close every case that the competent authority has received: (case id, why not, or empty).

    Each case is a move of its own: an interrupted closing goes on where it stopped.
    """
    cases = Appraisal.objects.filter(cycle=cycle, state=State.APPROVED).order_by("pk")
    for case in list(cases):
        try:
            engine.perform(case, "close", by=by, key=f"close:{cycle.pk}:{case.pk}:{case.version}")
        except Refused as refused:
            yield case.pk, str(refused)
        else:
            yield case.pk, ""


def _must_be_open(cycle: Cycle) -> None:
    if cycle.state not in (CycleState.OPEN, CycleState.EVALUATING):
        raise Conflict(cycle, engine.last_event(cycle))


def _running(cycle: Cycle) -> Any:
    return Appraisal.objects.filter(cycle=cycle).exclude(state=State.CANCELLED)


def _plans_in_force(cycle: Cycle, part: Mapping[int, Line]) -> dict[int, Plan]:
    """The set plan of each person for the cycle's year and his present unit, by person id.

    Whoever moved needs a plan for his new post; a study assignment stays in the plan there is. The
    newest where somebody has several posts in the unit. Source: Lampiran p. 62-65.
    """
    plans = Plan.objects.filter(
        institution=cycle.institution_id, year=cycle.year, in_force__isnull=False
    ).select_related("in_force")
    return {
        plan.employee_id: plan
        for plan in plans.order_by("pk")
        if (line := part.get(plan.employee_id)) and (line.study or line.unit_id == plan.unit_id)
    }


def _why_left_out(cycle: Cycle, person_id: int, line: Line, plans: dict[int, Plan]) -> str:
    if line.unit is None:
        return _("has no post")
    if line.rater is None:
        return _("has no rater")
    if line.rater_id == person_id:
        return _("would rate himself")
    if not cycle.is_annual and person_id not in plans:
        return _("has no set plan for the present post")
    if not cycle.is_annual and clock.today() > date_for(cycle, line.unit.pk, "report_ends"):
        return _("comes after the reports were due")
    return ""


def _cases(cycle: Cycle, part: dict[int, Line], plans: dict[int, Plan]) -> list[Appraisal]:
    """Unsaved cases for these people, on their plans."""
    posts = _posts(part)
    heads = set(
        Headship.objects.on(clock.today())
        .filter(person__in=part)
        .values_list("person_id", "unit_id")
    )
    if cycle.is_annual:
        plans = _plans_for(cycle, part, posts, bound_to_them(part, heads))
        versions = _drafts_of(plans)
    else:
        versions = {pk: plan.in_force for pk, plan in plans.items() if plan.in_force}
    people = Person.objects.in_bulk(list(part))
    return [
        Appraisal(
            institution=cycle.institution,
            subject=people[pk],
            unit=line.unit,
            title=cycle.title,
            state=State.DRAFTING if cycle.is_annual else State.EXECUTING,
            cycle=cycle,
            rater=line.rater,
            superior=line.superior,
            reviewer=line.rater,
            approver_id=cycle.approver_id,
            post=posts.get(pk, ""),
            is_head=(pk, line.unit_id) in heads,
            on_study=line.study,
            plan=plans[pk],
            plan_version=versions[pk],
        )
        for pk, line in part.items()
    ]


def _posts(part: dict[int, Line]) -> dict[int, str]:
    rows = Posting.objects.on(clock.today()).filter(person__in=part, kind=Posting.Kind.DEFINITIVE)
    return dict(rows.order_by("starts").values_list("person_id", "title"))


def _plans_for(
    cycle: Cycle, part: dict[int, Line], posts: dict[int, str], bound: set[int]
) -> dict[int, Plan]:
    """The plan of each person for the year in the present unit and post, made where missing.

    ``bound``: who has to write it by the four perspectives.
    """
    wanted = {
        (pk, line.unit_id, posts.get(pk, "")): Plan(
            institution=cycle.institution,
            employee_id=pk,
            year=cycle.year,
            unit=line.unit,
            post=posts.get(pk, ""),
            by_perspective=pk in bound,
        )
        for pk, line in part.items()
    }
    Plan.objects.bulk_create(wanted.values(), ignore_conflicts=True)
    rows = Plan.objects.filter(institution=cycle.institution, year=cycle.year, employee__in=part)
    return {
        plan.employee_id: plan
        for plan in rows
        if (plan.employee_id, plan.unit_id, plan.post) in wanted
    }


def _drafts_of(plans: dict[int, Plan]) -> dict[int, PlanVersion]:
    """The version to work on of each plan: its last one, or a new empty first one."""
    newest = {
        version.plan_id: version
        for version in PlanVersion.objects.filter(plan__in=plans.values()).order_by("number")
    }
    new = [PlanVersion(plan=plan, number=1) for plan in plans.values() if plan.pk not in newest]
    for version in PlanVersion.objects.bulk_create(new):
        newest[version.plan_id] = version
    return {person_id: _to_work_on(newest[plan.pk]) for person_id, plan in plans.items()}


def _to_work_on(version: PlanVersion) -> PlanVersion:
    """A set version is never drafted again: a copy of it is."""
    return copy_version(version) if version.set_at is not None else version
