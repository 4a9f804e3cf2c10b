"""What the forms of an appraisal's moves ask for beyond a reason and a signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from workflow_core.calendar import clock
from workflow_core.people.models import Person, Unit
from workflow_core.web.inputs import Input, Reason

from . import judging
from .dates import MOVABLE
from .forms.fields import Day
from .models import Cycle
from .movement import proposal_for
from .rating import Level
from .state import State

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LONG = 8000


def text_area(
    label: str | StrPromise,
    *,
    required: bool = True,
    help_text: str | StrPromise = "",
    rows: int = 4,
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class Ratings(Input):
    """A level and feedback for every planned result, the two ratings, and the rater's reasons."""

    template = "appraisal/input_ratings.html"
    style = judging.STYLE

    def fields(self, case: Any, person: Any) -> dict[str, forms.Field]:
        found: dict[str, forms.Field] = {}
        for result in case.plan_version.results.all():
            found[f"level_{result.pk}"] = forms.ChoiceField(
                label=result.text, choices=Level.choices, widget=forms.RadioSelect
            )
            found[f"feedback_{result.pk}"] = text_area(
                _("Feedback: %(result)s") % {"result": result.text}, required=False, rows=2
            )
        found["results"] = forms.ChoiceField(
            label=_("Rating of results"), choices=Level.choices, widget=forms.RadioSelect
        )
        found["behaviour"] = forms.ChoiceField(
            label=_("Rating of behaviour"),
            help_text=_(
                "One rating for all seven values together. Above: lives them and guards them in "
                "others. As expected: lives them. Below: not yet consistently."
            ),
            choices=Level.choices,
            widget=forms.RadioSelect,
        )
        if case.on_study:
            found["dropped_out"] = forms.BooleanField(
                label=_("The studies were not completed (not passed, drop-out)"),
                required=False,
                help_text=_(
                    "The predicate is then “Poor” or “Very poor”, whatever the results; the "
                    "behaviour decides which (PermenPANRB 6/2022, p. 100)."
                ),
            )
        found["departure_reason"] = text_area(
            _("Why a level differs from its target or from the guide"),
            required=False,
            help_text=_("Needed where a level differs from what target or guide would give."),
        )
        decides = case.state == State.EXPLAINED
        found["note"] = text_area(
            _("New recommendation to the employee") if decides else _("Note or recommendation"),
            help_text=_("It stands in the changed evaluation (Format D.1.3).") if decides else "",
        )
        return found

    def initial(self, case: Any, person: Any) -> dict[str, Any]:
        levels = {f"level_{pk}": level for pk, level in judging.starting_levels(case).items()}
        return {**levels, "results": judging.starting_results(case)}

    def context(self, case: Any, person: Any, form: forms.Form) -> dict[str, Any]:
        return judging.rating_page(case, person, form)

    def review(self, case: Any, form: forms.Form) -> None:
        judging.check_reason(case, form)

    def clean(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        items = {
            name.removeprefix("level_"): {
                "level": level,
                "feedback": cleaned.get(name.replace("level_", "feedback_", 1), ""),
            }
            for name, level in cleaned.items()
            if name.startswith("level_")
        }
        names = ("results", "behaviour", "departure_reason", "note")
        given = {"items": items, **{name: cleaned.get(name, "") for name in names}}
        return {**given, "dropped_out": True} if cleaned.get("dropped_out") else given


class DecisionReason(Reason):
    """Why an objection is decided as it is."""

    label = _("Reasons for the decision")


class Remarks(Input):
    """A remark at each planned result, where there is one to make."""

    template = "appraisal/input_remarks.html"
    style = judging.STYLE

    def fields(self, case: Any, person: Any) -> dict[str, forms.Field]:
        return {
            f"remark_{result.pk}": text_area(result.text, required=False, rows=4)
            for result in case.plan_version.results.all()
        }

    def initial(self, case: Any, person: Any) -> dict[str, Any]:
        saved = case.remarks.filter(case_version=case.version, result__isnull=False)
        return {f"remark_{one.result_id}": one.text for one in saved}

    def context(self, case: Any, person: Any, form: forms.Form) -> dict[str, Any]:
        return judging.remarks_page(case, person, form)

    def clean(self, cleaned: dict[str, Any]) -> dict[str, str]:
        return {name.removeprefix("remark_"): text for name, text in cleaned.items() if text}


class Statement(Input):
    """What somebody puts on record in an objection."""

    def fields(self, case: Any, person: Any) -> dict[str, forms.Field]:
        return {"statement": text_area(_("Statement"), rows=8)}


class Objection(Input):
    """Why the employee objects, as a whole and result by result."""

    template = "appraisal/input_objection.html"
    style = judging.STYLE

    def fields(self, case: Any, person: Any) -> dict[str, forms.Field]:
        found: dict[str, forms.Field] = {
            "grounds": text_area(
                _("Why do you object?"),
                help_text=_("The rater's superior and the rater read it."),
                rows=8,
            )
        }
        for result in case.plan_version.results.all():
            found[f"ground_{result.pk}"] = text_area(result.text, required=False, rows=3)
        return found

    def context(self, case: Any, person: Any, form: forms.Form) -> dict[str, Any]:
        return judging.objection_page(case, person, form)

    def clean(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        items = [
            {"result": int(name.removeprefix("ground_")), "text": text}
            for name, text in cleaned.items()
            if name.startswith("ground_") and text
        ]
        return {"grounds": cleaned["grounds"], "items": items}


class ReasonCode(Input):
    """Why an appraisal is cancelled, in one word for the statistics."""

    def fields(self, case: Any, person: Any) -> dict[str, forms.Field]:
        choices = [
            ("transfer", _("transferred")),
            ("retirement", _("retired")),
            ("leave", _("on leave without appraisal")),
            ("death", _("deceased")),
            ("no_plan", _("without plan")),
        ]
        return {"reason_code": forms.ChoiceField(label=_("Kind of reason"), choices=choices)}


class PersonField(forms.CharField):
    """Names somebody of one institution by NIP or user name; gives the person, or ``None``."""

    def __init__(self, *, institution: int, **kwargs: Any) -> None:
        self.institution = institution
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> Person | None:
        given = "".join(super().clean(value).split())
        if not given:
            return None
        people = Person.objects.filter(institution=self.institution, is_active=True)
        found = people.filter(username=given).first()
        if found is None:
            raise ValidationError(_("Nobody with an active account has this NIP."))
        return found


class Line(Input):
    """A new line of command, with the decree it rests on; what the law says is proposed."""

    template = "appraisal/input_line.html"

    def fields(self, case: Any, person: Any) -> dict[str, forms.Field]:
        here = case.institution_id
        units = Unit.objects.filter(institution=here).order_by("name")
        return {
            "rater": PersonField(institution=here, label=_("NIP of the new rater")),
            "superior": PersonField(
                institution=here,
                label=_("NIP of the rater's superior"),
                required=False,
                help_text=_("Leave empty only where the head of the region rates."),
            ),
            "unit": forms.ModelChoiceField(units, label=_("Unit"), required=False),
            "decree": forms.CharField(label=_("Number of the decree, or source"), max_length=200),
            "decree_date": Day(label=_("Date of the decree"), required=False),
            "effective": Day(label=_("Effective from")),
        }

    def initial(self, case: Any, person: Any) -> dict[str, Any]:
        found = proposal_for(case, clock.today())
        line = found.line if found else case
        return {
            "rater": line.rater.username if line.rater else "",
            "superior": line.superior.username if line.superior else "",
            "unit": line.unit.pk if line.unit else case.unit_id,
            "decree": found.decree if found else "",
            "effective": found.effective if found else None,
        }

    def context(self, case: Any, person: Any, form: forms.Form) -> dict[str, Any]:
        names = ("rater", "superior", "unit", "decree", "decree_date", "effective")
        asked = [form[name] for name in names]
        return {"proposal": proposal_for(case, clock.today()), "fields": asked}

    def clean(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        superior, unit = cleaned.get("superior"), cleaned.get("unit")
        return {
            "rater": cleaned["rater"].pk,
            "superior": superior.pk if superior else None,
            "unit": unit.pk if unit else None,
            "decree": cleaned["decree"],
            "decree_date": cleaned.get("decree_date"),
            "effective": cleaned["effective"],
        }


class Dates(Input):
    """New dates for a cycle, or for one unit and those below it; an empty one stays."""

    def fields(self, case: Any, person: Any) -> dict[str, forms.Field]:
        units = Unit.objects.filter(institution=case.institution_id).order_by("name")
        found: dict[str, forms.Field] = {
            "unit": forms.ModelChoiceField(
                units,
                label=_("Only for this unit and those below it"),
                required=False,
                empty_label=str(_("For the whole cycle")),
            )
        }
        for name in MOVABLE:
            label = Cycle._meta.get_field(name).verbose_name
            now = date_format(getattr(case, name))
            found[name] = forms.DateField(
                label=capfirst(str(label)),
                required=False,
                help_text=_("Now %(date)s. Leave empty what stays.") % {"date": now},
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )
        return found

    def clean(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        unit = cleaned.get("unit")
        return {"unit": unit.pk if unit else None, **{n: cleaned.get(n) for n in MOVABLE}}


class Circular(Input):
    """The number of the circular that a change rests on."""

    def fields(self, case: Any, person: Any) -> dict[str, forms.Field]:
        return {"circular": forms.CharField(label=_("Number of the circular"), max_length=200)}


class CircularDate(Input):
    """The day of the circular."""

    def fields(self, case: Any, person: Any) -> dict[str, forms.Field]:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return {"circular_date": forms.DateField(label=_("Date of the circular"), widget=widget)}


CYCLE_INPUTS = {"dates": Dates(), "circular": Circular(), "circular_date": CircularDate()}
INPUTS = {
    "ratings": Ratings(),
    "uphold.reason": DecisionReason(),
    "change_result.reason": DecisionReason(),
    "remarks": Remarks(),
    "statement": Statement(),
    "objection": Objection(),
    "reason_code": ReasonCode(),
    "line": Line(),
}
