"""The form of a move, built from what the machine says the move needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from workflow_core.engine.machine import Way
from workflow_core.engine.registry import Definition
from workflow_core.signing.signatures import WrongPassword, confirm

from .inputs import BUILT_IN, Input, check_storable
from .panels import Panel

KEY_LENGTH = 60
SECRET = (forms.PasswordInput, forms.FileInput)


@dataclass(frozen=True)
class Part:
    """What one input shows in a form: its own panel, or its fields one below the other."""

    fields: list[forms.BoundField]
    panel: Panel | None


class NeedsForm(forms.Form):
    """Asks for what a move needs; ``given()`` is what ``perform`` takes along."""

    key = forms.CharField(max_length=KEY_LENGTH, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, way: Way, definition: Definition, case: Any, person: Any, **kwargs: Any
    ) -> None:
        self.way, self.case, self.person = way, case, person
        known: Mapping[str, Any] = {**BUILT_IN, **definition.inputs}
        # What is judged comes first, what is said about it as a whole and the signature last.
        names = sorted((*way.needs, *way.takes), key=lambda name: not known[name].template)
        self.inputs: dict[str, Input] = {
            name: known.get(f"{way.name}.{name}", known[name]) for name in names
        }
        self.mark_required = any(one.template for one in self.inputs.values())
        self.names: dict[str, list[str]] = {}
        self.given: dict[str, Any] = {}
        start: dict[str, Any] = {"key": uuid4().hex}
        for one in self.inputs.values():
            start |= one.initial(case, person)
        kwargs["initial"] = {**start, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for need, one in self.inputs.items():
            self._add(need, one.fields(case, person))
        self.order_fields([name for names in self.names.values() for name in names])

    def _add(self, need: str, fields: dict[str, forms.Field]) -> None:
        if taken := fields.keys() & self.fields.keys():
            raise LookupError(f"the form asks twice for {sorted(taken)}")
        for field in fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            empty = _("Choose one.") if is_choice else _("This is not filled in yet.")
            field.error_messages["required"] = empty
        self.names[need] = list(fields)
        self.fields.update(fields)

    def clean(self) -> dict[str, Any]:
        for name, value in self.cleaned_data.copy().items():
            self._check_texts(name, value)
        for need, one in self.inputs.items():
            one.review(self.case, self)
            if need != "signature":
                self._take(need)
        if "signature" in self.cleaned_data and "signature" in self.inputs:
            self._confirm()
        return self.cleaned_data

    def _check_texts(self, name: str, value: Any) -> None:
        try:
            for text in _texts(value):
                check_storable(text)
        except ValidationError as fault:
            self.add_error(name, fault)

    def _take(self, need: str) -> None:
        names = self.names[need]
        if any(name in self.errors for name in names):
            return
        try:
            cleaned = {name: self.cleaned_data.get(name) for name in names}
            self.given[need] = self.inputs[need].clean(cleaned)
        except ValidationError as fault:
            self.add_error(None if hasattr(fault, "error_dict") else self.place_of(need), fault)

    def _confirm(self) -> None:
        try:
            self.given["signature"] = confirm(self.person, self.cleaned_data["signature"])
        except WrongPassword as wrong:
            self.add_error("signature", str(wrong))

    def place_of(self, need: str | None) -> str | None:
        """The field at which a remark on this need, or on one field of it, is shown.

        ``None`` stands for the head of the form.
        """
        if need in self.fields:
            return need
        return next(iter(self.names.get(need or "", [])), None)

    def parts(self) -> list[Part]:
        """The form as its page lays it out, input by input."""
        return [self._part(need, one) for need, one in self.inputs.items()]

    def _part(self, need: str, one: Input) -> Part:
        fields = [self[name] for name in self.names[need]]
        if not one.template:
            return Part(fields, None)
        context = one.context(self.case, self.person, self)
        return Part(fields, Panel(one.template, context, one.style))

    def texts(self) -> dict[str, Any]:
        """What was sent in the fields that a draft may keep: never a password, never a file."""
        return {field.name: field.data for field in self._open_fields()}

    def told(self, texts: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Such texts by label, where something was typed or chosen."""
        return [
            (str(field.label), text)
            for field in self._open_fields()
            if (text := _shown(texts.get(field.name), field.field))
        ]

    def typed(self) -> list[tuple[str, str]]:
        """What the user typed, by label, so that a refusal can show it back."""
        return self.told(self.texts())

    def secrets(self) -> list[str]:
        """The fields of which nothing is kept anywhere."""
        return [name for name, field in self.fields.items() if isinstance(field.widget, SECRET)]

    def _open_fields(self) -> list[forms.BoundField]:
        return [one for one in self.visible_fields() if not isinstance(one.field.widget, SECRET)]


class MoveForm(NeedsForm):
    """The form of one move on one case.

    A retry with the same key is harmless; a stale version is refused. ``edition`` is that of the
    draft on the page.
    """

    edition = forms.CharField(
        max_length=KEY_LENGTH, required=False, empty_value="", widget=forms.HiddenInput
    )

    expected_version = forms.IntegerField(min_value=0, max_value=2**31, widget=forms.HiddenInput)
    on_behalf_of = forms.IntegerField(
        min_value=1, max_value=2**31, required=False, widget=forms.HiddenInput
    )


class BulkForm(NeedsForm):
    """What several cases need at once for the same move: one reason, one signature."""


class CaseSearch(forms.Form):
    """Narrows the list of cases; ``where`` is a process, or a process and a state of it."""

    q = forms.CharField(
        label=_("Name, NIP or title"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    where = forms.ChoiceField(label=_("Process and state"), required=False)
    mark_optional = False

    def __init__(self, *args: Any, definitions: Iterable[Definition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: list[Any] = [("", _("All"))]
        for one in definitions:
            states = [(f"{one.name}:{state.value}", state.label) for state in one.states]
            groups.append((one.label, [(one.name, _("All states")), *states]))
        where = self.fields["where"]
        where.choices = groups  # type: ignore[attr-defined]

    def narrowed(self) -> tuple[str, str, str]:
        """What is sought, the process and the state; empty where anything goes."""
        name, _colon, state = self.cleaned_data["where"].partition(":")
        return self.cleaned_data["q"], name, state


def _texts(value: Any) -> Iterable[str]:
    match value:
        case str():
            yield value
        case dict():
            for one in value.values():
                yield from _texts(one)
        case list() | tuple():
            for one in value:
                yield from _texts(one)


def _shown(value: Any, field: forms.Field) -> str:
    """What was typed or chosen, in the words in which it was offered."""
    offered = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    values = value if isinstance(value, list | tuple) else [value]
    return ", ".join(offered.get(str(one), str(one or "").strip()) for one in values)
