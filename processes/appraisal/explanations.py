"""Why a predicate came out as it did, in sentences; the steps come from ``rating``."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .measures import HeadsResult
from .rating import Level, Predicate, Step, explain_predicate, explain_results
from .rule_set import RuleNumbers

Params = Any


def why_predicate(rating: Any) -> list[str]:
    """How the two ratings give their predicate."""
    steps = explain_predicate(Level(rating.results), Level(rating.behaviour))
    found = [_sentence(one) for one in steps]
    if rating.dropped_out:
        found.append(
            _(
                "The studies were not completed: the regulation then allows only “Poor” or “Very "
                "poor”, considering the behaviour. The predicate is “%(predicate)s”."
            )
            % {"predicate": Predicate(rating.predicate).label}
        )
    return found


def words_for_head(head: HeadsResult) -> str:
    """What the result of the unit he heads means for a head's own rating of results."""
    facts = {
        "unit": head.unit.unit.name,
        "result": head.unit.get_level_display(),
        "level": str(head.level.label).lower(),
    }
    told = {
        "must": _(
            "Heads %(unit)s, whose result is “%(result)s”: the results are rated %(level)s. "
            "The rules of your institution allow no other rating."
        ),
        "reason": _(
            "Heads %(unit)s, whose result is “%(result)s”: the results are rated %(level)s. "
            "Another rating needs a reason."
        ),
        "free": _(
            "Heads %(unit)s, whose result is “%(result)s”: usually the results are rated %(level)s."
        ),
    }
    return told[head.follows] % facts


def why_suggestion(items: Sequence[dict[str, Any]], rules: RuleNumbers) -> list[str]:
    """How the guide came to its suggestion; nothing while any of the items has no level."""
    if not items or any(not one["level"] for one in items):
        return []
    steps = explain_results([(one["main"], Level(one["level"])) for one in items], rules=rules)
    found = [text for one in steps if (text := _sentence(one))]
    if not any(one.params.get("is_most") for one in steps):
        found.insert(1, _("No level holds for most of the results, so no rule of the guide fits."))
    return found


def _sentence(step: Step) -> str:
    return SENTENCES[step.code](step.params)


def _level(params: Params) -> str:
    return str(Level(params["level"]).label).lower()


def _results(params: Params) -> str:
    return _("The results are rated: %(level)s.") % {"level": _level(params)}


def _behaviour(params: Params) -> str:
    return _("The behaviour is rated: %(level)s.") % {"level": _level(params)}


def _cell(params: Params) -> str:
    predicate = {"predicate": Predicate(params["predicate"]).label}
    told = {
        "both_above": _("Both are above expectations; only then is the predicate “%(predicate)s”."),
        "as_expected": _(
            "Neither is below expectations, and not both are above: "
            "the predicate is “%(predicate)s”."
        ),
        "results_below": _(
            "Only the results are below expectations: the predicate is “%(predicate)s”."
        ),
        "behaviour_below": _(
            "Behaviour below expectations weighs more than the results: "
            "the predicate is “%(predicate)s”."
        ),
        "both_below": _("Both are below expectations: the predicate is “%(predicate)s”."),
    }
    return told[params["reason"]] % predicate


def _counted(params: Params) -> str:
    return ngettext(
        "%(total)d result: %(above)d above, %(meets)d as expected, %(below)d below.",
        "%(total)d results: %(above)d above, %(meets)d as expected, %(below)d below.",
        params["total"],
    ) % dict(params)


def _rule_above(params: Params) -> str:
    if not params["is_most"]:
        return ""
    if params["main_ok"]:
        return _("Most results are above expectations, and no main result is below.")
    return _("Most results are above expectations, but a main result is below.")


def _rule_meets(params: Params) -> str:
    if not params["is_most"]:
        return ""
    if params["main_ok"]:
        return _(
            "Most results are as expected, and at most a small part of the main results is below."
        )
    return _("Most results are as expected, but too many of the main results are below.")


def _rule_below(params: Params) -> str:
    return _("Most results are below expectations.") if params["is_most"] else ""


def _suggested(params: Params) -> str:
    return _("The guide suggests for the results: %(level)s.") % {"level": _level(params)}


SENTENCES: dict[str, Callable[[Params], str]] = {
    "results": _results,
    "behaviour": _behaviour,
    "results_missing": lambda params: _("The results are not rated yet."),
    "behaviour_missing": lambda params: _("The behaviour is not rated yet."),
    "cell": _cell,
    "counted": _counted,
    "rule_above": _rule_above,
    "rule_meets": _rule_meets,
    "rule_below": _rule_below,
    "suggested": _suggested,
    "no_suggestion": lambda params: _("The guide suggests nothing here; the rater decides."),
    "no_results": lambda params: _("There is no result to count."),
}
