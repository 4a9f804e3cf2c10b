"""A plan as a form: blocks are added, moved and removed by buttons that send it whole."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import QueryDict
from django.utils.translation import gettext as _

from processes.appraisal.forms import PlanForm, is_storable
from processes.appraisal.models import PlanVersion, Remark
from processes.appraisal.plan_draft import VERSION_FIELDS, PlanDraft
from processes.appraisal.plans import Offers

from .plan_blocks import (
    ResultBlock,
    blank_indicator,
    blank_result,
    keys_of,
    number_of,
    sent_block,
    stored_block,
)

MOST_FIELDS = 2900
FIELDS_OF_RESULT, FIELDS_OF_INDICATOR = 10, 8
ANNEX = tuple(name for name in VERSION_FIELDS if name != "approach")


@dataclass
class Sheet:
    """The whole plan being written; ``edition`` is the one the writer saw."""

    edition: int
    plan: PlanForm
    results: list[ResultBlock]
    offers: Offers
    problem: str = ""
    said: str = ""
    opened: str = ""

    def place(self, remarks: list[Remark]) -> None:
        """Mark first and last, and put each remark at its result."""
        for number, block in enumerate(self.results):
            block.is_first, block.is_last = number == 0, number == len(self.results) - 1
            block.remarks = [one for one in remarks if one.result_id == block.pk and block.pk]
            block.is_open = bool(
                len(self.results) == 1
                or self.opened == block.key
                or block.focus
                or block.remarks
                or not block.is_whole()
                or block.errors()
            )

    def forms(self) -> Iterator[Form]:
        for block in self.results:
            yield block.form
            yield from (one.form for one in block.indicators)
        yield self.plan

    def wrong(self) -> list[Any]:
        """The fields with their errors, in the order of the page."""
        return [
            one
            for form in self.forms()
            if form.is_bound
            for one in form.visible_fields()
            if one.errors
        ]

    def is_storable(self) -> bool:
        """Whether it can be kept as a draft; what is merely incomplete can."""
        return all(is_storable(form) for form in self.forms() if form.is_bound)

    def kept(self) -> list[ResultBlock]:
        """The blocks in which something was typed, now or before."""
        bound = [block for block in self.results if block.form.is_bound]
        return [block for block in bound if block.pk or not block.is_blank()]

    def draft(self) -> PlanDraft:
        """What is to be stored; only of a storable sheet."""
        given = self.plan.cleaned_data
        return PlanDraft(
            results=tuple(block.draft() for block in self.kept()),
            approach=given["approach"],
            expectations={
                int(name.removeprefix("value_")): text
                for name, text in given.items()
                if name.startswith("value_") and text
            },
            **{name: given[name] for name in ANNEX},
        )

    def stored(self, version: PlanVersion) -> None:
        """Remember what the store made of it: the new edition, and an id for every result."""
        self.edition = version.edition
        for block, pk in zip(
            self.kept(), version.results.values_list("pk", flat=True), strict=True
        ):
            block.pk = pk

    def hidden(self) -> dict[str, Any]:
        """The hidden fields as they are now: the edition, and the id of every result."""
        pks = {f"r{block.key}-pk": block.pk or "" for block in self.results}
        return {"edition": self.edition, **pks}

    def typed(self) -> list[tuple[str, str]]:
        """What was typed, by label, for the page of a refusal."""
        fields = [one for form in self.forms() if form.is_bound for one in form.visible_fields()]
        return [(str(one.label), str(one.data)) for one in fields if one.data]

    def change(self, action: str) -> bool:
        """Add, move or remove a block; whether ``action`` (“verb:key…”) was such a change."""
        verb, _colon, rest = action.partition(":")
        key, _colon, inner = rest.partition(":")
        change = CHANGES.get(verb)
        if change is None:
            return False
        change(self, key, inner)
        return True

    def _block(self, key: str) -> ResultBlock | None:
        return next((one for one in self.results if one.key == key), None)

    def _has_room(self, fields: int) -> bool:
        indicators = sum(len(one.indicators) for one in self.results)
        used = len(self.results) * FIELDS_OF_RESULT + indicators * FIELDS_OF_INDICATOR
        if used + fields > MOST_FIELDS:
            self.problem = _(
                "A plan cannot hold more than this. Merge results that belong together."
            )
        return not self.problem

    def _add_result(self, _key: str, _inner: str) -> None:
        if self._has_room(FIELDS_OF_RESULT + FIELDS_OF_INDICATOR):
            block = blank_result(self._free_key(), self.offers)
            block.focus = "text"
            block.form.fields["text"].widget.attrs["autofocus"] = True
            self.results.append(block)
            self.said = _("Result %(number)s added.") % {"number": len(self.results)}

    def _free_key(self) -> str:
        return str(max((int(one.key) for one in self.results), default=-1) + 1)

    def _remove_result(self, key: str, _inner: str) -> None:
        place = self._place(key)
        if place is None:
            return
        del self.results[place]
        if self.results:
            self.results[min(place, len(self.results) - 1)].focus = "title"
        self.said = _("Result %(number)s removed.") % {"number": place + 1}

    def _add_indicator(self, key: str, _inner: str) -> None:
        block = self._block(key)
        if block and self._has_room(FIELDS_OF_INDICATOR):
            inner = str(max((int(one.key) for one in block.indicators), default=-1) + 1)
            added = blank_indicator(key, inner)
            added.form.fields["text"].widget.attrs["autofocus"] = True
            block.indicators.append(added)
            block.focus = "indicator"
            self.said = _("Indicator added.")

    def _remove_indicator(self, key: str, inner: str) -> None:
        if block := self._block(key):
            block.indicators = [one for one in block.indicators if one.key != inner]
            block.focus = "title"
            self.said = _("Indicator removed.")

    def _move_up(self, key: str, _inner: str) -> None:
        self._swap(key, -1)

    def _move_down(self, key: str, _inner: str) -> None:
        self._swap(key, 1)

    def _swap(self, key: str, step: int) -> None:
        place = self._place(key)
        if place is None or not 0 <= place + step < len(self.results):
            return
        moved = self.results.pop(place)
        self.results.insert(place + step, moved)
        at_the_end = place + step in {0, len(self.results) - 1}
        moved.focus = "up" if (step < 0) != at_the_end else "down"
        self.said = _("Now it is result %(number)s.") % {"number": place + step + 1}

    def _place(self, key: str) -> int | None:
        return next((n for n, one in enumerate(self.results) if one.key == key), None)

    def _stay(self, key: str, _inner: str) -> None:
        """Copying the superior's result happens while the form is read."""
        if block := self._block(key):
            block.focus = "supports"
            block.form.fields["supports"].widget.attrs["autofocus"] = True

    def _swapped(self, key: str, inner: str) -> None:
        """Swapping the two ends of a band happens while the form is read."""
        block = self._block(key)
        for one in block.indicators if block else []:
            if block and one.key == inner:
                block.focus = "indicator"
                one.form.fields["low"].widget.attrs["autofocus"] = True
                self.said = _("The two ends are swapped.")


