"""The blocks of a plan's form: a result with its indicators, new, as stored or as sent.

Every block carries a key of its own; the hidden fields ``result`` and ``<key>-indicator`` list the
keys in order, so that what was typed stays with its block however the blocks are moved.
"""

from dataclasses import dataclass, field
from typing import Any

from django.forms import Form
from django.http import QueryDict
from django.utils.translation import gettext as _

from processes.appraisal.forms import IndicatorForm, ResultForm
from processes.appraisal.models import PlannedResult, Remark
from processes.appraisal.plan_draft import INDICATOR_FIELDS, IndicatorDraft, ResultDraft
from processes.appraisal.plans import Offers
from processes.appraisal.wording import hints_on_result, hints_on_target

LONGEST_KEY = 6


@dataclass
class IndicatorBlock:
    """One indicator on the sheet."""

    key: str
    form: IndicatorForm

    def draft(self) -> IndicatorDraft:
        given = self.form.cleaned_data
        fields: dict[str, Any] = {name: given.get(name) for name in INDICATOR_FIELDS}
        return IndicatorDraft(**fields)

    def is_whole(self) -> bool:
        """Whether it says what is measured and what counts as expected."""
        target = self._typed("narrative") or (self._typed("low") and self._typed("high"))
        return bool(self._typed("text") and target)

    def hints(self) -> list[str]:
        return hints_on_target(self._typed("text"), self._typed("narrative"))

    def _typed(self, name: str) -> str:
        return _typed(self.form, name)


def _typed(form: Form, name: str) -> str:
    value = form[name].value()
    return "" if value is None else str(value).strip()


@dataclass
class ResultBlock:
    """One result on the sheet; ``pk`` where it is stored, ``focus`` where the reader goes on."""

    key: str
    form: ResultForm
    indicators: list[IndicatorBlock]
    pk: int | None = None
    remarks: list[Remark] = field(default_factory=list)
    is_first: bool = False
    is_last: bool = False
    is_open: bool = False
    focus: str = ""

    @property
    def title(self) -> str:
        return _typed(self.form, "text")

    def is_whole(self) -> bool:
        """Whether nothing is missing; such a card can be folded away."""
        begun = [one for one in self.indicators if one.is_whole() or not _is_bare(one.form)]
        is_told = bool(self.title and begun and all(one.is_whole() for one in begun))
        return is_told and not self.errors()

    def hints(self) -> list[str]:
        return hints_on_result(self.title)

    def errors(self) -> bool:
        return any(form.errors for form in (self.form, *(one.form for one in self.indicators)))

    def name(self, number: int) -> None:
        """Let each form know its place on the page, so that a remark can say where it belongs."""
        for form in (self.form, *(one.form for one in self.indicators)):
            form.place = _("Result %(number)s") % {"number": number}  # type: ignore[attr-defined]

    def is_blank(self) -> bool:
        """Whether nothing was typed into it or its indicators."""
        own = any(str(self.form[name].data or "").strip() for name in ("text", "supports"))
        return not own and all(one.form.is_blank() for one in self.indicators)

    def draft(self) -> ResultDraft:
        given = self.form.cleaned_data
        return ResultDraft(
            text=given["text"],
            main=given["main"],
            supports=given["supports"],
            indicators=tuple(one.draft() for one in self.indicators if not one.form.is_blank()),
            pk=self.pk,
            supported_id=number_of(given.get("supports_from", "")),
            cascade=given.get("cascade", ""),
            team=given.get("team", ""),
            perspective=given.get("perspective", ""),
            acting_id=number_of(given.get("acting", "")),
        )


def _is_bare(form: IndicatorForm) -> bool:
    return not any(_typed(form, name) for name in form.blank_when_blank)


def blank_indicator(key: str, inner: str) -> IndicatorBlock:
    return IndicatorBlock(inner, IndicatorForm(prefix=f"r{key}-i{inner}"))


def blank_result(key: str, offers: Offers) -> ResultBlock:
    return ResultBlock(
        key, ResultForm(prefix=f"r{key}", offers=offers), [blank_indicator(key, "0")]
    )


def stored_block(key: str, result: PlannedResult, offers: Offers) -> ResultBlock:
    initial = {
        "main": "1" if result.main else "0",
        "text": result.text,
        "supports": result.supports,
        "supports_from": str(offers.superior_pk(result) or ""),
        "cascade": result.cascade,
        "team": result.team,
        "perspective": result.perspective,
        "acting": str(result.acting_id or ""),
    }
    indicators = [
        IndicatorBlock(
            str(number), IndicatorForm(prefix=f"r{key}-i{number}", initial=_initial(one))
        )
        for number, one in enumerate(result.indicators.all())
    ]
    form = ResultForm(prefix=f"r{key}", initial=initial, offers=offers)
    return ResultBlock(key, form, indicators or [blank_indicator(key, "0")], result.pk)


def _initial(indicator: Any) -> dict[str, Any]:
    found = {name: getattr(indicator, name) for name in INDICATOR_FIELDS}
    return {**found, "lower_is_better": "1" if indicator.lower_is_better else "0"}


def sent_block(data: QueryDict, key: str, offers: Offers) -> ResultBlock:
    inner = keys_of(data.getlist(f"r{key}-indicator"))
    indicators = [
        IndicatorBlock(one, IndicatorForm(data, prefix=f"r{key}-i{one}")) for one in inner
    ]
    form = ResultForm(data, prefix=f"r{key}", offers=offers)
    return ResultBlock(key, form, indicators, number_of(data.get(f"r{key}-pk", "")))


def keys_of(sent: list[str]) -> list[str]:
    """The keys that were sent, once each; nothing that is no number."""
    return [
        one
        for one in dict.fromkeys(sent)
        if one.isascii() and one.isdigit() and len(one) < LONGEST_KEY
    ]


def number_of(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None  # noqa: PLR2004 - a big integer
