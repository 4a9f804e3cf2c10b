"""Which numbers an institution may set otherwise: all that ``MARKS`` names, one by one.

A setting has a key and a plain value that JSON knows: whole numbers for days, people and percent,
"1/3" for a share, a word for a choice. The law's plain numbers are no settings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .distribution import OrganisationResult
from .rating import Level, Predicate
from .rule_set import MARKS, RULES, RuleNumbers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Value = int | str
Kind = Literal["days", "people", "share", "percent", "choice"]
SEPARATOR = "."

NAMES: Mapping[str, Any] = {
    "most": _("“Most results”: more than this share"),
    "small_part": _("“A small part of the main results”: up to this share"),
    "distribution": _("Pattern of predicates"),
    "small_unit": _("The pattern is only advice below this number of people"),
    "results_of_head": _("Rating of results of a unit's head, by the unit's result"),
    "head_follows": _("A head's rating of results follows the unit's result"),
    "carry_over_periods": _("Late unit results of a quarter or month: take those of the last one"),
    "objection_calendar_days": _("Warning date for objections, in calendar days from receipt"),
    "explanation_days": _("Working days to explain a rating that was objected to"),
    "late_plan_days": _("Working days to set the plan of somebody who begins after January"),
    "returned_report_days": _("Working days to mend a returned report"),
    "new_rating_days": _("Working days for a new rating once one was taken back"),
    "delivery_days": _("D7: working days from signing to delivery"),
    "return_days": _("D8: working days from receipt to the employee's signature"),
    "authority_days": _("D9: working days from the evaluation to the competent authority"),
    "superior_days": _("D10: working days of a late rater's superior"),
    "superior_delivery_days": _("D11: working days from the superior's signing to delivery"),
    "superior_return_days": _("D11: working days to sign where the superior rated"),
    "objection_days": _("D12: working days from receipt to the objection"),
    "decision_days": _("D13: working days from the objection to its decision"),
    "legacy_weights": _("Weights of the old score (targets / behaviour)"),
    "legacy_bands": _("Bands of the old score"),
    "legacy_highest": _("Highest old score"),
    "credit_percent": _("Credit points: percent by predicate"),
    "credit_coefficient": _("Credit points: yearly coefficient by grade"),
    "credit_needed": _("Credit points: needed for a higher rank / for the next grade"),
}
HEAD_FOLLOWS = (
    ("must", _("must be the unit's result")),
    ("reason", _("a departure needs a reason")),
    ("free", _("only shown")),
)
SWITCH = (("off", pgettext_lazy("answer", "no")), ("on", pgettext_lazy("answer", "yes")))
SHARES = {
    "most": tuple((one, one) for one in ("1/2", "3/5", "2/3", "3/4")),
    "small_part": tuple((one, one) for one in ("0", "1/10", "1/5", "1/4", "1/3", "1/2")),
}
LIMITS: Mapping[Kind, tuple[int, int]] = {"days": (1, 60), "people": (1, 100), "percent": (0, 100)}


@dataclass(frozen=True)
class Setting:
    """One number HR may set: ``least`` and ``most`` bound it, ``choices`` where it is a word."""

    key: str
    label: Any
    kind: Kind
    choices: tuple[tuple[str, Any], ...] = ()

    @property
    def field(self) -> str:
        """The field of ``RuleNumbers`` that it belongs to."""
        return self.key.partition(SEPARATOR)[0]

    @property
    def limits(self) -> tuple[int, int]:
        return LIMITS[self.kind]


def _of_distribution() -> list[Setting]:
    words = {
        "at_most": _("{unit}: {who} at most (%)"),
        "at_least": _("{unit}: {who} at least (%)"),
    }
    return [
        Setting(
            SEPARATOR.join(("distribution", unit, str(place))),
            format_lazy(
                words[bound.kind],
                unit=OrganisationResult(unit).label,
                who=" / ".join(str(Predicate(one).label) for one in bound.of),
            ),
            "percent",
        )
        for unit, bounds in RULES.distribution.items()
        for place, bound in enumerate(bounds)
        if bound.kind in words
    ]


def _of_heads() -> list[Setting]:
    label = _("Unit's result “{unit}”: rating of results of its head")
    return [
        Setting(
            SEPARATOR.join(("results_of_head", unit.value)),
            format_lazy(label, unit=unit.label),
            "choice",
            tuple(Level.choices),
        )
        for unit in OrganisationResult
    ]


def settings() -> list[Setting]:
    """Every setting, in the order of the page; labels in the reader's language."""
    plain: list[tuple[str, Kind]] = [
        ("most", "share"), ("small_part", "share"), ("small_unit", "people"),
        ("explanation_days", "days"), ("late_plan_days", "days"), ("returned_report_days", "days"),
        ("new_rating_days", "days"), ("objection_calendar_days", "days"),
    ]  # fmt: skip
    return [
        *(Setting(key, NAMES[key], kind, SHARES.get(key, ())) for key, kind in plain),
        Setting("carry_over_periods", NAMES["carry_over_periods"], "choice", SWITCH),
        Setting("head_follows", NAMES["head_follows"], "choice", HEAD_FOLLOWS),
        *_of_heads(),
        *_of_distribution(),
    ]


def values_of(rules: RuleNumbers) -> dict[str, Value]:
    """The value of every setting in these numbers."""
    return {one.key: _value(rules, one.key) for one in settings()}


def _value(rules: RuleNumbers, key: str) -> Value:
    name, *path = key.split(SEPARATOR)
    found: Any = getattr(rules, name)
    if name == "distribution":
        return int(found[path[0]][int(path[1])].share * 100)
    if path:
        return str(found[path[0]])
    if isinstance(found, bool):
        return "on" if found else "off"
    return str(found) if isinstance(found, Fraction) else found


def departing(values: Mapping[str, Value], law: RuleNumbers = RULES) -> dict[str, Value]:
    """What of these values is not as in the law's defaults."""
    usual = values_of(law)
    return {key: value for key, value in values.items() if usual[key] != value}


def applied(departures: Mapping[str, Value], law: RuleNumbers = RULES) -> RuleNumbers:
    """The numbers with these settings in place of the defaults.

    Raises KeyError for what is no setting, ValueError for a value that makes no sense.
    """
    changed: dict[str, Any] = {}
    for key, value in departures.items():
        name, *path = key.split(SEPARATOR)
        if name not in MARKS:
            raise KeyError(f"{key} is no setting")
        now = changed.get(name, getattr(law, name))
        changed[name] = _SETTERS.get(name, _plain)(now, path, value)
    return replace(law, **changed)


def _plain(now: Any, path: list[str], value: Any) -> Any:
    if isinstance(now, bool):
        return value == "on"
    return Fraction(value) if isinstance(now, Fraction) else value


def _bound(now: Any, path: list[str], value: Any) -> Any:
    unit, place = path[0], int(path[1])
    bounds = list(now[unit])
    bounds[place] = replace(bounds[place], share=Fraction(int(value), 100))
    return {**now, unit: tuple(bounds)}


def _level_of_head(now: Any, path: list[str], value: Any) -> Any:
    return {**now, path[0]: Level(value).value}


_SETTERS: Mapping[str, Callable[[Any, list[str], Any], Any]] = {
    "distribution": _bound,
    "results_of_head": _level_of_head,
}
