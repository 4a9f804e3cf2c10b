"""A whole plan as plain data: read from a version, typed on a page, written to a version."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from .models import PlannedResult, PlanVersion


@dataclass(frozen=True)
class IndicatorDraft:
    """One indicator as typed; an empty one is left out."""

    text: str
    aspect: str = "quantity"
    narrative: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    lower_is_better: bool = False

    def is_blank(self) -> bool:
        """Whether there is nothing to keep; a draft keeps what is merely incomplete."""
        typed = any(one.strip() for one in (self.text, self.narrative, self.unit))
        return not typed and self.low is None and self.high is None


@dataclass(frozen=True)
class ResultDraft:
    """One planned result as typed; ``pk`` where it is already stored.

    ``supported_id``: the superior's planned result; ``acting_id``: the acting posting (Plt., Plh.)
    it belongs to; ``root_id``: the result of which it is a later wording.
    """

    text: str
    main: bool = True
    supports: str = ""
    indicators: tuple[IndicatorDraft, ...] = ()
    pk: int | None = None
    supported_id: int | None = None
    cascade: str = ""
    team: str = ""
    perspective: str = ""
    acting_id: int | None = None
    root_id: int | None = None


RESULT_FIELDS = (
    "text", "main", "supports", "supported_id", "cascade", "team", "perspective", "acting_id",
)  # fmt: skip
"""What is copied of a result from version to draft and back."""
INDICATOR_FIELDS = tuple(one.name for one in fields(IndicatorDraft))
VERSION_FIELDS = (
    "approach", "resources", "resources_staff", "resources_budget", "resources_equipment",
    "resources_guidance", "resources_facilities", "accountability", "consequences",
    "consequences_unmet",
)  # fmt: skip


@dataclass(frozen=True)
class PlanDraft:
    """A whole plan as typed; ``expectations`` maps the number of a value (1-7) to text."""

    results: tuple[ResultDraft, ...]
    approach: str = "quantitative"
    expectations: dict[int, str] = field(default_factory=dict)
    resources: str = ""
    resources_staff: str = ""
    resources_budget: str = ""
    resources_equipment: str = ""
    resources_guidance: str = ""
    resources_facilities: str = ""
    accountability: str = ""
    consequences: str = ""
    consequences_unmet: str = ""


def read_draft(version: PlanVersion) -> PlanDraft:
    """A stored version as a draft to be written anew."""
    return PlanDraft(
        results=tuple(_result(one) for one in version.results.prefetch_related("indicators")),
        expectations={one.value: one.text for one in version.expectations.all()},
        **{name: getattr(version, name) for name in VERSION_FIELDS},
    )


def _result(stored: PlannedResult) -> ResultDraft:
    indicators = tuple(
        IndicatorDraft(**{name: getattr(one, name) for name in INDICATOR_FIELDS})
        for one in stored.indicators.all()
    )
    kept = {name: getattr(stored, name) for name in RESULT_FIELDS}
    return ResultDraft(**kept, indicators=indicators, root_id=stored.root_id or stored.pk)


def write_draft(version: PlanVersion, draft: PlanDraft) -> None:
    """Make the version say what the draft says; results stored before keep their ids.

    So remarks stay at their items.
    """
    from .models import Expectation  # noqa: PLC0415 - the models need the machine, the machine this

    for name in VERSION_FIELDS:
        setattr(version, name, getattr(draft, name))
    version.save(update_fields=VERSION_FIELDS)
    _write_results(version, draft.results)
    version.expectations.all().delete()
    Expectation.objects.bulk_create(
        Expectation(version=version, value=value, text=text.strip())
        for value, text in sorted(draft.expectations.items())
        if text.strip()
    )


def _write_results(version: PlanVersion, drafts: tuple[ResultDraft, ...]) -> None:
    from .models import Indicator, PlannedResult  # noqa: PLC0415

    stored = {one.pk: one for one in version.results.all()}
    results = []
    for order, draft in enumerate(drafts):
        result = stored.pop(draft.pk, None) if draft.pk else None
        result = result or PlannedResult(version=version, root_id=draft.root_id)
        result.order = order
        for name, value in _bare_fields(draft).items():
            setattr(result, name, value)
        results.append(result)
    version.results.filter(pk__in=stored).delete()
    Indicator.objects.filter(result__version=version).delete()
    PlannedResult.objects.bulk_update(
        [one for one in results if one.pk],
        ["order", *(name.removesuffix("_id") for name in RESULT_FIELDS)],
    )
    PlannedResult.objects.bulk_create([one for one in results if not one.pk])
    Indicator.objects.bulk_create(
        Indicator(result=result, order=place, **vars(one))
        for result, draft in zip(results, drafts, strict=True)
        for place, one in enumerate(draft.indicators)
        if not one.is_blank()
    )


def _bare_fields(draft: ResultDraft) -> dict[str, object]:
    """What is stored of a result: no blanks at the ends; an acting post's result is a main one.

    PermenPANRB 6/2022, Lampiran p. 50, number 6 d.
    """
    kept = {name: getattr(draft, name) for name in RESULT_FIELDS}
    texts = {name: text.strip() for name, text in kept.items() if isinstance(text, str)}
    return {**kept, **texts, "main": draft.main or draft.acting_id is not None}


def is_same(version: PlanVersion, draft: PlanDraft) -> bool:
    """Whether this draft is stored already, but for blanks at the ends of texts."""
    return _bare(read_draft(version)) == _bare(draft)


def _bare(draft: PlanDraft) -> PlanDraft:
    return replace(
        draft,
        results=tuple(
            ResultDraft(
                **_bare_fields(one),  # type: ignore[arg-type]
                indicators=tuple(
                    replace(i, text=i.text.strip(), narrative=i.narrative.strip())
                    for i in one.indicators
                ),
            )
            for one in draft.results
        ),
        expectations={value: text.strip() for value, text in draft.expectations.items() if text},
    )
