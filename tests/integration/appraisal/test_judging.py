"""The pages on which people judge: rating, returning, objecting, deciding, signing."""

import re
from decimal import Decimal
from types import SimpleNamespace

import pytest

from processes.appraisal import judging
from processes.appraisal.models import Measurement, Rating, Remark
from processes.appraisal.rating import Level
from processes.appraisal.state import State as S
from tests import appraisal_world
from tests.appraisal_world import NEXT_JANUARY, PASSWORD, appraisal_at, complete_draft
from tests.form_reader import fields_of
from tests.integration.appraisal.page_tools import enter, nothing_written, statements, text_of
from workflow_core.calendar import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _evaluation():
    with clock.at(NEXT_JANUARY):
        yield


def address(walk, move):
    return f"/cases/{walk.case.pk}/{move}/"


def filled(browser, walk, move="rate", **typed):
    """What a browser would send: the form as it opens, all levels as they stand, and ``typed``."""
    form = fields_of(browser.get(address(walk, move)), "key", "expected_version")
    for one in walk.case.plan_version.results.all():
        form.setdefault(f"level_{one.pk}", ["meets"])
    return {**form, "signature": PASSWORD, "note": "Pertahankan.", **typed}


def first_result(walk):
    return walk.case.plan_version.results.first()


def reach(walk, value):
    """Let the first planned result have been measured with another value."""
    found = Measurement.objects.filter(realisation__result=first_result(walk))
    found.update(value=Decimal(value))


def verdict(response):
    return re.search(r'id="verdict"[^>]*>([^<]*)<', text_of(response)).group(1)


def test_each_result_stands_with_everything_that_belongs_to_its_level():
    walk = appraisal_at(S.REPORTED)
    page = text_of(enter(walk.w.rater).get(address(walk, "rate")))
    cards = page.split('id="overall"')[0].split('<div class="judge">')[1:]
    assert len(cards) == 3
    for number, card in enumerate(cards, start=1):
        for words in (
            f"Hasil {number}",
            "80–90 %",
            "85 %",
            "Tercapai",
            "https://example.org/rekap",
        ):
            assert words in card
        assert card.count('type="radio"') == 3
        assert "By its target:" in card


def test_the_stylesheet_is_loaded_where_people_judge_and_only_there():
    walk = appraisal_at(S.REPORTED)
    browser = enter(walk.w.rater)
    assert "appraisal/judging" in text_of(browser.get(address(walk, "rate")))
    assert "appraisal/judging" not in text_of(browser.get("/"))


def test_the_order_is_organisation_distribution_person():
    walk = appraisal_at(S.REPORTED)
    page = text_of(enter(walk.w.rater).get(address(walk, "rate")))
    places = [page.index(f'id="{one}"') for one in ("unit", "pattern", "one-by-one", "predicate")]
    assert places == sorted(places)


def test_the_levels_start_with_what_was_measured():
    walk = appraisal_at(S.REPORTED)
    reach(walk, 95)
    form = fields_of(enter(walk.w.rater).get(address(walk, "rate")), "key")
    levels = [form[f"level_{one.pk}"] for one in walk.case.plan_version.results.all()]
    assert levels == [["above"], ["meets"], ["meets"]]


def test_the_suggestion_comes_with_its_reason_before_anything_is_chosen():
    walk = appraisal_at(S.REPORTED)
    page = text_of(enter(walk.w.rater).get(address(walk, "rate")))
    assert "3 results: 0 above, 3 as expected, 0 below." in page
    assert "The guide suggests for the results: as expected." in page


def test_a_preview_never_writes_not_even_with_a_whole_form_and_a_password():
    walk = appraisal_at(S.REPORTED)
    browser = enter(walk.w.rater)
    data = filled(browser, walk, results="meets", behaviour="above", preview="1")
    with nothing_written():
        response = browser.post(address(walk, "rate"), data)
    assert response.status_code == 200
    assert not Rating.objects.exists()
    walk.case.refresh_from_db()
    assert walk.case.state == S.REPORTED


@pytest.mark.parametrize(
    ("results", "behaviour"), [("above", "above"), ("meets", "below"), ("below", "meets")]
)
def test_the_predicate_of_the_preview_is_the_one_that_is_stored(results, behaviour):
    walk = appraisal_at(S.REPORTED)
    browser = enter(walk.w.rater)
    data = filled(
        browser, walk, results=results, behaviour=behaviour, departure_reason="Umpan balik."
    )
    shown = verdict(browser.post(address(walk, "rate"), {**data, "preview": "1"}))
    assert browser.post(address(walk, "rate"), data).status_code == 302
    rating = walk.case.ratings.get()
    assert shown == str(rating.get_predicate_display())


