"""HR's page of transfers: what has to move, what the law says, and moving with a decree."""

import datetime as dt

import pytest

from processes.appraisal.models import Appraisal
from processes.appraisal.state import State as S
from tests.appraisal_world import (
    WIB,
    Walk,
    appraisal_at,
    build_cycle,
    build_world,
    outsider,
    someone,
)
from workflow_core.calendar import clock
from workflow_core.people.models import Person

from .page_tools import enter, nothing_written, statements, text_of
from .test_movement import another_unit, date, found, new_head, quarter_case, repost

pytestmark = pytest.mark.django_db

ADDRESS = "/appraisal/transfers/"
JUNE = dt.datetime(2026, 6, 2, 9, tzinfo=WIB)
TYPED = {"decree": "SK 77/2026", "decree_date": "2026-05-28", "reason": "Mutasi Juni."}


@pytest.fixture
def moved():
    """Three cases of people who moved to another division on 1 June, seen on 2 June."""
    w = another_unit(build_world())
    cycle = build_cycle(w)
    people = [someone(w, f"pindah-{number}", w.bidang) for number in range(3)]
    walks = [Walk(w, cycle, person) for person in people]
    for person in people:
        repost(person, w.other, date(6, 1))
    with clock.at(JUNE):
        yield w, walks


def ticks(walks):
    return [f"{walk.case.pk}.{walk.case.version}" for walk in walks]


def test_hr_reads_what_changed_what_the_law_says_and_who_rates_next(moved):
    w, _walks = moved
    client = enter(w.hr)
    with nothing_written():
        page = text_of(client.get(ADDRESS))
    assert "3 appraisals have to be moved." in page
    assert "The employee moved to Bidang Lain." in page
    assert "Lampiran hlm. 65, 91 (13 b)" in page
    assert "Kepala Lain" in page


def test_the_ticked_ones_are_moved_together_each_with_the_decree_and_the_rest_stays(moved):
    w, walks = moved
    page = text_of(enter(w.hr).post(ADDRESS, {**TYPED, "case": ticks(walks[:2]), "key": "k"}))
    raters = [Appraisal.objects.get(pk=one.case.pk).rater for one in walks]
    assert raters == [w.other_head, w.other_head, w.rater]
    facts = walks[0].case.events.get(transition="transfer").facts
    assert [part for part in ("SK 77/2026", "2026-05-28", "2026-06-01") if part not in facts] == []
    assert "1 appraisal has to be moved." in page


def test_one_that_is_refused_says_why_and_stops_nothing(moved):
    w, walks = moved
    stale, *rest = ticks(walks[:2])
    walks[0].move("transfer", w.hr, JUNE, reason="Tadi.", line={
        "rater": w.colleague.pk, "superior": w.superior.pk, "decree": "SK 1",
    })  # fmt: skip
    page = text_of(enter(w.hr).post(ADDRESS, {**TYPED, "case": [stale, *rest], "key": "k"}))
    assert "Not done:" in page
    assert Appraisal.objects.get(pk=walks[1].case.pk).rater == w.other_head


def test_without_a_decree_nothing_moves_and_nothing_typed_or_ticked_is_lost(moved):
    w, walks = moved
    typed = {"reason": "Mutasi Juni.", "case": ticks(walks[:1])}
    response = enter(w.hr).post(ADDRESS, typed)
    page = text_of(response)
    assert response.status_code == 422
    assert "Mutasi Juni." in page
    assert page.count(" checked") == 1
    assert Appraisal.objects.get(pk=walks[0].case.pk).rater == w.rater


def test_without_a_tick_the_page_asks_for_one(moved):
    w, _walks = moved
    response = enter(w.hr).post(ADDRESS, TYPED)
    assert response.status_code == 422
    assert "Tick at least one appraisal." in text_of(response)


def test_the_form_of_one_transfer_begins_with_the_laws_answer(moved):
    w, walks = moved
    response = enter(w.hr).get(f"/cases/{walks[0].case.pk}/transfer/")
    page = text_of(response)
    assert "The employee moved to Bidang Lain." in page
    assert 'value="kepala-lain"' in page
    assert 'value="2026-06-01"' in page


def test_a_rater_who_moved_inside_the_window_stays_unless_hr_decides_otherwise():
    year = appraisal_at(S.EXECUTING)
    w = year.w
    walk = quarter_case(year)
    new_head(w.bidang, w.colleague, date(9, 25))
    october = dt.datetime(2026, 9, 28, 9, tzinfo=WIB)
    with clock.at(october):
        client = enter(w.hr)
        page = text_of(client.get(ADDRESS))
        assert "Leave it with the present rater" in page
        assert found(walk.case, date(9, 28)).effective == date(9, 25)
        client.post(ADDRESS, {**TYPED, "case": ticks([walk]), "key": "k"})
    assert Appraisal.objects.get(pk=walk.case.pk).rater == w.colleague


def test_who_left_service_is_not_moved_but_ended(moved):
    w, walks = moved
    Person.objects.filter(pk=walks[0].case.subject_id).update(status=Person.Status.UNPAID_LEAVE)
    client = enter(w.hr)
    page = text_of(client.get(ADDRESS))
    assert f"/cases/{walks[0].case.pk}/cancel/" in page
    client.post(ADDRESS, {**TYPED, "case": ticks(walks[:1]), "key": "k"})
    assert Appraisal.objects.get(pk=walks[0].case.pk).rater == w.rater


def test_desk_and_cycle_tell_hr_how_many_wait(moved):
    w, walks = moved
    client = enter(w.hr)
    sentence = "3 appraisals have to be moved"
    for address in ("/", "/appraisal/cycles/", f"/appraisal/cycles/{walks[0].cycle.pk}/"):
        assert sentence in text_of(client.get(address))
    assert sentence not in text_of(enter(w.rater).get("/"))


def test_only_hr_of_the_institution_opens_it(moved):
    w, _walks = moved
    for person in (w.employee, w.rater, w.approver, w.auditor):
        assert enter(person).get(ADDRESS).status_code == 404
    assert "Bidang Lain" not in text_of(enter(outsider()).get(ADDRESS))


def test_the_page_costs_the_same_for_one_and_for_twenty(moved):
    w, walks = moved
    client = enter(w.hr)
    few = statements(client, ADDRESS)
    for number in range(20):
        person = someone(w, f"lagi-{number}", w.bidang)
        Walk(w, walks[0].cycle, person)
        repost(person, w.other, date(6, 1))
    assert statements(client, ADDRESS) == few <= 15
