"""Whether the predicates of a unit fit the pattern that its own result suggests.

A consideration, never a quota: departures are warned of and explained, nothing is blocked
(PermenPANRB 6/2022, Lampiran V.B.2; SE MenPANRB 3/2023).
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from .rating import Level, Predicate
from .rule_set import RULES, Bound, RuleNumbers


class OrganisationResult(TextChoices):
    """The result of the unit that the rater leads, best first."""

    OUTSTANDING = "outstanding", pgettext_lazy("organisation result", "Outstanding")
    GOOD = "good", pgettext_lazy("organisation result", "Good")
    NEEDS_IMPROVEMENT = (
        "needs_improvement",
        pgettext_lazy("organisation result", "Needs improvement"),
    )
    POOR = "poor", pgettext_lazy("organisation result", "Poor")
    VERY_POOR = "very_poor", pgettext_lazy("organisation result", "Very poor")


@dataclass(frozen=True)
class Warning:  # noqa: A001  the word of the public contract
    """One departure from the pattern.

    ``code``: ``not_largest``, ``too_many``, ``too_few``, ``none_of``, ``not_allowed`` or
    ``small_unit``. ``params``: predicates (values), count, total, limit (people), percent.
    ``advisory``: only to be shown; the others ask the rater for a reason.
    """

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    advisory: bool = False

    @property
    def sentence(self) -> str:
        """The warning in the reader's language."""
        return _SENTENCES[self.code]() % {**self.params, "who": self._who()}

    def _who(self) -> str:
        values = self.params.get("predicates", ())
        assert isinstance(values, tuple)  # noqa: S101  narrows the type
        return _(" and/or ").join(str(Predicate(value).label) for value in values)


def check(
    organisation: OrganisationResult,
    counts: Mapping[Predicate, int],
    *,
    rules: RuleNumbers = RULES,
) -> list[Warning]:
    """Return where the predicates of a unit's people depart from the pattern; empty if nowhere.

    ``counts``: people for each predicate, a missing one is 0. A highest share is rounded down to
    people, a lowest one up. "Most" without a lower number means that no other predicate has more.
    In a unit of fewer than ``rules.small_unit`` people a departure is one advisory warning without
    numbers. Raises ValueError for a negative count or an unknown name.
    Source: SE MenPANRB 3/2023; PermenPANRB 6/2022, Lampiran V.B.2.
    """
    people = _people(counts)
    total = sum(people.values())
    bounds = rules.distribution[OrganisationResult(organisation)] if total else ()
    found = [warning for bound in bounds if (warning := _CHECKS[bound.kind](bound, people))]
    if found and total < rules.small_unit:
        return [Warning("small_unit", {"total": total}, advisory=True)]
    return found


def results_of_head(organisation: OrganisationResult, *, rules: RuleNumbers = RULES) -> Level:
    """Return the rating of results of a unit's head, which is the unit's own result.

    Source: SE MenPANRB 3/2023; which result is which level is a setting.
    """
    return Level(rules.results_of_head[OrganisationResult(organisation)])


def _people(counts: Mapping[Predicate, int]) -> dict[str, int]:
    given = {Predicate(predicate): count for predicate, count in counts.items()}
    if any(count < 0 for count in given.values()):
        raise ValueError("there are no fewer than 0 people")
    return {predicate.value: given.get(predicate, 0) for predicate in Predicate}


def _largest(bound: Bound, people: Mapping[str, int]) -> Warning | None:
    count = _count(bound, people)
    return _warning("not_largest", bound, people) if count < max(people.values()) else None


def _at_most(bound: Bound, people: Mapping[str, int]) -> Warning | None:
    limit = math.floor(sum(people.values()) * bound.share)
    is_over = _count(bound, people) > limit
    return _warning("too_many", bound, people, limit) if is_over else None


def _at_least(bound: Bound, people: Mapping[str, int]) -> Warning | None:
    limit = math.ceil(sum(people.values()) * bound.share)
    is_under = _count(bound, people) < limit
    return _warning("too_few", bound, people, limit) if is_under else None


def _some(bound: Bound, people: Mapping[str, int]) -> Warning | None:
    return None if _count(bound, people) else _warning("none_of", bound, people, 1)


def _none(bound: Bound, people: Mapping[str, int]) -> Warning | None:
    return _warning("not_allowed", bound, people) if _count(bound, people) else None


def _count(bound: Bound, people: Mapping[str, int]) -> int:
    return sum(people[predicate] for predicate in bound.of)


def _warning(code: str, bound: Bound, people: Mapping[str, int], limit: int = 0) -> Warning:
    params = {
        "predicates": bound.of,
        "count": _count(bound, people),
        "total": sum(people.values()),
        "limit": limit,
        "percent": _percent(bound.share),
    }
    return Warning(code, params)


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):g}"


_CHECKS: Mapping[str, Callable[[Bound, Mapping[str, int]], Warning | None]] = {
    "largest": _largest,
    "at_most": _at_most,
    "at_least": _at_least,
    "some": _some,
    "none": _none,
}
_SENTENCES: Mapping[str, Callable[[], str]] = {
    "not_largest": lambda: _(
        "%(who)s: %(count)s of %(total)s. The pattern expects this to be the largest group."
    ),
    "too_many": lambda: _(
        "%(who)s: %(count)s of %(total)s. The pattern has at most %(limit)s (%(percent)s%%)."
    ),
    "too_few": lambda: _(
        "%(who)s: %(count)s of %(total)s. The pattern has at least %(limit)s (%(percent)s%%)."
    ),
    "none_of": lambda: _("%(who)s: nobody of %(total)s. The pattern expects at least one person."),
    "not_allowed": lambda: _("%(who)s: %(count)s of %(total)s. The pattern has nobody here."),
    "small_unit": lambda: _(
        "The predicates depart from the pattern, but in a unit of %(total)s the pattern is only "
        "advice: percentages say little about so few people."
    ),
}
