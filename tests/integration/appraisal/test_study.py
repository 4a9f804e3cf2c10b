"""Study assignment through the pages: in the plan of the year, and what dropping out does."""

import pytest

from processes.appraisal.models import Appraisal, Plan
from processes.appraisal.state import State as S
from tests.appraisal_world import (
    FEBRUARY,
    JANUARY,
    NEXT_JANUARY,
    PASSWORD,
    appraisal_at,
    ratings,
)
from tests.form_reader import fields_of
from workflow_core.calendar import clock
from workflow_core.engine import engine
from workflow_core.engine.errors import NotReady
from workflow_core.people.models import Person
from workflow_core.signing.signatures import Confirmation

from .page_tools import enter, text_of

pytestmark = pytest.mark.django_db

STUDIES = {"course": "Magister Kebijakan Publik", "programme": "s2", "place": "a"}


def begin_studies(walk):
    Person.objects.filter(pk=walk.w.employee.pk).update(status=Person.Status.STUDY)


def add(walk, when=JANUARY, person=None, **changed):
    address = f"/appraisal/study/{walk.case.pk}/"
    with clock.at(when):
        client = enter(person or walk.w.employee)
        edition = Appraisal.objects.get(pk=walk.case.pk).plan_version.edition
        return client.post(address, {"edition": edition, **STUDIES, **changed})


def reported_while_studying():
    walk = appraisal_at(S.REPORTED)
    Appraisal.objects.filter(pk=walk.case.pk).update(on_study=True)
    walk.case.refresh_from_db()
    return walk


def test_grades_and_graduation_in_time_are_added_to_the_plan_with_the_guides_band():
    walk = appraisal_at(S.DRAFTING)
    begin_studies(walk)
    assert add(walk).status_code == 302
    walk.case.refresh_from_db()
    assert walk.case.on_study
    grades, in_time = walk.case.plan_version.results.all()
    band = grades.indicators.get()
    assert (str(band.low), str(band.high)) == ("3.2000", "3.5000")
    assert "Graduation in time" in in_time.text
    assert in_time.indicators.get().aspect == "time"


def test_studies_that_begin_in_the_year_go_into_the_same_plan_beside_what_stands_there():
    walk = appraisal_at(S.EXECUTING)
    begin_studies(walk)
    walk.move("revise_plan", walk.w.employee, FEBRUARY, reason="Mulai tugas belajar.")
    before = [one.text for one in walk.case.plan_version.results.all()]
    assert add(walk, FEBRUARY).status_code == 302
    walk.case.refresh_from_db()
    assert Plan.objects.filter(employee=walk.w.employee).count() == 1
    assert walk.case.plan_version.number == 2
    texts = [one.text for one in walk.case.plan_version.results.all()]
    assert texts[: len(before)] == before
    assert len(texts) == len(before) + 2


def test_after_the_return_the_same_appraisal_goes_on_with_both_kinds_of_results():
    walk = appraisal_at(S.DRAFTING)
    begin_studies(walk)
    add(walk)
    Person.objects.filter(pk=walk.w.employee.pk).update(status=Person.Status.ACTIVE)
    with clock.at(JANUARY):
        page = text_of(enter(walk.w.employee).get(f"/cases/{walk.case.pk}/"))
    assert f"/appraisal/study/{walk.case.pk}/" in page


def test_the_tables_are_read_by_all_who_see_the_case_and_written_only_by_the_plans_writer():
    walk = appraisal_at(S.DRAFTING)
    begin_studies(walk)
    address = f"/appraisal/study/{walk.case.pk}/"
    with clock.at(JANUARY):
        assert "3,51 – 4,00" in text_of(enter(walk.w.rater).get(address))
        assert enter(walk.w.stranger).get(address).status_code == 404
    assert add(walk, person=walk.w.rater).status_code == 403
    assert not walk.case.plan_version.results.exists()


def test_who_does_not_study_has_nothing_to_add():
    walk = appraisal_at(S.DRAFTING)
    with clock.at(JANUARY):
        client = enter(walk.w.employee)
        assert "/appraisal/study/" not in text_of(client.get(f"/cases/{walk.case.pk}/"))
    assert add(walk).status_code == 403


def test_a_form_without_words_says_what_is_missing_and_keeps_the_rest():
    walk = appraisal_at(S.DRAFTING)
    begin_studies(walk)
    answer = add(walk, course="")
    assert answer.status_code == 422
    assert 'value="s2"' in text_of(answer)


def test_a_plan_changed_in_between_is_not_written_over():
    walk = appraisal_at(S.DRAFTING)
    begin_studies(walk)
    add(walk)
    answer = add(walk, edition=0)
    assert answer.status_code == 422
    assert "changed in the meantime" in text_of(answer)
    assert walk.case.plan_version.results.count() == 2


@pytest.mark.parametrize(
    ("results", "behaviour", "expected"),
    [
        ("above", "above", "poor"),
        ("below", "meets", "poor"),
        ("meets", "below", "poor"),
        ("below", "below", "very_poor"),
    ],
)
def test_whoever_dropped_out_is_poor_or_very_poor_and_the_page_says_why(
    results, behaviour, expected
):
    walk = reported_while_studying()
    address = f"/cases/{walk.case.pk}/rate/"
    with clock.at(NEXT_JANUARY):
        client = enter(walk.w.rater)
        form = fields_of(client.get(address), "key")
        typed = {"results": results, "behaviour": behaviour, "note": "DO.", "dropped_out": "on"}
        levels = {name: "meets" for name in form if name.startswith("level_")}
        reason = {"departure_reason": "Tidak lulus."}
        seen = client.post(address, {**form, **levels, **typed, "preview": "1"})
        assert "The studies were not completed" in text_of(seen)
        sent = {**form, **levels, **typed, **reason, "signature": PASSWORD}
        assert client.post(address, sent).status_code == 302
        walk.case.refresh_from_db()
        assert walk.case.predicate == expected
        told = text_of(client.get(f"/appraisal/why/{walk.case.pk}/"))
    assert "The studies were not completed" in told
    assert walk.case.current_rating.dropped_out


def test_only_studies_can_be_dropped_out_of():
    walk = appraisal_at(S.REPORTED)
    with clock.at(NEXT_JANUARY):
        page = text_of(enter(walk.w.rater).get(f"/cases/{walk.case.pk}/rate/"))
        assert "dropped_out" not in page
        with pytest.raises(NotReady, match="study assignment"):
            engine.perform(
                walk.case, "rate", by=walk.w.rater, ratings=ratings(dropped_out=True),
                signature=Confirmation(walk.w.rater.pk, clock.now()),
            )  # fmt: skip


def test_who_studies_and_did_not_drop_out_is_rated_like_everybody():
    walk = reported_while_studying()
    walk.move("rate", walk.w.rater, NEXT_JANUARY, ratings=ratings(), sign=True)
    assert walk.case.predicate == "good"
