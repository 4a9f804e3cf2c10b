"""What the appraisal adds to the page of its case: document, ratings, objection, signatures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow_core.engine import engine
from workflow_core.engine.machine import ways
from workflow_core.engine.models import Event
from workflow_core.engine.rules import sentence_of
from workflow_core.engine.standing import Standing
from workflow_core.web.maps import HERE
from workflow_core.web.panels import Panel
from workflow_core.web.words import actor, moment

from .conditions import result_is_not_final
from .explanations import why_predicate, why_suggestion
from .flow import AppraisalFlow
from .journey import journey
from .models import Appraisal, Cycle, Decision, Rating, Statement
from .permissions import (
    hr,
    may_see_rating,
    may_see_signature,
    rater,
    reviewer,
)
from .plans import side_sentences
from .rating import Level
from .reading import remarks_on, result_rows
from .rule_sets import rules_of
from .services import may_write_plan, may_write_report
from .stale_lines import how_many, told
from .state import State
from .study_plans import is_about_study
from .teams import Figures, figures_of

FIGURES_SECONDS = 60
BEFORE_THE_WORK = (State.DRAFTING, State.PROPOSED)
FINGERPRINT_SHOWN = 12


@dataclass(frozen=True)
class Link:
    label: str
    href: str


@dataclass(frozen=True)
class ItemRow:
    """One planned result as it was rated."""

    text: str
    level: str
    measured: str
    departs: bool
    feedback: str


@dataclass(frozen=True)
class RatingCard:
    """One rating as it was given, with why its predicate is what it is."""

    rating: Rating
    is_current: bool
    when: str
    suggested: str
    items: list[ItemRow]
    why: list[str]
    why_suggested: list[str]


@dataclass(frozen=True)
class SignatureRow:
    purpose: str
    signer: str
    when: str
    fingerprint: str
    href: str


def panels(case: Any, person: Any) -> Sequence[Panel]:
    """The panels this reader gets to see on this case."""
    if isinstance(case, Cycle):
        return [Panel("appraisal/panel_cycle.html", {"cycle": case})]
    makers: tuple[Callable[[Appraisal, Any], Panel | None], ...] = (
        _ratings,
        _objection,
        _document,
        _signatures,
    )
    return [panel for make in makers if (panel := make(case, person))]


def brief(case: Any, person: Any) -> str:
    """The predicate, where the reader may know it, and the unit."""
    known = case.predicate and may_see_rating(case, person)
    told = (case.get_predicate_display() if known else "", str(case.unit or ""))
    return " · ".join(filter(None, told))


def glance(standing: Standing, own: Sequence[Any]) -> Sequence[Panel]:
    """What a person finds on his desk: where his own appraisal is, and how far his team is.

    ``own``: the rows of his own open cases, the most urgent first, which the desk has read already.
    """
    numbers = [one.pk for one in own if one.flow_class is AppraisalFlow]
    found = (
        _own(numbers[0], standing) if numbers else None, _team(standing), _transfers(standing)
    )  # fmt: skip
    return [panel for panel in found if panel]


def _own(pk: int, standing: Standing) -> Panel | None:
    """One's own appraisal as a small map; one statement for it and its history."""
    related = (
        "case__appraisal__cycle__rule_set",
        "case__appraisal__plan",
        "case__unit",
        "case__institution",
    )
    events = list(Event.objects.filter(case=pk).select_related(*related).defer("facts"))
    case = events[0].case.appraisal
    case.unit, case.institution = events[0].case.unit, events[0].case.institution
    drawn = journey(case, events, standing.person)
    place = next(place for place, one in enumerate(drawn.steps) if one.step == HERE)
    context = {
        "case": case,
        "journey": drawn,
        "here": drawn.steps[place],
        "next": next(iter(drawn.steps[place + 1 :]), None),
        "number": place + 1,
        "total": len(drawn.steps),
    }
    return Panel("appraisal/panel_glance.html", context)


def _team(standing: Standing) -> Panel | None:
    """How far one's team is, over all running cycles; remembered for a minute."""

    def counted() -> list[Figures]:
        return list(figures_of(standing).values())

    key = f"team:{standing.person.pk}"
    found = cache.get_or_set(key, counted, FIGURES_SECONDS)
    if not found:
        return None
    figures = Figures(
        total=sum(one.total for one in found),
        reported=sum(one.reported for one in found),
        rated=sum(one.rated for one in found),
    )
    return Panel("appraisal/panel_team.html", {"figures": figures})


def _transfers(standing: Standing) -> Panel | None:
    """For HR: how many appraisals wait for a new line of command."""
    sentence = told(how_many(standing)) if "hr" in standing.roles else ""
    return Panel("appraisal/panel_transfers.html", {"sentence": sentence}) if sentence else None


