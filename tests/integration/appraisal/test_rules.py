"""Rules as stored data: dated, pinned by cycles, set on a page that shows their sources."""

import datetime as dt
from fractions import Fraction

import pytest

from processes.appraisal import windows
from processes.appraisal.models import Cycle, RuleSet
from processes.appraisal.rule_set import MARKS, RULES, SOURCES
from processes.appraisal.rule_sets import in_force, numbers_of, rules_of, set_rules
from processes.appraisal.rule_settings import applied, departing, settings, values_of
from processes.appraisal.state import State as S
from tests.appraisal_world import Walk, appraisal_at, build_cycle, build_world
from workflow_core.calendar import clock
from workflow_core.engine import engine
from workflow_core.engine.errors import NotReady
from workflow_core.engine.registry import definition_of

pytestmark = pytest.mark.django_db

NEW_YEAR, JULY = dt.date(2026, 1, 1), dt.date(2026, 7, 1)


@pytest.fixture
def w():
    return build_world()


def sets(w, day=NEW_YEAR, **values):
    return set_rules(w.institution, values=values_with(**values), effective_from=day,
                     reason="SK Bupati", by=w.hr)  # fmt: skip


def values_with(**values):
    return {**values_of(RULES), **values}


def form_data(day="2026-01-01", reason="SK Bupati 1/2026", **values):
    data = {key.replace(".", "__"): value for key, value in values_with(**values).items()}
    return {**data, "effective_from": day, "reason": reason}


# Settings


def test_every_setting_goes_there_and_back():
    values = values_of(RULES)
    assert applied(values) == RULES
    assert departing(values) == {}


def test_no_plain_number_of_the_law_is_a_setting():
    assert {one.field for one in settings()} == set(MARKS)


def test_every_number_of_the_law_names_its_source():
    assert all(source for name, source in SOURCES.items() if name not in MARKS)


def test_what_departs_is_kept_and_nothing_else(w):
    made = sets(w, most="2/3", **{"distribution.good.1": 75, "results_of_head.poor": "meets"})
    assert (
        made.departures == '{"distribution.good.1":75,"most":"2/3","results_of_head.poor":"meets"}'
    )


def test_a_number_of_the_law_cannot_be_set(w):
    with pytest.raises(KeyError):
        applied({"objection_days": 3})


def test_rules_like_those_in_force_are_refused(w):
    sets(w, small_unit=5)
    with pytest.raises(NotReady):
        sets(w, JULY, small_unit=5)


def test_a_rule_set_is_never_changed(w):
    made = sets(w, small_unit=5)
    with pytest.raises(TypeError):
        made.save()
    with pytest.raises(TypeError):
        RuleSet.objects.all().delete()


# In force, pinned


def test_the_rules_that_began_last_are_in_force(w):
    first, second = sets(w, small_unit=5), sets(w, JULY, small_unit=6)
    assert in_force(w.institution, dt.date(2025, 12, 31)) is None
    assert in_force(w.institution, dt.date(2026, 6, 30)) == first
    assert in_force(w.institution, JULY) == second


def test_after_a_change_in_mid_year_running_cycles_keep_theirs_and_new_ones_take_it(w):
    running = build_cycle(w)
    made = sets(w, JULY, explanation_days=5)
    later = build_cycle(w, Cycle.Kind.QUARTERLY, 3)
    running.refresh_from_db()
    assert (running.rule_set, numbers_of(running).explanation_days) == (None, 3)
    assert (later.rule_set, numbers_of(later).explanation_days) == (made, 5)


def test_the_clocks_of_a_case_go_by_the_rules_of_its_cycle(w):
    sets(w, explanation_days=5)
    walk = appraisal_at(S.OBJECTED, w)
    office = windows.calendar(walk.case)
    assert windows.explanation_due(walk.case) == office.deadline(walk.case.objected_at, 5)


def test_the_suggestion_goes_by_the_rules_of_the_cycle(w):
    sets(w, most="3/4")
    assert rules_of(Walk(w).case).most == Fraction(3, 4)


def test_a_move_reads_the_rules_with_its_case(w, django_assert_num_queries):
    sets(w, explanation_days=5)
    case = engine.locked(Walk(w).case)
    assert "cycle__rule_set" in definition_of(type(case)).related
    with django_assert_num_queries(0):
        assert rules_of(case).explanation_days == 5


def test_the_rules_of_another_institution_do_not_count(w):
    other = type(w.institution).objects.create(code="lain", name="Kabupaten Lain")
    sets(w, small_unit=5)
    assert in_force(other, JULY) is None


# The page


def test_the_page_shows_every_number_with_its_source(client, w):
    client.force_login(w.hr)
    page = client.get("/appraisal/rules/").content.decode()
    for source in filter(None, SOURCES.values()):
        assert source in page


def test_rules_are_set_on_the_page(client, w):
    client.force_login(w.hr)
    with clock.at(dt.datetime(2026, 2, 1, tzinfo=dt.UTC)):
        answer = client.post("/appraisal/rules/new/", form_data(small_unit=5))
        assert answer.status_code == 302
        made = RuleSet.objects.get()
        assert (made.number, made.by, made.departures) == (1, w.hr, '{"small_unit":5}')
        assert "SK Bupati 1/2026" in client.get("/appraisal/rules/").content.decode()


def test_an_old_version_stays_readable(client, w):
    sets(w, small_unit=5)
    sets(w, JULY, small_unit=6)
    client.force_login(w.hr)
    assert client.get("/appraisal/rules/1/").context["shown"].number == 1
    assert client.get("/appraisal/rules/0/").context["shown"] is None
    assert client.get("/appraisal/rules/9/").status_code == 404


@pytest.mark.parametrize(
    ("name", "value"), [("small_unit", "0"), ("most", "1/3"), ("reason", ""), ("head_follows", "x")]
)
def test_a_wrong_value_is_an_error_at_its_field_and_nothing_typed_is_lost(client, w, name, value):
    client.force_login(w.hr)
    answer = client.post("/appraisal/rules/new/", {**form_data(explanation_days=4), name: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [name]
    assert answer.context["form"]["explanation_days"].value() == "4"
    assert not RuleSet.objects.exists()


def test_only_personnel_officers_see_and_set_rules(client, w):
    client.force_login(w.rater)
    assert client.get("/appraisal/rules/").status_code == 404
    assert client.post("/appraisal/rules/new/", form_data(small_unit=5)).status_code == 404


def test_the_page_of_a_cycle_leads_to_its_rules(client, w):
    sets(w, small_unit=5)
    cycle = build_cycle(w)
    client.force_login(w.hr)
    assert "/appraisal/rules/1/" in client.get(f"/appraisal/cycles/{cycle.pk}/").content.decode()


def test_the_time_to_explain_is_shorter_than_the_time_to_decide(client, w):
    client.force_login(w.hr)
    answer = client.post("/appraisal/rules/new/", form_data(explanation_days=7))

    assert answer.status_code == 422
    assert answer.context["form"].errors["explanation_days"]
    assert not RuleSet.objects.exists()
