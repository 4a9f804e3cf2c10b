"""The forms of a report and of the remarks on it."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from processes.appraisal.models import Indicator

from .fields import Number, ProofForm, line, link, text_area, upload


class RealisationForm(ProofForm):
    """What was achieved of one planned result, and one more evidence of it."""

    text = text_area(
        gettext_lazy("What was achieved"),
        help_text=gettext_lazy("Say what came of it, not what was done."),
    )
    no_evidence_reason = text_area(gettext_lazy("If there is no evidence: why not"), rows=2)
    title = line(gettext_lazy("Name of the new evidence"), most=200)
    url = link(gettext_lazy("Link"))
    file = upload(gettext_lazy("File"))
    mark_optional = False

    def __init__(self, *args: Any, indicators: list[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.banded = [one for one in indicators if one.low is not None and one.high is not None]
        for one in self.banded:
            unit = f" ({one.unit})" if one.unit else ""
            self.fields[f"measured_{one.pk}"] = Number(
                label=_("Value reached: %(indicator)s") % {"indicator": f"{one.text}{unit}"}
            )

    @property
    def measured(self) -> dict[int, Decimal]:
        """The values that were given, by id of the indicator."""
        given = {one.pk: self.cleaned_data.get(f"measured_{one.pk}") for one in self.banded}
        return {pk: value for pk, value in given.items() if value is not None}

    @property
    def has_evidence(self) -> bool:
        return bool(self.cleaned_data.get("url") or self.cleaned_data.get("file"))

    @property
    def evidence_title(self) -> str:
        """The name given, or else the file's or the link's own."""
        found = self.cleaned_data
        own = found["file"].name if found.get("file") else urlsplit(found.get("url") or "").netloc
        return str(found.get("title") or own)[:200]

    def measured_fields(self) -> list[forms.BoundField]:
        return [self[f"measured_{one.pk}"] for one in self.banded]

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("url") and found.get("file"):
            self.add_error("file", _("Add the link and the file one after the other."))
        if (
            found.get("title")
            and not self.has_evidence
            and not {"url", "file"} & self.errors.keys()
        ):
            self.add_error("url", _("Add a link or a file to this name."))
        return found


class RemarkForm(forms.Form):
    """A remark at every planned result where there is one to make."""

    mark_optional = False

    def __init__(self, *args: Any, results: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in results:
            self.fields[f"remark_{one.pk}"] = text_area(one.text)

    @property
    def remarks(self) -> dict[int, str]:
        return {int(name.removeprefix("remark_")): text for name, text in self.cleaned_data.items()}

    def typed(self) -> list[tuple[str, str]]:
        """What was typed, by result, for the page of a refusal."""
        return [(str(one.label), str(one.data)) for one in self.visible_fields() if one.data]