def _document(case: Appraisal, person: Any) -> Panel:
    """The plan and, once it is being carried out, what was achieved of it."""
    with_report = case.state not in BEFORE_THE_WORK
    remarks = remarks_on(case, State.REPORTED if with_report else State.PROPOSED)
    context = {
        "version": case.plan_version,
        "rows": result_rows(case.plan_version, case if with_report else None, remarks),
        "with_report": with_report,
        "report_missed": case.report_missed,
        "beside": side_sentences(case),
        "links": _links(case, person, with_report=with_report),
    }
    return Panel("appraisal/panel_document.html", context)


def _links(case: Appraisal, person: Any, *, with_report: bool) -> list[Link]:
    drafting, reporting = may_write_plan(case, person), may_write_report(case, person)
    found = [
        Link(
            _("Write the plan") if drafting else _("Read the plan"), reverse("plan", args=[case.pk])
        )
    ]
    if with_report:
        label = _("Write the report") if reporting else _("Read the report")
        found.append(Link(label, reverse("report", args=[case.pk])))
        found.append(Link(_("Action plan and progress"), reverse("work", args=[case.pk])))
    if case.cycle.kind == Cycle.Kind.QUARTERLY:
        found.append(Link(_("Recap of the semester"), reverse("semester", args=[case.pk])))
    if case.is_head:
        found.append(Link(_("Role-result matrix"), reverse("matrix", args=[case.pk])))
    if is_about_study(case):
        found.append(Link(_("Study assignment"), reverse("study", args=[case.pk])))
    if case.subject_id == person.pk:
        found.append(Link(_("Performance history"), reverse("own_history")))
    elif engine.is_admitted(case, hr, person):
        found.append(Link(_("Performance history"), reverse("history_of", args=[case.subject_id])))
    rule = {State.PROPOSED: reviewer, State.REPORTED: rater}.get(State(case.state))
    if rule and engine.is_admitted(case, rule, person):
        found.append(Link(_("Note remarks"), reverse("remarks", args=[case.pk])))
    return found


def _ratings(case: Appraisal, person: Any) -> Panel | None:
    """All ratings, the newest first; nothing for the employee before one is delivered."""
    if not may_see_rating(case, person):
        return None
    found = list(case.ratings.select_related("by").order_by("-number"))
    if not found:
        return None
    cards = [_card(one, case, is_current=bool(case.predicate) and one is found[0]) for one in found]
    final = sentence_of(result_is_not_final, case) if case.final and case.predicate else ""
    return Panel("appraisal/panel_ratings.html", {"case": case, "cards": cards, "final": final})


def _card(rating: Rating, case: Appraisal, *, is_current: bool) -> RatingCard:
    return RatingCard(
        rating=rating,
        is_current=is_current,
        when=moment(rating.at),
        suggested=_level(rating.suggested),
        items=[_item(one) for one in rating.items],
        why=why_predicate(rating),
        why_suggested=why_suggestion(rating.items, rules_of(case)),
    )


def _item(item: dict[str, Any]) -> ItemRow:
    return ItemRow(
        text=item["text"],
        level=_level(item["level"]),
        measured=_level(item["measured"]),
        departs=item["departs"],
        feedback=item["feedback"],
    )


def _level(value: str) -> str:
    return str(Level(value).label) if value else ""


def _objection(case: Appraisal, person: Any) -> Panel | None:
    """What the employee objected to, what both sides said and what was decided."""
    if case.objected_at is None:
        return None
    spoken = Prefetch("statements", Statement.objects.select_related("by"))
    decided = Prefetch("decisions", Decision.objects.select_related("by"))
    found = list(case.objections.prefetch_related(spoken, decided).order_by("-pk"))
    is_itemised = any(one.items for one in found)
    texts = dict(case.plan_version.results.values_list("pk", "text")) if is_itemised else {}
    objections = [
        {
            "objection": one,
            "filed": moment(one.filed_at),
            "items": [(texts.get(item["result"], ""), item["text"]) for item in one.items],
            "statements": [(row, moment(row.at), actor(row.by)) for row in one.statements.all()],
            "decisions": [(row, moment(row.at)) for row in one.decisions.all()],
            "withdrawn": moment(one.withdrawn_at) if one.withdrawn_at else "",
        }
        for one in found
    ]
    return Panel("appraisal/panel_objection.html", {"objections": objections})


def _signatures(case: Appraisal, person: Any) -> Panel | None:
    """Who signed what and when, with the start of each fingerprint."""
    rows = [
        SignatureRow(
            purpose=purpose_label(one.purpose),
            signer=actor(one.signer, one.on_behalf_of),
            when=moment(one.signed_at),
            fingerprint=one.sha256[:FINGERPRINT_SHOWN],
            href=reverse("signature", args=[one.pk]),
        )
        for one in case.signatures.select_related("signer", "on_behalf_of").defer("document")
        if may_see_signature(case, one, person)
    ]
    return Panel("appraisal/panel_signatures.html", {"rows": rows}) if rows else None


def purpose_label(purpose: str) -> str:
    """What a signature was given for: the move's own name."""
    found = next(iter(ways(Appraisal).get(purpose, {}).values()), None)
    return str(found.label) if found else purpose
