"""“Why this predicate?”: every step in order, from what was kept, and nothing about others."""

from decimal import Decimal

import pytest

from processes.appraisal import services
from processes.appraisal.models import Appraisal, Indicator, UnitResult
from processes.appraisal.state import State as S
from tests.appraisal_world import (
    LATE,
    NEXT_FEBRUARY,
    NEXT_JANUARY,
    appraisal_at,
    outsider,
    ratings,
)
from workflow_core.calendar import clock

from .page_tools import enter, nothing_written, statements, text_of

pytestmark = pytest.mark.django_db

STEPS = (
    "1. Result of the unit",
    "2. Each planned result",
    "3. What the guide suggested for the results",
    "4. What the rater chose for the results",
    "5. Rating of behaviour",
    "6. The two ratings meet in one of nine cells",
    "7. Predicate",
    "8. What can be done now",
)


def address(walk):
    return f"/appraisal/why/{walk.case.pk}/"


def page(walk, person, when=NEXT_JANUARY, status=200):
    with clock.at(when):
        client = enter(person)
        with nothing_written():
            answer = client.get(address(walk))
    assert answer.status_code == status
    return text_of(answer)


def rated(given, **more):
    walk = appraisal_at(S.REPORTED)
    walk.move("rate", walk.w.rater, NEXT_JANUARY, ratings=given, sign=True)
    walk.move("deliver", walk.w.rater, NEXT_JANUARY)
    walk.move("receive", walk.w.employee, NEXT_JANUARY)
    return walk


def test_the_steps_stand_in_order_for_employee_rater_superior_hr_and_auditor():
    walk = appraisal_at(S.RECEIVED)
    for role in ("employee", "rater", "superior", "hr", "auditor", "approver"):
        told = page(walk, getattr(walk.w, role))
        places = [told.index(step) for step in STEPS]
        assert places == sorted(places)


def test_the_employee_reads_it_from_the_delivery_on_and_strangers_never():
    walk = appraisal_at(S.RATED)
    assert "There is no rating to explain yet" in page(walk, walk.w.employee)
    assert "7. Predicate" in page(walk, walk.w.rater)
    walk.move("deliver", walk.w.rater, NEXT_JANUARY)
    assert "7. Predicate" in page(walk, walk.w.employee)
    page(walk, walk.w.stranger, status=404)
    page(walk, walk.w.colleague, status=404)
    page(walk, outsider(), status=404)


def test_a_result_shows_target_value_level_and_the_raters_departure_with_its_reason():
    walk = appraisal_at(S.REPORTED)
    first = walk.case.plan_version.results.first()
    given = ratings(
        items={first.pk: {"level": "above", "feedback": "Rapi dan cepat."}},
        departure_reason="Warga memuji pelayanan ini.",
    )
    walk.move("rate", walk.w.rater, NEXT_JANUARY, ratings=given, sign=True)
    told = page(walk, walk.w.rater)
    for words in (
        "80–90 %",
        "85 %",
        "Above expectations",
        "The rater departed from what the target gives",
        "Rapi dan cepat.",
        "Warga memuji pelayanan ini.",
        "Main result",
        "Additional result",
        "Rekap",
    ):
        assert words in told


def test_where_the_guide_is_silent_the_page_names_its_gap():
    walk = appraisal_at(S.REPORTED)
    results = list(walk.case.plan_version.results.all())
    levels = dict(zip([one.pk for one in results], ("above", "meets", "below"), strict=True))
    items = {pk: {"level": level} for pk, level in levels.items()}
    given = ratings(items=items, departure_reason="Lihat bukti.")
    walk.move("rate", walk.w.rater, NEXT_JANUARY, ratings=given, sign=True)
    told = page(walk, walk.w.rater)
    assert "Nothing: the guide has a gap here" in told
    assert "No level holds for most of the results" in told


def test_the_page_reads_what_the_rating_was_based_on_not_what_the_tables_say_today():
    walk = appraisal_at(S.RECEIVED)

    def told():
        return page(walk, walk.w.employee).split(STEPS[0])[1].split("</main>")[0]

    before = told()
    Indicator.objects.update(low=Decimal(10), high=Decimal(20), text="Ukuran lain")
    UnitResult.objects.update(level="poor")
    walk.case.realisations.update(text="Ditulis ulang")
    assert told() == before
    assert "Kabupaten Uji" in before


