"""What people see while they judge: beside each planned result, all that belongs to it.

Nothing here decides: levels, suggestion and predicate come from ``measures`` and ``rating``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from workflow_core.web.panels import Panel
from workflow_core.web.words import actor, moment

from . import quadrant
from .clock_words import objection_warning
from .distribution import OrganisationResult, Warning, check  # noqa: A004 - its public name
from .explanations import why_predicate, why_suggestion, words_for_head
from .measures import Weighed, heads_result, measured_levels, weigh
from .models import Appraisal, Rating
from .organisation import result_for
from .patterns import team_in
from .permissions import may_see_rating
from .rating import Level, Predicate
from .reading import ResultRow, annex_of, expected, remarks_on, result_rows
from .rule_sets import rules_of
from .state import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.forms import BoundField, Form

STYLE = "appraisal/judging.css"
NO = (None, False, "", "False", "false", "0")
"""What an unticked box may look like, sent or not."""
WITHOUT_REPORT = (State.DRAFTING, State.PROPOSED)


@dataclass(frozen=True)
class Rated:
    """How one planned result was rated; levels in words."""

    level: str
    measured: str
    departs: bool
    feedback: str


@dataclass(frozen=True)
class Item:
    """One planned result with what is decided about it.

    ``level`` and ``text`` are the fields to fill in; ``rated`` is the rating already given,
    ``ground`` what the employee objects to.
    """

    row: ResultRow
    level: BoundField | None = None
    text: BoundField | None = None
    measured: str = ""
    departs: bool = False
    rated: Rated | None = None
    new: Rated | None = None
    ground: str = ""

    @property
    def rows(self) -> list[ResultRow]:
        return [self.row]


@dataclass(frozen=True)
class GivenRating:
    """A rating as it was given, with why its predicate is what it is."""

    rating: Rating
    when: str
    why: list[str]


@dataclass(frozen=True)
class Pattern:
    """The predicates of the rater's people so far, and where they depart from the pattern."""

    people: int
    rated: int
    counts: list[tuple[str, int]]
    advice: list[str]
    with_this_one: bool


# Rating


def rating_page(case: Appraisal, person: Any, form: Form) -> dict[str, Any]:
    """Organisation, distribution, then the person: the order that the regulation fixes.

    Source: PermenPANRB 6/2022, Lampiran V.B.
    """
    weighed = weigh(case, _typed(case, form))
    form.fields["departure_reason"].required = weighed.departs  # else it is marked as optional
    names = ("results", "behaviour", *(f"level_{one['result']}" for one in weighed.items))
    unit = result_for(case)
    objection = case.objection if case.state == State.EXPLAINED else None
    before = objection.rating if objection else None
    return {
        "unit": unit,
        "pattern": _pattern(case, unit, weighed.predicate, person),
        "items": _items_to_rate(case, form, weighed, objection),
        "report_missed": case.report_missed,
        "results": form["results"],
        "behaviour": form["behaviour"],
        "dropped_out": form["dropped_out"] if "dropped_out" in form.fields else None,
        "departure_reason": form["departure_reason"],
        "note": form["note"],
        "values": expected(case.plan_version),
        "weighed": weighed,
        "head": words_for_head(weighed.head) if weighed.head else "",
        "suggestion": why_suggestion(weighed.items, rules_of(case)),
        "drawing": quadrant.draw(weighed.results, weighed.behaviour),
        "why": why_predicate(weighed) if weighed.predicate else [],
        "not_chosen": [str(form[name].label) for name in names if not _level_in(form, name)],
        "before": before and _given(before, case),
    }


def check_reason(case: Appraisal, form: Form) -> None:
    """Ask for the reason of a departure together with whatever else is wrong with the form."""
    name = "departure_reason"
    text = str(form.cleaned_data.get(name) or "").strip()
    if name not in form.errors and not text and weigh(case, _typed(case, form)).departs:
        form.add_error(name, _("Your rating departs from the suggestion: give the reason."))


