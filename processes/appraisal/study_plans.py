"""Results of a study assignment in the year's plan: added to it, never a plan of their own."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from workflow_core.people.models import Person

from . import services
from .models import Appraisal, Indicator
from .plan_draft import IndicatorDraft, ResultDraft, read_draft
from .study import GRADES, Place, Programme

if TYPE_CHECKING:
    from .models import PlanVersion


def is_about_study(case: Appraisal) -> bool:
    """Whether the person studies now, or did in this appraisal's year."""
    return bool(case.on_study or case.employee.status == Person.Status.STUDY)


def may_add(case: Appraisal, person: Any) -> bool:
    return is_about_study(case) and services.may_write_plan(case, person)


def add_study_results(
    case: Appraisal, *, by: Any, edition: int, programme: str, place: str, course: str
) -> PlanVersion:
    """Add grade average and graduation in time to the plan being drafted; marks the appraisal.

    Raises as ``services.save_plan``. Source: PermenPANRB 6/2022, Lampiran III.B (p. 62-64).
    """
    draft = read_draft(case.plan_version)
    stored = case.plan_version.results.values_list("pk", flat=True)
    kept = [replace(one, pk=pk) for one, pk in zip(draft.results, stored, strict=True)]
    added = study_results(Programme(programme), Place(place), course)
    draft = replace(draft, results=(*kept, *added))
    version = services.save_plan(case, by=by, edition=edition, draft=draft)
    Appraisal.objects.filter(pk=case.pk).update(on_study=True)
    return version


def study_results(
    programme: Programme, place: Place, course: str
) -> tuple[ResultDraft, ResultDraft]:
    """The two results that the regulation expects: the academic one, and graduating in time."""
    low, high = GRADES[programme, place].band
    grades = IndicatorDraft(
        text=_("Grade point average (IPK)"),
        aspect=Indicator.Aspect.QUALITY,
        low=Decimal(low),
        high=Decimal(high),
    )
    in_time = IndicatorDraft(
        text=_("Graduation within the regular time of the programme"),
        aspect=Indicator.Aspect.TIME,
        narrative=_("In time: as expected. Earlier: above. With an extension of the study: below."),
    )
    return (
        ResultDraft(
            text=_("Good academic results in %(course)s") % {"course": course},
            indicators=(grades,),
        ),
        ResultDraft(
            text=_("Graduation in time from %(course)s") % {"course": course},
            indicators=(in_time,),
        ),
    )