def test_a_carried_over_result_of_the_unit_is_labelled():
    walk = appraisal_at(S.REPORTED)
    services.set_unit_result(
        cycle=walk.cycle, unit=walk.w.root, level="good", by=walk.w.hr, carried_over=True
    )
    walk.move("rate", walk.w.rater, NEXT_JANUARY, ratings=ratings(), sign=True)
    assert "Carried over from the last period" in page(walk, walk.w.rater)


def test_the_marked_cell_is_the_one_of_the_two_ratings():
    walk = rated(ratings("meets", "below", departure_reason="x"))
    told = page(walk, walk.w.employee)
    assert told.count("quadrant__here") == 1
    assert "Chosen cell: results as expected, behaviour below expectations" in told
    assert "Behaviour below expectations weighs more than the results" in told


def test_both_objection_days_are_told_the_working_days_and_the_earlier_calendar_day():
    walk = appraisal_at(S.RECEIVED)
    told = page(walk, walk.w.employee)
    assert "You may object, with reasons, until Thursday, 4 February 2027" in told
    assert "whoever files by Friday, 29 January 2027 is in time" in told
    assert f"/cases/{walk.case.pk}/file_objection/" in told
    others = page(walk, walk.w.rater)
    assert "The employee may object until" in others
    assert "file_objection" not in others


def test_a_final_result_says_so_and_offers_no_objection():
    walk = appraisal_at(S.ESCALATED)
    walk.move("rate_as_superior", walk.w.superior, NEXT_FEBRUARY, ratings=ratings(), sign=True)
    walk.move("deliver", walk.w.superior, NEXT_FEBRUARY)
    walk.move("receive", walk.w.employee, NEXT_FEBRUARY)
    told = page(walk, walk.w.employee, NEXT_FEBRUARY)
    assert "The result is final" in told
    assert "You may object" not in told
    assert "file_objection" not in told


def test_after_the_objection_old_and_new_stand_side_by_side_with_the_decision():
    walk = appraisal_at(S.EXPLAINED)
    walk.move(
        "change_result",
        walk.w.superior,
        NEXT_JANUARY,
        sign=True,
        reason="Bukti sah.",
        ratings=ratings("above", "above", departure_reason="Bukti."),
    )
    told = page(walk, walk.w.employee)
    assert "Before and after" in told
    assert "Decision: changed" in told
    assert "Bukti sah." in told
    assert told.count("(changed)") == 3
    assert "knows no second objection" in told


def test_an_upheld_result_is_shown_with_the_decision_and_its_reason():
    walk = appraisal_at(S.DECIDED)
    told = page(walk, walk.w.employee)
    assert "Decision: upheld" in told
    assert "Bukti cukup." in told
    assert "Before and after" not in told


def test_after_the_period_the_page_says_that_the_result_stands():
    walk = appraisal_at(S.UNSIGNED)
    assert "The period for objections is over; the result stands." in page(
        walk, walk.w.employee, LATE
    )


def test_nothing_about_colleagues_appears_not_even_in_numbers():
    walk = appraisal_at(S.RECEIVED)
    told = page(walk, walk.w.employee)
    for words in ("Rekan", "Pattern of predicates", "Rated so far", "largest group"):
        assert words not in told


def test_the_case_page_leads_to_it_and_the_page_stays_cheap():
    walk = appraisal_at(S.RECEIVED)
    with clock.at(NEXT_JANUARY):
        client = enter(walk.w.employee)
        assert address(walk) in text_of(client.get(f"/cases/{walk.case.pk}/"))
        assert statements(client, address(walk)) <= 15


def test_a_rating_older_than_this_record_is_still_explained():
    walk = appraisal_at(S.RECEIVED)
    rating = walk.case.current_rating
    kept = ("result", "text", "main", "level", "measured", "departs", "feedback")
    rating.items = [{name: one[name] for name in kept} for one in rating.items]
    rating.save(update_fields=["items"])
    assert "7. Predicate" in page(walk, walk.w.employee)


def test_the_signed_evaluation_holds_what_the_rating_was_based_on():
    walk = appraisal_at(S.RATED)
    document = walk.case.signatures.get(purpose="rate").document
    assert '"value":"85"' in document
    assert '"organisation_unit":"Kabupaten Uji"' in document
    assert Appraisal.objects.get(pk=walk.case.pk).current_rating.items[0]["evidence"] == ["Rekap"]