def _typed(case: Appraisal, form: Form) -> dict[str, Any]:
    """The levels that stand in the form, sent or not; what is no level counts as not chosen."""
    results = case.plan_version.results.values_list("pk", flat=True)
    items = {pk: {"level": _level_in(form, f"level_{pk}")} for pk in results}
    chosen = {name: _level_in(form, name) for name in ("results", "behaviour")}
    said = "dropped_out" in form.fields and form["dropped_out"].value() not in NO
    return {**chosen, "items": items, "dropped_out": said}


def _level_in(form: Form, name: str) -> str:
    found = form[name].value()
    return found if found in Level.values else ""


def _items_to_rate(case: Appraisal, form: Form, weighed: Weighed, objection: Any) -> list[Item]:
    own = {one["result"]: one for one in weighed.items}
    rated = _rated(objection.rating) if objection else {}
    grounds = _grounds(objection)
    return [
        Item(
            row=row,
            level=form[f"level_{row.pk}"],
            text=form[f"feedback_{row.pk}"],
            measured=_label(own[row.pk]["measured"]),
            departs=own[row.pk]["departs"],
            rated=rated.get(row.pk),
            ground=grounds.get(row.pk, ""),
        )
        for row in result_rows(case.plan_version, case, remarks_on(case, State.REPORTED))
    ]


def starting_levels(case: Appraisal) -> dict[int, str]:
    """The levels that stand in the form at first: the measured ones.

    Where an objection is decided, what is not measured starts as it was rated.
    """
    measured = {pk: str(level) for pk, level in measured_levels(case).items()}
    objection = case.objection if case.state == State.EXPLAINED else None
    items = objection.rating.items if objection else []
    return {one["result"]: one["level"] for one in items if one["level"]} | measured


def _pattern(case: Appraisal, unit: Any, chosen: Predicate | None, person: Any) -> Pattern | None:
    """How the unit that this rater leads is rated so far, this rating counted in once chosen.

    A deputy's own predicate is left out until he may know it, so that nothing can be counted back.
    """
    if unit is None:
        return None
    team = Appraisal.objects.filter(cycle=case.cycle_id, rater=case.rater_id)
    others = team.exclude(state=State.CANCELLED).exclude(pk=case.pk)
    others = others.exclude(subject=person, delivered_at=None)
    found = list(others.values_list("predicate", flat=True))
    counts = Counter(Predicate(one) for one in found if one)
    if chosen:
        counts[chosen] += 1
    rated = sum(counts.values())
    return Pattern(
        people=len(found) + 1,
        rated=rated,
        counts=[(str(one.label), counts[one]) for one in Predicate if counts[one]],
        advice=[one.sentence for one in _check(case, unit, counts)],
        with_this_one=chosen is not None,
    )


def _check(case: Appraisal, unit: Any, counts: Counter[Predicate]) -> list[Warning]:
    return check(OrganisationResult(unit.level), counts, rules=rules_of(case))


def starting_results(case: Appraisal) -> str:
    """The rating of results that stands in the form at first: a head's, from his unit's result."""
    head = heads_result(case)
    return str(head.level) if head else ""


# Remarks, objection, decision


def remarks_page(case: Appraisal, person: Any, form: Form) -> dict[str, Any]:
    """Each planned result with the field for a remark on it."""
    with_report = case.state not in WITHOUT_REPORT
    rows = result_rows(case.plan_version, case if with_report else None)
    items = [Item(row=row, text=form[f"remark_{row.pk}"]) for row in rows]
    return {"items": items, "with_report": with_report}


def objection_page(case: Appraisal, person: Any, form: Form) -> dict[str, Any]:
    """The rating objected to, and at each result how it was rated and the field for the ground."""
    rating = case.current_rating
    rated = _rated(rating)
    items = [
        Item(row=row, text=form[f"ground_{row.pk}"], rated=rated.get(row.pk))
        for row in result_rows(case.plan_version, case)
    ]
    return {
        "given": _given(rating, case),
        "items": items,
        "grounds": form["grounds"],
        "warning": objection_warning(case),
    }


def _rated(rating: Rating) -> dict[int, Rated]:
    return {
        one["result"]: Rated(
            _label(one["level"]), _label(one["measured"]), one["departs"], one["feedback"]
        )
        for one in rating.items
    }


