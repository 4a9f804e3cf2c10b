"""What the forms of the moves ask for, and what the move is given of it."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms

from processes.appraisal import services
from processes.appraisal.inputs import INPUTS
from processes.appraisal.models import Measurement
from processes.appraisal.rating import Level
from processes.appraisal.state import State as S
from tests.appraisal_world import DECEMBER, JANUARY, Walk, appraisal_at, outsider
from workflow_core.calendar import clock
from workflow_core.people.models import Person

from .page_tools import enter

pytestmark = pytest.mark.django_db


def results_of(walk):
    return list(walk.case.plan_version.results.all())


def test_a_rating_is_asked_for_every_result_and_as_a_whole():
    walk = appraisal_at(S.REPORTED)
    fields = INPUTS["ratings"].fields(walk.case, walk.w.rater)
    for result in results_of(walk):
        assert fields[f"level_{result.pk}"].label == result.text
        assert not fields[f"feedback_{result.pk}"].required
    assert fields["note"].required
    assert not fields["departure_reason"].required
    assert set(dict(fields["behaviour"].choices)) == set(Level.values)


def test_a_rating_starts_with_the_levels_that_the_target_bands_give():
    walk = appraisal_at(S.REPORTED)
    first, *others = results_of(walk)
    Measurement.objects.filter(indicator__result=first).update(value=Decimal(95))
    initial = INPUTS["ratings"].initial(walk.case, walk.w.rater)
    assert initial[f"level_{first.pk}"] == "above"
    assert {initial[f"level_{one.pk}"] for one in others} == {"meets"}


def test_levels_and_feedback_reach_the_move_by_result():
    given = INPUTS["ratings"].clean(
        {
            "level_7": "above",
            "feedback_7": "Cepat.",
            "level_8": "meets",
            "results": "above",
            "behaviour": "meets",
            "departure_reason": "",
            "note": "Baik.",
        }
    )
    assert given == {
        "items": {
            "7": {"level": "above", "feedback": "Cepat."},
            "8": {"level": "meets", "feedback": ""},
        },
        "results": "above",
        "behaviour": "meets",
        "departure_reason": "",
        "note": "Baik.",
    }


def test_remarks_start_with_those_kept_on_this_version_of_the_case():
    walk = appraisal_at(S.PROPOSED)
    first, *_others = results_of(walk)
    with clock.at(JANUARY):
        services.save_remarks(walk.case, by=walk.w.rater, remarks={first.pk: "Tambahkan ukuran."})
    remarks = INPUTS["remarks"]
    assert remarks.initial(walk.case, walk.w.rater) == {f"remark_{first.pk}": "Tambahkan ukuran."}
    walk.move("return_plan", walk.w.rater, JANUARY, reason="Lengkapi.")
    assert remarks.initial(walk.case, walk.w.rater) == {}


def test_only_remarks_that_say_something_reach_the_move():
    assert INPUTS["remarks"].clean({"remark_7": "Kurang.", "remark_8": ""}) == {"7": "Kurang."}


def test_an_objection_names_the_results_it_is_about():
    given = INPUTS["objection"].clean(
        {"grounds": "Keliru.", "ground_7": "Melebihi target.", "ground_8": ""}
    )
    assert given == {"grounds": "Keliru.", "items": [{"result": 7, "text": "Melebihi target."}]}


def test_an_objection_may_say_something_at_every_result_but_need_not():
    walk = appraisal_at(S.RECEIVED)
    fields = INPUTS["objection"].fields(walk.case, walk.w.employee)
    assert fields.pop("grounds").required
    assert [one.required for one in fields.values()] == [False, False, False]


def test_a_line_of_command_starts_as_it_is_and_may_be_without_a_superior():
    walk = appraisal_at(S.DRAFTING)
    line = INPUTS["line"]
    assert line.initial(walk.case, walk.w.hr) == {
        "rater": "kepala-bidang",
        "superior": "kepala-dinas",
        "unit": walk.w.bidang.pk,
        "decree": "",
        "effective": None,
    }
    top = Walk(walk.w, walk.cycle, walk.w.superior)
    assert line.initial(top.case, walk.w.hr)["superior"] == ""


def typed_line(walk, **typed):
    """What the form makes of a typed line of command: cleaned values, or the names at fault."""
    fields = INPUTS["line"].fields(walk.case, walk.w.hr)
    whole = {"rater": "kepala-dinas", "superior": "", "unit": "", "decree": "SK 1"}
    form = forms.Form({**whole, "effective": "2026-02-01", **typed})
    form.fields.update(fields)
    return form.cleaned_data if form.is_valid() else set(form.errors)


def test_a_line_of_command_is_named_by_nip_and_spaces_do_not_matter():
    walk = appraisal_at(S.DRAFTING)
    w = walk.w
    cleaned = typed_line(walk, rater=" kepala- dinas ", unit=str(w.dinas.pk))
    assert INPUTS["line"].clean(cleaned) == {
        "rater": w.superior.pk,
        "superior": None,
        "unit": w.dinas.pk,
        "decree": "SK 1",
        "decree_date": None,
        "effective": dt.date(2026, 2, 1),
    }


def test_a_line_of_command_names_somebody_here_with_an_active_account():
    walk = appraisal_at(S.DRAFTING)
    elsewhere = outsider()
    assert typed_line(walk, rater="tidak-ada") == {"rater"}
    assert typed_line(walk, rater=elsewhere.username) == {"rater"}
    Person.objects.filter(pk=walk.w.regent.pk).update(is_active=False)
    assert typed_line(walk, superior="bupati") == {"superior"}


def test_a_line_of_command_without_a_rater_is_refused():
    assert typed_line(appraisal_at(S.DRAFTING), rater=" ") == {"rater"}


def test_a_cancellation_says_why_in_one_of_five_words():
    walk = appraisal_at(S.DRAFTING)
    field = INPUTS["reason_code"].fields(walk.case, walk.w.hr)["reason_code"]
    assert set(dict(field.choices)) == {"transfer", "retirement", "leave", "death", "no_plan"}


def test_what_was_left_empty_is_told_in_words_that_fit_a_choice_or_a_text():
    walk = appraisal_at(S.REPORTED)
    client = enter(walk.w.rater)
    with clock.at(DECEMBER):
        sent = client.post(f"/cases/{walk.case.pk}/rate/", {"key": "once"})
    errors = sent.context["form"].errors
    assert errors["results"] == ["Choose one."]
    assert errors["note"] == ["This is not filled in yet."]
