"""The stored rules: which are in force, which a cycle pinned, and how HR sets new ones."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from workflow_core.engine.errors import NotReady
from workflow_core.people.models import Institution
from workflow_core.signing.canonical import canonical

from .rule_set import RULES, RuleNumbers
from .rule_settings import Value, applied, departing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from .models import Appraisal, Cycle, RuleSet

EDITIONS: Mapping[str, RuleNumbers] = {"2022": RULES}
"""The law's defaults by edition, the value of ``Cycle.rules``. A new law adds one."""
KEPT = 256


@lru_cache(maxsize=KEPT)
def numbers(departures: str = "{}", edition: str = "2022") -> RuleNumbers:
    """The numbers that a stored text makes of an edition of the law; parsed once per text."""
    return applied(json.loads(departures), EDITIONS[edition])


def numbers_of(cycle: Cycle) -> RuleNumbers:
    """The numbers that a cycle pinned, whatever has been set since."""
    pinned = cycle.rule_set
    return numbers(pinned.departures if pinned else "{}", cycle.rules)


def rules_of(appraisal: Appraisal) -> RuleNumbers:
    """The numbers by which this appraisal is reckoned; its cycle is read along with it."""
    return numbers_of(appraisal.cycle)


def in_force(institution: Any, day: dt.date) -> RuleSet | None:
    """The institution's rules on a day; ``None`` where the law's defaults hold alone.

    Of several that began by then it is the one that began last, of the same day the newest.
    """
    from .models import RuleSet  # noqa: PLC0415 - the models need the machine, the machine this

    found = RuleSet.objects.filter(institution=institution, effective_from__lte=day)
    newest: RuleSet | None = found.order_by("effective_from", "number").last()
    return newest


def set_rules(
    institution: Any, *, values: Mapping[str, Value], effective_from: dt.date, reason: str, by: Any
) -> RuleSet:
    """Add a rule set; ``values`` by key of the setting, those not named as in the law.

    Cycles that are prepared already keep theirs. Raises ``NotReady`` where nothing would change
    and ``ValueError`` for values that contradict each other.
    """
    from .models import RuleSet  # noqa: PLC0415

    departures = canonical(departing(values))
    numbers(departures)
    with transaction.atomic():
        Institution.objects.select_for_update().get(pk=institution.pk)
        before = in_force(institution, effective_from)
        if (before.departures if before else "{}") == departures:
            raise NotReady([_("Nothing differs from the rules that are in force on that day.")])
        last = RuleSet.objects.filter(institution=institution).aggregate(Max("number"))
        return RuleSet.objects.create(
            institution=institution,
            number=(last["number__max"] or 0) + 1,
            effective_from=effective_from,
            departures=departures,
            reason=reason,
            by=by,
        )
