"""Why a predicate is what it is: every step from the evidence on, read from the kept rating.

Nothing here weighs anything anew, and nothing shows what others were given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from workflow_core.engine.rules import sentence_of
from workflow_core.web.words import last_moment, moment, week_day

from . import quadrant, windows
from .basis import Measure, evidence_in, measures_in
from .clock_words import may_object
from .conditions import result_is_not_final
from .explanations import why_predicate, why_suggestion
from .permissions import may_see_rating
from .rating import Level
from .rule_sets import rules_of
from .state import State

if TYPE_CHECKING:
    from .models import Appraisal, Rating


@dataclass(frozen=True)
class JudgedResult:
    """One planned result: what it was measured by, and how it was judged."""

    text: str
    main: bool
    measures: list[Measure]
    realisation: str
    evidence: str
    measured: str
    level: str
    departs: bool
    feedback: str


@dataclass(frozen=True)
class Explained:
    """One rating with everything that led to its predicate."""

    rating: Rating
    when: str
    items: list[JudgedResult]
    suggested: str
    suggestion: list[str]
    departs: bool
    drawing: quadrant.Drawing
    predicate: list[str]


@dataclass(frozen=True)
class Pair:
    """One line of a comparison between an old and a new rating."""

    label: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Decided:
    """What became of the objection, in words."""

    outcome: str
    reason: str
    by: str
    when: str


@dataclass(frozen=True)
class Why:
    """The page: the rating in force, the one before it side by side, and what can be done now."""

    now: Explained
    is_current: bool
    before: Explained | None
    pairs: list[Pair]
    decision: Decided | None
    ways: list[str]


def why(case: Appraisal, reader: Any) -> Why | None:
    """Everything about the last rating; ``None`` where there is none that this reader may know."""
    if not may_see_rating(case, reader):
        return None
    ratings = list(case.ratings.select_related("by", "on_behalf_of").order_by("-number")[:2])
    if not ratings:
        return None
    now = explained(ratings[0])
    before = explained(ratings[1]) if len(ratings) > 1 else None
    return Why(
        now=now,
        is_current=bool(case.predicate),
        before=before,
        pairs=_pairs(before, now) if before else [],
        decision=_decision(case),
        ways=ways_on(case, is_own=case.subject_id == reader.pk),
    )


def explained(rating: Rating) -> Explained:
    results, behaviour = Level(rating.results), Level(rating.behaviour)
    return Explained(
        rating=rating,
        when=moment(rating.at),
        items=[_judged(one) for one in rating.items],
        suggested=_label(rating.suggested),
        suggestion=why_suggestion(rating.items, rules_of(rating.appraisal)),
        departs=bool(rating.suggested and rating.suggested != rating.results),
        drawing=quadrant.draw(results, behaviour),
        predicate=why_predicate(rating),
    )


def _judged(item: dict[str, Any]) -> JudgedResult:
    return JudgedResult(
        text=item["text"],
        main=item["main"],
        measures=measures_in(item),
        realisation=item.get("realisation", ""),
        evidence=evidence_in(item),
        measured=_label(item["measured"]),
        level=_label(item["level"]),
        departs=item["departs"],
        feedback=item["feedback"],
    )


def _label(level: str) -> str:
    return str(Level(level).label) if level else ""


def _pairs(before: Explained, now: Explained) -> list[Pair]:
    """Old and new, line by line: the two ratings, the predicate, then each result."""
    old, new = before.rating, now.rating
    told = (
        (_("Result of the unit"), "organisation"),
        (_("Results"), "results"),
        (_("Behaviour"), "behaviour"),
        (_("Predicate"), "predicate"),
    )
    lines = [
        Pair(label, getattr(old, f"get_{name}_display")(), getattr(new, f"get_{name}_display")())
        for label, name in told
    ]
    levels = {one["result"]: _label(one["level"]) for one in old.items}
    return [
        *lines,
        *(
            Pair(one["text"], levels.get(one["result"], ""), _label(one["level"]))
            for one in new.items
        ),
    ]


def _decision(case: Appraisal) -> Decided | None:
    objection = case.objection if case.decided_at else None
    decision = objection and objection.decisions.select_related("by").last()
    if decision is None:
        return None
    return Decided(
        outcome=str(decision.get_outcome_display()),
        reason=decision.reason,
        by=decision.by.spoken_name,
        when=moment(decision.at),
    )


def ways_on(case: Appraisal, *, is_own: bool) -> list[str]:
    """What the employee can do now and until when, in sentences for himself or for others."""
    if case.final and case.predicate:
        return [sentence_of(result_is_not_final, case), *_signing(case, is_own=is_own)]
    told = {
        State.RATED: _before_delivery,
        State.DELIVERED: _before_receipt,
        State.RECEIVED: _open_window,
        State.ACCEPTED: _open_window,
        State.OBJECTED: _being_heard,
        State.EXPLAINED: _being_heard,
        State.DECIDED: _after_decision,
    }.get(State(case.state), _nothing_left)
    return told(case, is_own=is_own)


def _before_delivery(case: Appraisal, *, is_own: bool) -> list[str]:
    return [_("The rating is signed but not delivered. No period is running for the employee yet.")]


def _before_receipt(case: Appraisal, *, is_own: bool) -> list[str]:
    if is_own:
        return [
            _("Confirm the receipt first. Only then do the periods for signing and objecting run.")
        ]
    return [_("The employee has not confirmed the receipt; no period is running yet.")]


def _open_window(case: Appraisal, *, is_own: bool) -> list[str]:
    due, cautious = windows.objection_due(case), windows.objection_caution(case)
    if due is None or not may_object(case):
        return [*_signing(case, is_own=is_own), *_nothing_left(case, is_own=is_own)]
    days = {"day": week_day(last_moment(due)), "earlier": week_day(cautious) if cautious else ""}
    objecting = (
        _("You may object, with reasons, until %(day)s (14 working days after receipt).")
        if is_own
        else _("The employee may object until %(day)s (14 working days after receipt).")
    )
    careful = _(
        "PP 30/2019 says 14 days without saying which: whoever files by %(earlier)s is in time "
        "under either reading."
    )
    warned = [careful % days] if cautious else []
    return [*_signing(case, is_own=is_own), objecting % days, *warned]


def _signing(case: Appraisal, *, is_own: bool) -> list[str]:
    due = windows.signature_due(case)
    if case.state != State.RECEIVED or due is None:
        return []
    told = (
        _("You sign the evaluation until %(day)s. Signing waives nothing.")
        if is_own
        else _("The employee signs until %(day)s. Signing waives nothing.")
    )
    return [told % {"day": week_day(last_moment(due))}]


def _being_heard(case: Appraisal, *, is_own: bool) -> list[str]:
    due = windows.decision_due(case)
    return [
        _("An objection is being heard; its decision is due by %(day)s.")
        % {"day": week_day(last_moment(due)) if due else "–"}
    ]


def _after_decision(case: Appraisal, *, is_own: bool) -> list[str]:
    due = windows.decision_absence_due(case)
    last = _("The decision is final: the regulation knows no second objection.")
    if due is None:
        return [last]
    signing = _("The decision is signed until %(day)s; who does not sign is recorded as absent.")
    return [last, signing % {"day": week_day(last_moment(due))}]


def _nothing_left(case: Appraisal, *, is_own: bool) -> list[str]:
    if not case.predicate:
        return [_("This rating no longer counts; a new one will be given.")]
    if case.objection_waived_at:
        return [_("It was declared that no objection is filed.")]
    if case.decided_at:
        return [_("The decision is final: the regulation knows no second objection.")]
    return [_("The period for objections is over; the result stands.")]
