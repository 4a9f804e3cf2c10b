"""Whose line of command is no longer true, and what the law says about it.

A case keeps its rater until HR moves it. This compares every open case with the dated postings and
proposes: the new rater, the old one (who still rates inside the evaluation window), or the end of
the case. HR decides. Source: PermenPANRB 6/2022, Lampiran p. 65-66 and 89-92.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow_core.people.command_line import Line, Snapshot, snapshot
from workflow_core.people.models import Headship, Person, Posting

from .models import Plan
from .plans import acting_title
from .state import State

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from .models import Appraisal

UNRATED = (State.DRAFTING, State.PROPOSED, State.EXECUTING, State.REPORTED, State.ESCALATED)
"""Where a new line of command still matters: nobody has rated yet."""
UNREPORTED = (State.DRAFTING, State.PROPOSED, State.EXECUTING)
RELATED = ("subject", "rater", "superior", "unit", "cycle", "plan", "institution")


class Answer(TextChoices):
    """What the law says to do with the case."""

    MOVE = "move", gettext_lazy("Move it to the new line of command")
    STAY = "stay", gettext_lazy("Leave it with the present rater")
    END = "end", gettext_lazy("End it")


@dataclass(frozen=True)
class Proposal:
    """A case whose line is stale: what happened, what the law says and where, and the new line."""

    case: Appraisal
    answer: Answer
    reason: str
    law: str
    source: str
    line: Line
    post: str = ""
    effective: dt.date | None = None
    decree: str = ""

    @property
    def state(self) -> str:
        return str(State(self.case.state).label)

    def given(self) -> dict[str, Any]:
        """The new line of command as ``transfer`` takes it, without its decree."""
        unit = self.line.unit_id if self.line.unit_id != self.case.unit_id else None
        return {
            "rater": self.line.rater_id,
            "superior": self.line.superior_id,
            "unit": unit,
            "post": self.post,
            "effective": self.effective,
        }


@dataclass(frozen=True)
class Facts:
    """What is known of an institution's people on a day, read in seven statements at most."""

    on: dt.date
    taken: Snapshot
    lines: dict[int, Line]
    posts: dict[int, Posting]
    acting: dict[int, Posting]
    left: dict[int, Headship]
    heads: dict[int, Headship]
    plans: dict[tuple[int, int, int | None], Plan]


def proposals(cases: Sequence[Appraisal], on: dt.date) -> list[Proposal]:
    """Those of these open cases, read with ``RELATED``, whose line is stale on the day.

    All are of one institution. As many statements for one case as for all.
    """
    if not cases:
        return []
    facts = _facts(cases, on)
    return [found for case in cases if (found := _proposal(case, facts))]


def proposal_for(case: Appraisal, on: dt.date) -> Proposal | None:
    """The proposal for one case; ``None`` while its line is still true, or it is rated already."""
    return next(iter(proposals([case], on)), None) if case.state in UNRATED else None


def _facts(cases: Sequence[Appraisal], on: dt.date) -> Facts:
    institution = cases[0].institution_id
    people = {case.subject_id for case in cases if case.subject_id}
    taken = snapshot(institution, on)
    postings = list(Posting.objects.on(on).filter(person__in=people).order_by("starts", "pk"))
    acting = {one.person_id: one for one in postings if one.kind == Posting.Kind.PLT}
    lines = taken.lines(people)
    lines |= {pk: _line_as_acting(taken, pk, post) for pk, post in acting.items()}
    raters = {case.rater_id for case in cases}
    ended = Headship.objects.filter(person__in=raters, ends__lt=on).order_by("ends")
    current = Headship.objects.on(on).filter(unit__institution=institution)
    plans = Plan.objects.filter(
        employee__in=people, year__in={case.plan.year for case in cases}, in_force__isnull=False
    )
    return Facts(
        on=on,
        taken=taken,
        lines=lines,
        posts={one.person_id: one for one in postings if one.kind == Posting.Kind.DEFINITIVE},
        acting=acting,
        left={one.person_id: one for one in ended},
        heads={one.person_id: one for one in current},
        plans={(one.employee_id, one.year, one.unit_id): one for one in plans},
    )


def _line_as_acting(taken: Snapshot, person: int, post: Posting) -> Line:
    """A Plt. is evaluated where he reports as Plt., in his definitive unit (Lampiran p. 89, 5)."""
    tree = taken.tree()
    posts = {**tree.posts, person: post.unit_id}
    rater = type(tree)(tree.parents, tree.heads, posts).rater(person)
    leaders: dict[Any, Person] = {one.pk: one for one in taken.heads.values()}
    own = taken.posts.get(person)
    return Line(
        rater=leaders.get(rater),
        superior=leaders.get(tree.rater(rater)),
        unit=taken.units.get(own.unit_id) if own else None,
        study=own is not None and own.status == Person.Status.STUDY,
    )


def _proposal(case: Appraisal, facts: Facts) -> Proposal | None:
    return _end(case, facts) or _moved_employee(case, facts) or _moved_line(case, facts)


def _end(case: Appraisal, facts: Facts) -> Proposal | None:
    """Without post or out of service there is nothing to appraise any more (Lampiran p. 66)."""
    person, line = case.employee, facts.lines[case.subject_id]
    if person.status in Person.OUT_OF_SERVICE:
        standing = str(Person.Status(person.status).label)
        reason = _("The standing is now: %(standing)s.") % {"standing": standing}
        law = _("Nobody in this standing has a plan: the appraisal is to be ended.")
        return Proposal(case, Answer.END, reason, law, "Lampiran hlm. 66", line)
    if line.unit is None:
        contract = person.kind == Person.Kind.PPPK
        reason = _("The contract (PPPK) is over.") if contract else _("There is no post any more.")
        law = _("Without a post there is no rater. End the appraisal, or enter the new post first.")
        return Proposal(case, Answer.END, reason, law, "Lampiran hlm. 66", line)
    return None


