"""The distribution of SE MenPANRB 3/2023 on the pages: it warns, never blocks and keeps reasons."""

import datetime as dt

import pytest
from django.core.cache import cache

from processes.appraisal import cycles
from processes.appraisal.models import Appraisal, PatternReason, Rating
from processes.appraisal.state import State as S
from tests.appraisal_world import (
    NEXT_JANUARY,
    appraisal_at,
    build_cycle,
    build_world,
    deputise,
    know_the_unit,
    outsider,
    someone,
)
from tests.form_reader import fields_of
from workflow_core.calendar import clock

from .page_tools import enter, statements, text_of

pytestmark = pytest.mark.django_db

TEAM = "/appraisal/team/"
NAMES = {"SB": "very_good", "B": "good", "BP": "needs_improvement"}


@pytest.fixture(autouse=True)
def _no_memory():
    cache.clear()


def team_of_twenty(organisation="good", **counts):
    """The rater's twenty people, rated and not delivered yet, in these numbers."""
    w = build_world()
    cycle = build_cycle(w)
    have = 2  # employee and colleague
    for number in range(20 - have):
        someone(w, f"p{number:02}", w.bidang)
    with clock.at(dt.datetime(2026, 1, 13, 9, tzinfo=NEXT_JANUARY.tzinfo)):
        for _progress in cycles.launch(cycle, by=w.hr):
            pass
    know_the_unit(w, cycle, organisation)
    predicates = [NAMES[name] for name, count in counts.items() for _one in range(count)]
    cases = list(Appraisal.objects.filter(cycle=cycle, rater=w.rater).order_by("pk"))
    assert len(cases) == len(predicates) == 20
    for case, predicate in zip(cases, predicates, strict=True):
        Appraisal.objects.filter(pk=case.pk).update(
            predicate=predicate, results="meets", behaviour="meets", rated_at=NEXT_JANUARY,
            rated_by=w.rater,
        )  # fmt: skip
    Rating.objects.bulk_create(
        Rating(
            appraisal=case, number=1, move="rate", by=w.rater, at=NEXT_JANUARY,
            organisation=organisation, results="meets", behaviour="meets", predicate=predicate,
            note="x",
        )
        for case, predicate in zip(cases, predicates, strict=True)
    )  # fmt: skip
    return w, cycle


def read(person, address):
    with clock.at(NEXT_JANUARY):
        return enter(person).get(address)


def pattern(w, cycle, rater=None):
    return f"/appraisal/cycles/{cycle.pk}/patterns/{(rater or w.rater).pk}/"


def write(person, address, reason):
    with clock.at(NEXT_JANUARY):
        return enter(person).post(address, {"reason": reason})


@pytest.mark.parametrize(
    ("organisation", "counts", "warns"),
    [
        ("good", {"SB": 5, "B": 14, "BP": 1}, False),
        ("good", {"SB": 4, "B": 15, "BP": 1}, True),
        ("outstanding", {"SB": 14, "B": 5, "BP": 1}, False),
        ("outstanding", {"SB": 15, "B": 4, "BP": 1}, True),
    ],
)
def test_e9_twenty_people_against_the_pattern_on_the_team_page(organisation, counts, warns):
    w, cycle = team_of_twenty(organisation, **counts)
    told = text_of(read(w.rater, TEAM))
    assert ("The pattern has at most 14 (70%)" in told) == warns
    assert ("Say once why your team departs from the pattern" in told) == warns
    assert (pattern(w, cycle) in told) == warns


def test_e9_the_warning_never_blocks_and_a_reason_is_stored_with_warning_and_counts():
    w, cycle = team_of_twenty(SB=4, B=15, BP=1)
    answer = write(w.rater, pattern(w, cycle), "Target daerah terlampaui bersama.")
    assert answer.status_code == 302
    kept = PatternReason.objects.get()
    assert (kept.rater, kept.by, kept.organisation) == (w.rater, w.rater, "good")
    assert kept.counts == {"very_good": 4, "good": 15, "needs_improvement": 1}
    assert [one["code"] for one in kept.warnings] == ["too_many"]
    assert "15 of 20" in kept.warnings[0]["sentence"]
    with pytest.raises(TypeError):
        kept.delete()
    told = text_of(read(w.rater, TEAM))
    assert "Read the reason you gave" in told


def test_before_the_delivery_of_a_departing_team_the_warning_is_shown_and_the_delivery_goes_on():
    walk = appraisal_at(S.RATED)
    _crowd(walk)
    address = f"/cases/{walk.case.pk}/deliver/"
    with clock.at(NEXT_JANUARY):
        client = enter(walk.w.rater)
        page = client.get(address)
        assert "The team departs from the pattern" in text_of(page)
        asked = f"{pattern(walk.w, walk.cycle)}?case={walk.case.pk}"
        assert asked in text_of(page)
        back = client.post(asked, {"reason": "Beban kerja tidak sama."})
        assert (back.status_code, back.url) == (302, address)
        assert "The team departs from the pattern" not in text_of(client.get(address))
    other = Appraisal.objects.get(pk=walk.case.pk)
    assert other.state == S.RATED