CHANGES: dict[str, Callable[[Sheet, str, str], None]] = {
    "add-result": Sheet._add_result,
    "remove-result": Sheet._remove_result,
    "up": Sheet._move_up,
    "down": Sheet._move_down,
    "add-indicator": Sheet._add_indicator,
    "remove-indicator": Sheet._remove_indicator,
    "copy-supports": Sheet._stay,
    "swap-band": Sheet._swapped,
}


def sheet_of(version: PlanVersion, offers: Offers) -> Sheet:
    """The sheet as it is stored; an empty plan begins with one empty result."""
    results = list(version.results.select_related("supported").prefetch_related("indicators"))
    blocks = [stored_block(str(number), one, offers) for number, one in enumerate(results)]
    initial = {name: getattr(version, name) for name in ("approach", *ANNEX)}
    initial |= {f"value_{one.value}": one.text for one in version.expectations.all()}
    plan = PlanForm(prefix="plan", initial=initial)
    return Sheet(version.edition, plan, blocks or [blank_result("0", offers)], offers)


def read_sheet(post: QueryDict, offers: Offers, action: str) -> Sheet:
    """The sheet as it was sent."""
    data = post.copy()
    keys = keys_of(data.getlist("result"))
    _copy_supports(data, keys, {one.pk: one.text for one in offers.superior}, action)
    _swap_band(data, action)
    blocks = [sent_block(data, key, offers) for key in keys]
    for number, block in enumerate(blocks, start=1):
        block.name(number)
    known: set[int | None] = set()
    for block in blocks:
        block.pk = None if block.pk in known else block.pk
        known.add(block.pk)
    edition = data.get("edition", "")
    return Sheet(number_of(edition) or 0, PlanForm(data, prefix="plan"), blocks, offers)


def _copy_supports(data: QueryDict, keys: list[str], texts: dict[int, str], action: str) -> None:
    """Put the chosen result of the superior where it is asked for, or where nothing was written."""
    for key in keys:
        chosen = texts.get(number_of(data.get(f"r{key}-supports_from", "")) or 0)
        written = data.get(f"r{key}-supports", "").strip()
        if chosen and (not written or action == f"copy-supports:{key}"):
            data[f"r{key}-supports"] = chosen


def _swap_band(data: QueryDict, action: str) -> None:
    """Put the two ends of the band named by “swap-band:key:inner” the other way round."""
    verb, _colon, place = action.partition(":")
    key, _colon, inner = place.partition(":")
    if verb == "swap-band" and keys_of([key]) and keys_of([inner]):
        low, high = f"r{key}-i{inner}-low", f"r{key}-i{inner}-high"
        data[low], data[high] = data.get(high, ""), data.get(low, "")