def test_the_form_after_a_preview_can_be_sent_and_has_kept_every_word():
    walk = appraisal_at(S.REPORTED)
    browser = enter(walk.w.rater)
    name = f"feedback_{first_result(walk).pk}"
    data = filled(browser, walk, results="meets", behaviour="above", **{name: "Rapi sekali."})
    again = fields_of(browser.post(address(walk, "rate"), {**data, "preview": "1"}), "key")
    assert again["key"] == data["key"]
    assert browser.post(address(walk, "rate"), {**again, "signature": PASSWORD}).status_code == 302
    rating = walk.case.ratings.get()
    assert (rating.behaviour, rating.note) == ("above", "Pertahankan.")
    assert rating.items[0]["feedback"] == "Rapi sekali."


def test_what_is_no_level_is_shown_as_not_chosen():
    walk = appraisal_at(S.REPORTED)
    browser = enter(walk.w.rater)
    forged = {"preview": "1", "results": "<best>", "behaviour": "above"}
    response = browser.post(address(walk, "rate"), forged)
    assert response.status_code == 200
    assert verdict(response) == ""


def test_a_departure_asks_for_its_reason_at_the_reason_s_field():
    walk = appraisal_at(S.REPORTED)
    browser = enter(walk.w.rater)
    name = f"feedback_{first_result(walk).pk}"
    data = filled(browser, walk, results="above", behaviour="meets", **{name: "Rapi sekali."})
    response = browser.post(address(walk, "rate"), data)
    page = text_of(response)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["departure_reason"]
    assert 'href="#id_departure_reason"' in page
    assert re.search(r'<details class="more" open>\s*<summary>Reason for departing', page)
    assert "Rapi sekali." in page
    assert fields_of(response, "key")["key"] == data["key"]
    given = {**data, "departure_reason": "Umpan balik warga."}
    assert browser.post(address(walk, "rate"), given).status_code == 302


def test_a_preview_says_at_which_result_the_rater_departs():
    walk = appraisal_at(S.REPORTED)
    browser = enter(walk.w.rater)
    level = {f"level_{first_result(walk).pk}": "above"}
    page = text_of(browser.post(address(walk, "rate"), filled(browser, walk, preview="1", **level)))
    first, second = page.split('<div class="judge">')[1:3]
    assert "Differs from what its target gives." in first
    assert "Differs from what its target gives." not in second
    reason = page[page.index('for="id_departure_reason"') :]
    assert "(optional)" not in reason[: reason.index("</label>")]