def test_a_delivery_without_a_reason_is_not_held_up():
    walk = appraisal_at(S.RATED)
    _crowd(walk)
    address = f"/cases/{walk.case.pk}/deliver/"
    with clock.at(NEXT_JANUARY):
        client = enter(walk.w.rater)
        client.post(address, fields_of(client.get(address), "key"))
    walk.case.refresh_from_db()
    assert walk.case.state == S.DELIVERED
    assert not PatternReason.objects.exists()


def _crowd(walk, people=14):
    """Fill the rater's team so that all of them are good and nobody needs improvement."""
    w = walk.w
    for number in range(people):
        someone(w, f"q{number:02}", w.bidang)
    with clock.at(dt.datetime(2026, 1, 13, 9, tzinfo=NEXT_JANUARY.tzinfo)):
        for _progress in cycles.launch(walk.cycle, by=w.hr):
            pass
    others = Appraisal.objects.filter(cycle=walk.cycle, rater=w.rater).exclude(pk=walk.case.pk)
    others.update(predicate="good", rated_at=NEXT_JANUARY - dt.timedelta(days=1))


def test_hr_is_asked_for_every_departing_team_when_delivering_in_bulk_and_can_leave_it_empty():
    walk = appraisal_at(S.RATED)
    _crowd(walk)
    address = f"/appraisal/cycles/{walk.cycle.pk}/bulk/deliver/"
    with clock.at(NEXT_JANUARY):
        client = enter(walk.w.hr)
        page = client.get(address)
        assert "Team of Kepala Bidang" in text_of(page)
        form = fields_of(page, "key")
        field = f"team{walk.w.rater.pk}-reason"
        client.post(address, {**form, field: "Hasil unit baik merata."})
    walk.case.refresh_from_db()
    assert walk.case.state == S.DELIVERED
    kept = PatternReason.objects.get()
    assert (kept.by, kept.rater, kept.reason) == (
        walk.w.hr,
        walk.w.rater,
        "Hasil unit baik merata.",
    )


def test_hr_and_auditor_read_all_reasons_and_see_who_gave_none():
    w, cycle = team_of_twenty(SB=4, B=15, BP=1)
    address = f"/appraisal/cycles/{cycle.pk}/patterns/"
    for role in (w.hr, w.auditor):
        told = text_of(read(role, address))
        assert "Kepala Bidang" in told
        assert "none given yet" in told
        assert "without a reason so far: 1." in told
    write(w.rater, pattern(w, cycle), "Alasan yang tertulis.")
    told = text_of(read(w.auditor, address))
    assert "Alasan yang tertulis." in told
    assert "none given yet" not in told
    assert "Alasan yang tertulis." in text_of(read(w.auditor, pattern(w, cycle)))


def test_nobody_else_reads_or_writes_reasons_not_even_the_people_of_the_team():
    w, cycle = team_of_twenty(SB=4, B=15, BP=1)
    for person in (w.employee, w.colleague, w.stranger, w.superior, outsider()):
        assert read(person, pattern(w, cycle)).status_code == 404
        assert write(person, pattern(w, cycle), "x").status_code == 404
        assert read(person, f"/appraisal/cycles/{cycle.pk}/patterns/").status_code == 404
    assert write(w.auditor, pattern(w, cycle), "x").status_code == 302
    assert not PatternReason.objects.exists()


def test_a_deputy_of_the_rater_cannot_count_his_own_undelivered_predicate_back():
    w, cycle = team_of_twenty(SB=4, B=15, BP=1)
    deputise(w, w.rater, w.employee)
    assert "19 of 20 people" in text_of(read(w.employee, pattern(w, cycle)))
    assert "20 of 20 people" in text_of(read(w.rater, pattern(w, cycle)))


def test_under_ten_people_the_pattern_is_advice_and_asks_nothing():
    walk = appraisal_at(S.RATED)
    told = text_of(read(walk.w.rater, pattern(walk.w, walk.cycle)))
    assert "the pattern is only advice" in told
    assert "Keep this reason" not in told
    assert "departs" not in text_of(read(walk.w.rater, f"/cases/{walk.case.pk}/deliver/"))


def test_an_empty_reason_is_an_error_at_its_field_and_nothing_is_kept():
    w, cycle = team_of_twenty(SB=4, B=15, BP=1)
    answer = write(w.rater, pattern(w, cycle), "  ")
    assert answer.status_code == 422
    assert "This field is required" in text_of(answer)
    assert not PatternReason.objects.exists()


def test_the_overview_costs_the_same_for_one_and_for_many_teams():
    w, cycle = team_of_twenty(SB=4, B=15, BP=1)
    with clock.at(NEXT_JANUARY):
        client = enter(w.hr)
        address = f"/appraisal/cycles/{cycle.pk}/patterns/"
        few = statements(client, address)
        Appraisal.objects.filter(cycle=cycle, rater=w.superior).update(
            predicate="good", rated_at=NEXT_JANUARY
        )
        assert statements(client, address) == few <= 15
