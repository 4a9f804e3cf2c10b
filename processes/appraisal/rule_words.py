"""The numbers of a rule set as people read them: what, how much, from where, how sure."""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .distribution import OrganisationResult
from .rating import Level, Predicate
from .rule_set import MARKS, RULES, Bound, LegacyBand, RuleNumbers
from .rule_settings import HEAD_FOLLOWS, NAMES, SWITCH

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MARK_LABELS: Mapping[str, Any] = {
    "law": gettext_lazy("in the regulation"),
    "secondary": gettext_lazy("told by others; check the original"),
    "setting": gettext_lazy("setting of this system"),
}


@dataclass(frozen=True)
class RuleLine:
    """One number: ``usual`` is the law's default where this rule set departs from it."""

    name: str
    label: str
    values: list[str]
    usual: list[str]
    mark: str
    mark_label: str
    source: str


def lines_of(rules: RuleNumbers) -> list[RuleLine]:
    """Every number of these rules, the settings first, the law's plain numbers after them."""
    names = [one.name for one in fields(rules) if one.name != "sources"]
    return [_line(rules, name) for name in sorted(names, key=lambda name: name not in MARKS)]


def _line(rules: RuleNumbers, name: str) -> RuleLine:
    values, usual = _shown(name, getattr(rules, name)), _shown(name, getattr(RULES, name))
    mark = MARKS.get(name, "law")
    return RuleLine(
        name=name,
        label=str(NAMES[name]),
        values=values,
        usual=usual if usual != values else [],
        mark=mark,
        mark_label=str(MARK_LABELS[mark]),
        source=rules.sources[name] or _("The rules are silent."),
    )


def _shown(name: str, value: Any) -> list[str]:
    if name in _SHOWN:
        return _SHOWN[name](value)
    return [number_format(value) if not isinstance(value, Fraction) else str(value)]


def _distribution(value: Mapping[str, tuple[Bound, ...]]) -> list[str]:
    return [
        f"{OrganisationResult(unit).label}: " + "; ".join(_bound(one) for one in bounds)
        for unit, bounds in value.items()
    ]


def _bound(bound: Bound) -> str:
    who = " / ".join(str(Predicate(one).label) for one in bound.of)
    told = {
        "largest": _("%(who)s is the largest group"),
        "at_most": _("%(who)s at most %(percent)s%%"),
        "at_least": _("%(who)s at least %(percent)s%%"),
        "some": _("%(who)s: at least one person"),
        "none": _("%(who)s: nobody"),
    }
    return told[bound.kind] % {"who": who, "percent": f"{float(bound.share * 100):g}"}


def _of_heads(value: Mapping[str, str]) -> list[str]:
    return [f"{OrganisationResult(unit).label}: {Level(one).label}" for unit, one in value.items()]


def _bands(value: tuple[LegacyBand, ...]) -> list[str]:
    return [f"{one.label}: ≥ {number_format(one.low)}" for one in value]


def _percents(value: Mapping[str, int]) -> list[str]:
    return [f"{Predicate(key).label}: {percent}%" for key, percent in value.items()]


def _coefficients(value: Mapping[str, Any]) -> list[str]:
    return [f"{grade}: {number_format(one)}" for grade, one in value.items()]


def _weights(value: Mapping[str, tuple[int, int]]) -> list[str]:
    return [f"{first} / {second}" for first, second in value.values()]


def _needed(value: Mapping[str, tuple[int, int | None]]) -> list[str]:
    return [
        f"{grade}: {rank} / {'–' if above is None else above}"
        for grade, (rank, above) in value.items()
    ]


_SHOWN: Mapping[str, Callable[[Any], list[str]]] = {
    "distribution": _distribution,
    "results_of_head": _of_heads,
    "legacy_bands": _bands,
    "legacy_weights": _weights,
    "credit_percent": _percents,
    "credit_coefficient": _coefficients,
    "credit_needed": _needed,
    "head_follows": lambda value: [str(dict(HEAD_FOLLOWS)[value])],
    "carry_over_periods": lambda value: [str(dict(SWITCH)["on" if value else "off"])],
}
