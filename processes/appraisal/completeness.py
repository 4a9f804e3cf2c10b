"""What a plan or a report still lacks, item by item, before it can be handed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .models import Appraisal, PlannedResult, PlanVersion


@dataclass(frozen=True)
class Missing:
    """One thing to be filled in: the sentence, and the field of the editor where it belongs."""

    sentence: str
    field: str


def missing_in_plan(version: PlanVersion) -> list[Missing]:
    """What the plan lacks: a main result, texts, a target for every result; perspectives for heads.

    Two statements, and a third where the plan of the version has not been read.
    """
    results = list(version.results.prefetch_related("indicators"))
    found = [one for place, result in enumerate(results) for one in _of_result(place, result)]
    if not results:
        return [Missing(_("Write at least one planned result."), "id_r0-text")]
    if not any(one.main for one in results):
        found.append(Missing(_("At least one result has to be a main result."), "id_r0-main"))
    if version.plan.by_perspective or any(one.perspective for one in results):
        found += _of_perspectives(results)
    return found


def _of_perspectives(results: list[PlannedResult]) -> Iterator[Missing]:
    """PermenPANRB 6/2022, Lampiran p. 29: heads name perspectives, and budget is always one."""
    for place, one in enumerate(results):
        if not one.perspective:
            sentence = _("Result %(number)s: say which of the four perspectives it belongs to.")
            yield Missing(sentence % {"number": place + 1}, f"id_r{place}-perspective")
    if all(one.perspective != one.Perspective.BUDGET for one in results):
        sentence = _(
            "No result belongs to the perspective of budget. The plan of a head must have one: "
            "how well the budget is used."
        )
        yield Missing(sentence, f"id_r{len(results) - 1}-perspective")


def _of_result(place: int, result: PlannedResult) -> Iterator[Missing]:
    number, field = {"number": place + 1}, f"id_r{place}"
    if not result.text.strip():
        sentence = _("Result %(number)s: write what will be achieved, or remove it.")
        yield Missing(sentence % number, f"{field}-text")
    indicators = list(result.indicators.all())
    for inner, one in enumerate(indicators):
        yield from _of_indicator(f"{place + 1}.{inner + 1}", f"{field}-i{inner}", one)
    if not any(one.has_target for one in indicators) and not any(map(_is_half, indicators)):
        sentence = _("Result %(number)s: say what is measured and which target counts as expected.")
        bare = not indicators or not indicators[0].text.strip()
        yield Missing(sentence % number, f"{field}-i0-{'text' if bare else 'low'}")


def _of_indicator(number: str, field: str, indicator: Any) -> Iterator[Missing]:
    if not indicator.text.strip():
        sentence = _("Indicator %(number)s: say what is measured.")
        yield Missing(sentence % {"number": number}, f"{field}-text")
    if _is_half(indicator):
        sentence = _(
            "Indicator %(number)s: give both ends of the target; for one exact number write it "
            "twice."
        )
        empty = "low" if indicator.low is None else "high"
        yield Missing(sentence % {"number": number}, f"{field}-{empty}")


def _is_half(indicator: Any) -> bool:
    return (indicator.low is None) != (indicator.high is None)


def missing_in_report(appraisal: Appraisal) -> list[Missing]:
    """What the report lacks: realisation, and evidence or the reason why there is none."""
    realised = appraisal.realisations.prefetch_related("evidence")
    achieved = {one.result_id: one for one in realised}
    results = enumerate(appraisal.plan_version.results.all(), start=1)
    return [one for place, it in results for one in _of_report(place, it, achieved.get(it.pk))]


def _of_report(place: int, result: PlannedResult, achieved: Any) -> Iterator[Missing]:
    number, field = {"number": place}, f"id_r{result.pk}"
    if achieved is None or not achieved.text:
        sentence = _("Result %(number)s: write what was achieved.")
        yield Missing(sentence % number, f"{field}-text")
    if achieved is None or not (achieved.no_evidence_reason or achieved.evidence.all()):
        sentence = _("Result %(number)s: add evidence, or say why there is none.")
        yield Missing(sentence % number, f"{field}-url")