def test_a_double_click_on_rate_signs_once():
    walk = appraisal_at(S.REPORTED)
    browser = enter(walk.w.rater)
    data = filled(browser, walk, results="meets", behaviour="meets")
    answers = [browser.post(address(walk, "rate"), data) for _click in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    assert walk.case.ratings.count() == 1
    assert walk.case.signatures.filter(purpose="rate").count() == 1


def test_the_employee_never_sees_the_page_nor_a_preview_of_his_rating():
    walk = appraisal_at(S.REPORTED)
    browser = enter(walk.w.employee)
    forged = {"preview": "1", "results": "above", "behaviour": "above"}
    for answer in (
        browser.get(address(walk, "rate")),
        browser.post(address(walk, "rate"), forged),
    ):
        assert answer.status_code == 403
        assert "quadrant" not in text_of(answer)


def test_an_evaluation_that_is_not_delivered_is_shown_to_the_rater_only():
    walk = appraisal_at(S.RATED)
    assert judging.evaluation_shown(walk.case, walk.w.employee) is None
    assert judging.evaluation_shown(walk.case, walk.w.rater) is not None


@pytest.mark.parametrize(
    ("state", "move"), [(S.PROPOSED, "return_plan"), (S.REPORTED, "return_report")]
)
def test_a_remark_is_written_and_read_at_the_result_it_belongs_to(state, move):
    walk = appraisal_at(state)
    browser = enter(walk.w.rater)
    second = walk.case.plan_version.results.all()[1]
    page = text_of(browser.get(address(walk, move)))
    card = page.split('<div class="judge">')[2]
    assert f'name="remark_{second.pk}"' in card
    assert second.text in card
    form = fields_of(browser.get(address(walk, move)), "key")
    data = {**form, "reason": "Lengkapi.", f"remark_{second.pk}": "Tambahkan ukuran waktu."}
    assert browser.post(address(walk, move), data).status_code == 302
    assert [(one.result_id, one.text) for one in Remark.objects.all()] == [
        (second.pk, "Tambahkan ukuran waktu.")
    ]
    assert "Tambahkan ukuran waktu." in text_of(
        enter(walk.w.employee).get(f"/cases/{walk.case.pk}/")
    )


@pytest.mark.parametrize(
    ("state", "move", "who", "words"),
    [
        (S.DRAFTING, "propose", "employee", ["Hasil 1", "80–90 %", "Ramah kepada warga."]),
        (S.PROPOSED, "set_plan", "rater", ["Hasil 1", "80–90 %", "Ramah kepada warga."]),
        (S.EXECUTING, "report", "employee", ["Hasil 1", "85 %", "https://example.org/rekap"]),
        (S.RECEIVED, "accept", "employee", ["Good", "Hasil 1", "85 %", "Pertahankan."]),
        (S.OBJECTED, "explain", "rater", ["Hasil 1 melebihi target.", "85 %"]),
        (S.EXPLAINED, "uphold", "superior", ["Hasil 1 melebihi", "Sesuai bukti yang ada.", "Good"]),
        (S.DECIDED, "sign_decision", "employee", ["Hasil 1 melebihi", "Bukti cukup.", "final"]),
    ],
)
def test_nobody_signs_or_decides_blind(state, move, who, words):
    walk = appraisal_at(state)
    when = appraisal_world.WHEN[state]
    with clock.at(when):
        if state == S.DRAFTING:
            appraisal_world.write_plan(walk.case, walk.w.employee)
        elif state == S.EXECUTING:
            appraisal_world.write_report(walk.case, walk.w.employee)
        answer = enter(getattr(walk.w, who)).get(address(walk, move))
    page = text_of(answer)
    assert answer.status_code == 200
    above = page[: page.index('name="expected_version"')]
    assert [one for one in words if one not in above] == []


def objected(walk):
    """The employee objects to his second result, through the page."""
    second = walk.case.plan_version.results.all()[1]
    browser = enter(walk.w.employee)
    page = text_of(browser.get(address(walk, "file_objection")))
    card = page.split('<div class="judge">')[2]
    assert second.text in card
    assert "85 %" in card
    assert f'name="ground_{second.pk}"' in card
    form = fields_of(browser.get(address(walk, "file_objection")), "grounds")
    data = {**form, "grounds": "Bukti terlewat.", f"ground_{second.pk}": "Angka 92 %, bukan 85 %."}
    assert browser.post(address(walk, "file_objection"), data).status_code == 302
    return second


def test_a_ground_is_read_beside_the_result_it_is_about():
    walk = appraisal_at(S.RECEIVED)
    second = objected(walk)
    page = text_of(enter(walk.w.rater).get(address(walk, "explain")))
    first_card, second_card = page.split('<div class="judge">')[1:3]
    assert second.text in second_card
    assert "Angka 92 %, bukan 85 %." in second_card
    assert "Angka 92 %" not in first_card


def test_the_superior_changes_a_result_with_the_old_rating_beside_the_new():
    walk = appraisal_at(S.RECEIVED)
    objected(walk)
    walk.move("explain", walk.w.rater, NEXT_JANUARY, statement="Terlewat.")
    browser = enter(walk.w.superior)
    data = filled(
        browser,
        walk,
        "change_result",
        results="above",
        behaviour="above",
        reason="Bukti sah.",
        departure_reason="Bukti sah.",
    )
    page = text_of(browser.post(address(walk, "change_result"), {**data, "preview": "1"}))
    outcome = page[page.index('id="outcome"') :]
    assert re.search(r"Rating so far</dt><dd>Good", outcome)
    assert re.search(r"New rating</dt><dd>Very good", outcome)
    assert "Angka 92 %, bukan 85 %." in page.split('<div class="judge">')[2]
    assert browser.post(address(walk, "change_result"), data).status_code == 302
    signing = text_of(enter(walk.w.employee).get(address(walk, "sign_decision")))
    assert signing.index("Good") < signing.index("Very good")
    assert "The decision is final" in signing


def test_what_is_not_measured_starts_as_it_was_rated_when_an_objection_is_decided():
    walk = appraisal_at(S.EXPLAINED)
    rating = walk.case.ratings.get()
    Measurement.objects.all().delete()
    rating.items = [{**one, "level": "above"} for one in rating.items]
    rating.save()
    assert set(judging.starting_levels(walk.case).values()) == {str(Level.ABOVE)}


def test_the_pattern_counts_the_rater_s_people_and_the_one_being_rated():
    walk = appraisal_at(S.REPORTED)
    browser = enter(walk.w.rater)
    assert "Rated so far: 0 of 1" in text_of(browser.get(address(walk, "rate")))
    data = filled(browser, walk, results="meets", behaviour="meets", preview="1")
    page = text_of(browser.post(address(walk, "rate"), data))
    assert "Rated so far: 1 of 1" in page
    assert "The predicate chosen here is counted in." in page


def test_the_page_takes_as_many_statements_for_many_results_as_for_few(monkeypatch):
    few = appraisal_at(S.REPORTED)
    monkeypatch.setattr(appraisal_world, "complete_draft", lambda: complete_draft(results=12))
    other = SimpleNamespace(**{**vars(few.w), "employee": few.w.colleague})
    many = appraisal_at(S.REPORTED, other, few.cycle, other.employee)
    browser = enter(few.w.rater)
    counts = [statements(browser, address(one, "rate")) for one in (few, many)]
    assert many.case.plan_version.results.count() == 12
    assert counts[0] == counts[1]
