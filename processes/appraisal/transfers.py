"""What a transfer writes: the new line of command, and the plan it leads to. For the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from workflow_core.calendar import clock
from workflow_core.engine.errors import NotReady
from workflow_core.people.command_line import Line
from workflow_core.people.models import Headship, Person, Posting

from . import effects
from .perspectives import bound_to_them
from .versions import to_work_on

if TYPE_CHECKING:
    from datetime import datetime

    from .models import Appraisal, Plan

NEEDS_SUPERIOR = ("escalated", "objected", "explained")


def move_line(appraisal: Appraisal, line: dict[str, Any]) -> bool:
    """Put a new line of command on the case: ids of rater, superior and unit, with their source.

    Returns whether the plan is to be agreed anew: not where only the superior changed. Whoever
    studied in this period stays marked so: how the studies ended is rated after their end.

    Raises ``NotReady`` at the field where somebody would be his own rater or is of another
    institution.
    """
    before = (appraisal.rater_id, appraisal.unit_id, appraisal.on_study)
    has_moved = bool(line.get("unit")) and line["unit"] != appraisal.unit_id
    appraisal.rater_id = line["rater"]
    appraisal.superior_id = line.get("superior")
    appraisal.reviewer_id = line["rater"]
    if line.get("unit"):
        appraisal.unit_id = line["unit"]
    _check(appraisal)
    if line.get("post") or has_moved:
        appraisal.post = line.get("post") or _post_in(appraisal)
    appraisal.on_study = appraisal.on_study or _studies(appraisal)
    appraisal.is_head = (
        Headship.objects.on(clock.today())
        .filter(person=appraisal.subject_id, unit=appraisal.unit_id)
        .exists()
    )
    appraisal.in_charge_id = None
    if appraisal.state in NEEDS_SUPERIOR:
        effects.put_in_charge(appraisal)
    if has_moved and not appraisal.cycle.is_annual:
        appraisal.earlier_rating = _earlier_rating(appraisal, before[1])
        appraisal.reuse_agreed_at = None
    return before != (appraisal.rater_id, appraisal.unit_id, appraisal.on_study)


def _studies(appraisal: Appraisal) -> bool:
    return appraisal.employee.status == Person.Status.STUDY


def _check(appraisal: Appraisal) -> None:
    if appraisal.subject_id in {appraisal.rater_id, appraisal.superior_id}:
        raise NotReady([_("Nobody is his own rater or superior.")], field="rater")
    if appraisal.rater_id == appraisal.superior_id:
        raise NotReady([_("The rater cannot be his own superior.")], field="superior")
    named = {pk for pk in (appraisal.rater_id, appraisal.superior_id) if pk}
    found = Person.objects.filter(pk__in=named, institution=appraisal.institution_id).count()
    if found != len(named):
        raise NotReady([_("Nobody of this institution.")], field="rater")


def _post_in(appraisal: Appraisal) -> str:
    """The title of the post that the employee holds in the new unit now."""
    held = Posting.objects.on(clock.today()).filter(
        person=appraisal.subject_id, unit=appraisal.unit_id, kind=Posting.Kind.DEFINITIVE
    )
    return held.order_by("-starts").values_list("title", flat=True).first() or appraisal.post


def follow_plan(appraisal: Appraisal, at: datetime, *, is_anew: bool) -> None:
    """Lead a case that is not reported on yet to the plan of its post.

    A new post has a plan of its own, but a study assignment stays in the same one. A periodic case
    takes the new post's plan over once that is set; an annual one is agreed anew.
    Source: PermenPANRB 6/2022, Lampiran p. 62-65.
    """
    plan = appraisal.plan if _studies(appraisal) else _plan_of_post(appraisal)
    is_annual = appraisal.cycle.is_annual
    if plan == appraisal.plan and is_annual and is_anew:
        effects.open_new_version(appraisal)
    elif plan != appraisal.plan and (is_annual or plan.in_force):
        _refuse_second_case(appraisal, plan)
        appraisal.plan = plan
        appraisal.plan_version = to_work_on(plan) if is_annual else plan.in_force
        appraisal.proposed_unsigned, appraisal.plan_restarted_at = False, at


def _plan_of_post(appraisal: Appraisal) -> Plan:
    """The plan for the year in the case's unit, made where missing; renamed posts keep theirs."""
    from .models import Plan  # noqa: PLC0415 - the models need the machine, the machine this

    if appraisal.plan.unit_id == appraisal.unit_id:
        return appraisal.plan
    line = Line(appraisal.rater, appraisal.superior, appraisal.unit)
    heads = {(appraisal.subject_id, appraisal.unit_id)} if appraisal.is_head else set()
    bound = bound_to_them({appraisal.subject_id: line}, heads)
    key = {"employee": appraisal.subject, "year": appraisal.plan.year}
    found, _made = Plan.objects.get_or_create(
        **key,
        unit=appraisal.unit,
        post=appraisal.post,
        defaults={"institution": appraisal.institution, "by_perspective": bool(bound)},
    )
    return found


def _refuse_second_case(appraisal: Appraisal, plan: Plan) -> None:
    others = plan.appraisals.filter(cycle=appraisal.cycle_id, cancelled=False)
    if others.exclude(pk=appraisal.pk).exists():
        raise NotReady([_("This person already has an appraisal for that post in this cycle.")])


def _earlier_rating(appraisal: Appraisal, unit_left: int | None) -> Any:
    """The year's last periodic result of the unit left, which both may agree to take over.

    A rated appraisal may have moved on already; its plan then still tells the unit it was rated in.
    Source: PermenPANRB 6/2022, Lampiran p. 91 (13 a).
    """
    from .models import Cycle, Rating  # noqa: PLC0415

    found = Rating.objects.filter(
        Q(appraisal__unit=unit_left) | Q(appraisal__plan__unit=unit_left),
        appraisal__subject=appraisal.subject_id,
        appraisal__cycle__year=appraisal.cycle.year,
        appraisal__cycle__ends__lt=appraisal.cycle.starts,
        appraisal__delivered_at__isnull=False,
        appraisal__cancelled=False,
    ).exclude(Q(appraisal__cycle__kind=Cycle.Kind.ANNUAL) | Q(appraisal__predicate=""))
    return found.order_by("appraisal__cycle__ends", "number").last()
