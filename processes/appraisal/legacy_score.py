"""The numeric score of PP 30/2019, for imported appraisals up to 2021 and for comparison only."""

from decimal import Context, Decimal, localcontext

from .rule_set import RULES, RuleNumbers

EXACT = Context(prec=200)


def score(
    targets: Decimal,
    behaviour: Decimal,
    *,
    weights: str,
    new_idea: bool,
    rules: RuleNumbers = RULES,
) -> tuple[Decimal, str]:
    """Return the weighted score, never rounded, and its label as the regulation prints it.

    ``targets`` (SKP) and ``behaviour`` run from 0 to 120; ``weights`` is "70/30", or "60/40" where
    peers and subordinates were heard. From 110 the label is "Sangat Baik" only with a new idea
    useful to the organisation or the state, else "Baik". Raises ValueError for other weights and
    for values out of range; TypeError for floats, which are not exact.
    Source: PP 30/2019 Pasal 41.
    """
    if weights not in rules.legacy_weights:
        raise ValueError(f"weights are one of {', '.join(rules.legacy_weights)}, not {weights!r}")
    of_targets, of_behaviour = rules.legacy_weights[weights]
    values = [_checked(value, rules.legacy_highest) for value in (targets, behaviour)]
    with localcontext(EXACT):
        total = (values[0] * of_targets + values[1] * of_behaviour) / (of_targets + of_behaviour)
    return total, _label(total, rules, new_idea=new_idea)


def _checked(value: Decimal, highest: Decimal) -> Decimal:
    if isinstance(value, float):
        raise TypeError("a score is a Decimal, not a float")
    number = Decimal(value)
    if not number.is_finite() or not 0 <= number <= highest:
        raise ValueError(f"a score runs from 0 to {highest}, not {value}")
    return number


def _label(total: Decimal, rules: RuleNumbers, *, new_idea: bool) -> str:
    return next(
        band.label
        for band in rules.legacy_bands
        if total >= band.low and (new_idea or not band.needs_new_idea)
    )