def _moved_employee(case: Appraisal, facts: Facts) -> Proposal | None:
    """The employee has another unit, another standing, or a plan for his new post."""
    line, post = facts.lines[case.subject_id], facts.posts.get(case.subject_id)
    if line.rater is None:
        return None
    more: dict[str, Any] = {}
    if post:
        more = {"post": post.title, "effective": post.starts, "decree": post.source}
    if line.unit_id != case.unit_id:
        reason = _("The employee moved to %(unit)s.") % {"unit": line.unit}
        if case.cycle.is_annual:
            law = _("A new plan for the new post; the year is evaluated by the new rater.")
            return Proposal(
                case, Answer.MOVE, reason, law, "Lampiran hlm. 65, 91 (13 b)", line, **more
            )
        law = _(
            "The new rater evaluates by the new unit's result, or both agree to take over the last "
            "periodic result of the old unit."
        )
        return Proposal(case, Answer.MOVE, reason, law, "Lampiran hlm. 91 (13 a)", line, **more)
    if line.study and not case.on_study and case.state in UNREPORTED:
        begun = _("The study assignment has begun.")
        law = _("It is added to the same plan; there is no new document.")
        return Proposal(case, Answer.MOVE, begun, law, "Lampiran hlm. 62-65", line, **more)
    newer = facts.plans.get((case.subject_id, case.plan.year, line.unit_id))
    if not case.cycle.is_annual and newer and newer.pk != case.plan_id and case.state in UNREPORTED:
        reason = _("The plan for the new post is set; this appraisal still rests on the old one.")
        law = _("The period is evaluated in the new unit, on the new plan.")
        return Proposal(case, Answer.MOVE, reason, law, "Lampiran hlm. 65, 91 (13 a)", line, **more)
    return None


def _moved_line(case: Appraisal, facts: Facts) -> Proposal | None:
    """The rater or his superior changed while the employee stayed."""
    line = facts.lines[case.subject_id]
    if line.rater is None or (
        line.rater_id == case.rater_id and line.superior_id == case.superior_id
    ):
        return None
    if line.rater_id == case.rater_id:
        reason = _("Above the rater now stands %(name)s.") % {"name": line.superior or "–"}
        law = _("Objections and late ratings go to whoever stands above the rater.")
        return Proposal(case, Answer.MOVE, reason, law, "Lampiran hlm. 90 (11)", line)
    if acting := facts.acting.get(case.subject_id):
        return _as_acting(case, line, acting)
    return _moved_rater(case, line, facts)


def _as_acting(case: Appraisal, line: Line, post: Posting) -> Proposal:
    reason = _("Acting as %(title)s since %(day)s.") % {
        "title": acting_title(post), "day": date_format(post.starts)
    }  # fmt: skip
    law = _("A Plt. is evaluated by the head to whom he reports as Plt.; afterwards it may revert.")
    return Proposal(
        case, Answer.MOVE, reason, law, "Lampiran hlm. 89 (5), (6)", line,
        effective=post.starts, decree=post.source,
    )  # fmt: skip


def _moved_rater(case: Appraisal, line: Line, facts: Facts) -> Proposal:
    """Inside the evaluation window the old rater still evaluates; outside it he does not."""
    old, new = facts.left.get(case.rater_id), facts.heads.get(line.rater_id or 0)
    day = _day_of_change(old, new)
    more: dict[str, Any] = {"effective": day, "decree": (new.source if new else "") or ""}
    if case.rater.status in Person.OUT_OF_SERVICE:
        reason = _("The rater is permanently unable: %(name)s.") % {"name": case.rater.spoken_name}
        law = _("The evaluation goes to whoever leads now, or upwards to the rater's superior.")
        return Proposal(case, Answer.MOVE, reason, law, "Lampiran hlm. 89 (2)", line, **more)
    when = date_format(day) if day else _("an unknown day")
    reason = _("%(name)s rates no longer here since %(day)s.") % {
        "name": case.rater.spoken_name, "day": when
    }  # fmt: skip
    window = (case.cycle.report_opens, case.cycle.evaluation_ends)
    if day is None or not window[0] <= day <= window[1]:
        law = _(
            "He moved outside the evaluation window: the new rater evaluates, on a new agreement."
        )
        return Proposal(case, Answer.MOVE, reason, law, "Lampiran hlm. 65, 91 (14 a)", line, **more)
    law = _("He moved inside the evaluation window: the old rater still evaluates.")
    if case.cycle.is_annual:
        law += " " + _("The rule is for periodic evaluations; for the year it is our reading.")
    return Proposal(case, Answer.STAY, reason, law, "Lampiran hlm. 91-92 (14 b)", line, **more)


def _day_of_change(old: Headship | None, new: Headship | None) -> dt.date | None:
    """The first day on which the old rater led no longer; else the new one's first."""
    if old is not None and old.ends is not None:
        return old.ends.fromordinal(old.ends.toordinal() + 1)
    return new.starts if new else None


def by_answer(found: Iterable[Proposal]) -> dict[str, list[Proposal]]:
    """The proposals of each answer, in the order of the answers."""
    return {answer.value: [one for one in found if one.answer == answer] for answer in Answer}