def _given(rating: Rating, case: Appraisal) -> GivenRating:
    why = [*why_suggestion(rating.items, rules_of(case)), *why_predicate(rating)]
    return GivenRating(rating, moment(rating.at), why)


def _grounds(objection: Any) -> dict[int, str]:
    return {one["result"]: one["text"] for one in objection.items} if objection else {}


def _label(level: str) -> str:
    return str(Level(level).label) if level else ""


# What is read before a move: signed, examined or decided on


def plan_shown(case: Appraisal, person: Any) -> Panel:
    """The plan as it would be signed."""
    context = {
        "version": case.plan_version,
        "rows": result_rows(case.plan_version),
        "values": expected(case.plan_version),
        "annex": annex_of(case.plan_version),
    }
    return Panel("appraisal/preview_plan.html", context)


def report_shown(case: Appraisal, person: Any) -> Panel:
    """The report as it would be signed."""
    return Panel("appraisal/preview_report.html", {"rows": result_rows(case.plan_version, case)})


def evaluation_shown(case: Appraisal, person: Any) -> Panel | None:
    """The evaluation in force; nothing for who may not see ratings yet."""
    rating = case.current_rating
    if rating is None or not may_see_rating(case, person):
        return None
    rated = _rated(rating)
    rows = result_rows(case.plan_version, case)
    context = {
        "given": _given(rating, case),
        "items": [Item(row=row, rated=rated.get(row.pk)) for row in rows],
        "is_final": case.final,
    }
    return Panel("appraisal/preview_evaluation.html", context, STYLE)


def objection_shown(case: Appraisal, person: Any) -> Panel | None:
    """The objection with both sides on record, the grounds beside the results they are about.

    Once decided also the decision, the new rating beside the old one.
    """
    objection = case.objection
    if objection is None or not may_see_rating(case, person):
        return None
    decision = objection.decisions.select_related("by", "rating__by").last()
    before, grounds = _rated(objection.rating), _grounds(objection)
    is_changed = decision is not None and decision.rating_id != objection.rating_id
    after = _rated(decision.rating) if is_changed else {}
    context = {
        "objection": objection,
        "filed": moment(objection.filed_at),
        "statements": [
            (one, moment(one.at), actor(one.by))
            for one in objection.statements.select_related("by")
        ],
        "given": _given(objection.rating, case),
        "decision": decision,
        "decided": moment(decision.at) if decision else "",
        "changed": _given(decision.rating, case) if is_changed else None,
        "items": [
            Item(
                row=row,
                rated=before.get(row.pk),
                new=after.get(row.pk),
                ground=grounds.get(row.pk, ""),
            )
            for row in result_rows(case.plan_version, case)
        ],
    }
    return Panel("appraisal/preview_objection.html", context, STYLE)


def objection_in_short(case: Appraisal, person: Any) -> Panel | None:
    """As ``objection_shown``, without the results, which the form of the move shows itself."""
    found = objection_shown(case, person)
    return found and Panel(found.template, {**found.context, "items": []}, STYLE)


def delivery_shown(case: Appraisal, person: Any) -> Panel | None:
    """The evaluation; above it, where the rater's team departs from the pattern unexplained."""
    shown = evaluation_shown(case, person)
    team = team_in(case.cycle, case.rater, person)
    if team is None or not team.wants_reason:
        return shown
    context = {**shown.context, "evaluation": shown.template} if shown else {}
    return Panel("appraisal/preview_pattern.html", {**context, "case": case, "team": team}, STYLE)


PREVIEWS: Mapping[str, Callable[[Any, Any], Panel | None]] = {
    "propose": plan_shown,
    "propose_unsigned": plan_shown,
    "set_plan": plan_shown,
    "report": report_shown,
    "recall": evaluation_shown,
    "deliver": delivery_shown,
    "accept": evaluation_shown,
    "waive_objection": evaluation_shown,
    "explain": objection_shown,
    "hear": objection_shown,
    "uphold": objection_shown,
    "change_result": objection_in_short,
    "withdraw_objection": objection_shown,
    "sign_decision": objection_shown,
}
"""What whoever makes the move reads above its form."""
