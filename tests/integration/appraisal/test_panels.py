"""What the page of an appraisal shows to whom."""

import pytest

from processes.appraisal.models import Rating
from processes.appraisal.state import State
from tests.appraisal_world import (
    NEXT_JANUARY,
    WHEN,
    appraisal_at,
    outsider,
    ratings,
    signed,
)
from workflow_core.calendar import clock
from workflow_core.engine import engine
from workflow_core.signing.models import Signature

from .page_tools import enter, text_of

pytestmark = pytest.mark.django_db


def page_of(case, person, when=NEXT_JANUARY):
    with clock.at(when):
        return text_of(enter(person).get(f"/cases/{case.pk}/"))


@pytest.mark.parametrize("state", State)
def test_the_page_of_a_case_opens_in_every_state_for_everybody_concerned(state):
    walk = appraisal_at(state)
    with clock.at(WHEN[state]):
        for who in ("employee", "rater", "superior", "approver", "hr", "auditor"):
            response = enter(getattr(walk.w, who)).get(f"/cases/{walk.case.pk}/")
            assert response.status_code == 200
            assert "Hasil 1" in text_of(response) or state in (State.DRAFTING, State.CANCELLED)


def test_the_employee_reads_his_rating_only_from_the_delivery_on():
    walk = appraisal_at(State.RATED)
    assert "Pertahankan." not in page_of(walk.case, walk.w.employee)
    for who in ("rater", "superior", "hr"):
        assert "Pertahankan." in page_of(walk.case, getattr(walk.w, who))
    walk.move("deliver", walk.w.rater, NEXT_JANUARY)
    assert "Pertahankan." in page_of(walk.case, walk.w.employee)


def test_a_recalled_rating_stays_hidden_from_the_employee():
    walk = appraisal_at(State.RATED)
    walk.move("recall", walk.w.rater, NEXT_JANUARY, reason="Salah hitung.")
    assert "Pertahankan." not in page_of(walk.case, walk.w.employee)
    assert "no longer in force" in page_of(walk.case, walk.w.rater)


def test_the_signed_evaluation_is_hidden_with_the_rating():
    walk = appraisal_at(State.RATED)
    signature = Signature.objects.get(case=walk.case.pk, purpose="rate")
    address = f"/appraisal/signature/{signature.pk}/"
    with clock.at(NEXT_JANUARY):
        assert enter(walk.w.employee).get(address).status_code == 404
        assert enter(walk.w.rater).get(address).status_code == 200
    assert address not in page_of(walk.case, walk.w.employee)
    walk.move("deliver", walk.w.rater, NEXT_JANUARY)
    with clock.at(NEXT_JANUARY):
        assert enter(walk.w.employee).get(address).status_code == 200
        assert enter(walk.w.stranger).get(address).status_code == 404
        assert enter(outsider()).get(address).status_code == 404


def test_a_signed_document_is_shown_word_for_word_with_its_fingerprint():
    walk = appraisal_at(State.EXECUTING)
    signature = Signature.objects.filter(case=walk.case.pk, purpose="set_plan").get()
    with clock.at(NEXT_JANUARY):
        page = text_of(enter(walk.w.employee).get(f"/appraisal/signature/{signature.pk}/"))
    assert signature.sha256 in page
    assert "nothing was changed after the signature" in page
    assert "Hasil 1" in page
    assert signature.sha256[:12] in page_of(walk.case, walk.w.employee)


def test_the_predicate_is_explained():
    walk = appraisal_at(State.DELIVERED)
    page = page_of(walk.case, walk.w.employee)
    for sentence in (
        "Why this predicate?",
        "3 results: 0 above, 3 as expected, 0 below.",
        "The guide suggests for the results: as expected.",
        "The behaviour is rated: as expected.",
        "Neither is below expectations",
    ):
        assert sentence in page


def test_objection_statement_decision_and_both_ratings_are_shown():
    walk = appraisal_at(State.EXPLAINED)
    new = ratings("above", departure_reason="Bukti baru.", note="Hasil diubah.")
    with clock.at(NEXT_JANUARY):
        engine.perform(
            walk.case, "change_result", by=walk.w.superior, reason="Keberatan benar.", ratings=new,
            signature=signed(walk.w.superior),
        )  # fmt: skip
    page = page_of(walk.case, walk.w.employee)
    for text in (
        "Hasil 1 melebihi target.",
        "Sesuai bukti yang ada.",
        "Keberatan benar.",
        "Pertahankan.",
        "Hasil diubah.",
    ):
        assert text in page
    assert Rating.objects.count() == 2
    assert page.count("no longer in force") == 1


def test_a_final_result_says_why_there_is_no_objection():
    walk = appraisal_at(State.ESCALATED)
    walk.move(
        "rate_as_superior", walk.w.superior, WHEN[State.ESCALATED], ratings=ratings(), sign=True
    )
    page = page_of(walk.case, walk.w.rater, WHEN[State.ESCALATED])
    assert "The regulation allows no objection to it." in page


@pytest.mark.parametrize(
    ("state", "who", "link"),
    [
        (State.DRAFTING, "employee", "Write the plan"),
        (State.DRAFTING, "rater", "Read the plan"),
        (State.PROPOSED, "employee", "Read the plan"),
        (State.PROPOSED, "rater", "Note remarks"),
        (State.EXECUTING, "employee", "Write the report"),
        (State.EXECUTING, "rater", "Read the report"),
        (State.REPORTED, "rater", "Note remarks"),
    ],
)
def test_each_reader_is_led_to_what_he_can_do(state, who, link):
    walk = appraisal_at(state)
    assert link in page_of(walk.case, getattr(walk.w, who), WHEN[state])


def test_what_people_write_is_never_taken_for_markup():
    walk = appraisal_at(State.OBJECTED)
    walk.case.objections.update(grounds="<script>alert(1)</script>")
    page = page_of(walk.case, walk.w.employee)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_the_page_of_a_cycle_leads_to_its_overview():
    walk = appraisal_at(State.DRAFTING)
    assert f'href="/appraisal/cycles/{walk.cycle.pk}/"' in page_of(walk.cycle, walk.w.hr)
