"""From measured values to levels and suggestions, and what a rating may not be."""

from decimal import Decimal

import pytest

from processes.appraisal.measures import measured_levels, suggestion_for
from processes.appraisal.models import Appraisal, Indicator, Measurement
from processes.appraisal.organisation import result_for
from processes.appraisal.rating import Level
from processes.appraisal.rule_set import RULES
from processes.appraisal.services import set_unit_results
from processes.appraisal.state import State as S
from tests.appraisal_world import NEXT_JANUARY, Walk, appraisal_at, build_world, ratings, signed
from workflow_core.calendar import clock
from workflow_core.engine import engine
from workflow_core.engine.errors import NotReady

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk():
    return appraisal_at(S.REPORTED)


def first_indicator(walk):
    return Indicator.objects.filter(result__version=walk.case.plan_version).first()


def refusal_of(walk, **given):
    with clock.at(NEXT_JANUARY), pytest.raises(NotReady) as refused:
        engine.perform(
            walk.case, "rate", by=walk.w.rater, ratings=given, signature=signed(walk.w.rater)
        )
    return refused.value


def test_a_result_is_as_good_as_the_worst_of_its_measured_indicators(walk):
    good = first_indicator(walk)
    late = Indicator.objects.create(
        result=good.result, text="Hari", low=Decimal(1), high=Decimal(2), lower_is_better=True
    )
    realisation = walk.case.realisations.get(result=good.result)
    Measurement.objects.create(realisation=realisation, indicator=late, value=Decimal(3))
    assert measured_levels(walk.case)[good.result_id] == Level.BELOW
    late.lower_is_better = False
    late.save()
    assert measured_levels(walk.case)[good.result_id] == Level.MEETS


def test_a_target_in_words_is_the_raters_to_judge(walk):
    words = first_indicator(walk)
    Indicator.objects.filter(pk=words.pk).update(low=None, high=None, narrative="Tertib.")
    assert words.result_id not in measured_levels(walk.case)


def test_nothing_is_suggested_while_a_result_has_no_level():
    rated, open_one = {"main": True, "level": "meets"}, {"main": True, "level": ""}
    assert suggestion_for([], RULES) is None
    assert suggestion_for([rated, open_one], RULES) is None
    assert suggestion_for([rated], RULES) == Level.MEETS


def test_a_rating_of_no_known_level_is_refused_at_its_field(walk):
    assert refusal_of(walk, **ratings("splendid")).field == "results"


def test_a_result_of_no_known_level_is_refused_at_its_field(walk):
    result = walk.case.plan_version.results.first()
    refused = refusal_of(walk, **ratings(items={result.pk: {"level": "splendid"}}))
    assert refused.field == f"level_{result.pk}"


def test_a_refused_rating_leaves_nothing_behind(walk):
    refusal_of(walk, **ratings(note=" "))
    walk.case.refresh_from_db()
    assert walk.case.state == S.REPORTED
    assert not walk.case.ratings.exists()
    assert not walk.case.signatures.filter(purpose="rate").exists()


def test_the_nearest_result_upwards_counts_for_the_units_below_it():
    w = build_world()
    walk = Walk(w)
    results = {w.root.pk: ("good", False), w.dinas.pk: ("poor", True)}
    set_unit_results(cycle=walk.cycle, results=results, by=w.hr)
    found = result_for(walk.case)
    assert (found.unit, found.level, found.carried_over) == (w.dinas, "poor", True)


def test_results_of_units_below_the_one_that_the_rater_leads_do_not_count():
    w = build_world()
    walk = Walk(w, person=w.superior)
    assert walk.case.rater == w.regent
    results = {w.root.pk: ("good", False), w.dinas.pk: ("poor", False)}
    set_unit_results(cycle=walk.cycle, results=results, by=w.hr)
    assert result_for(walk.case).unit == w.root


def test_a_units_result_that_is_corrected_replaces_the_one_before():
    w = build_world()
    walk = Walk(w)
    for level in ("good", "outstanding"):
        set_unit_results(cycle=walk.cycle, results={w.root.pk: (level, False)}, by=w.hr)
    assert result_for(walk.case).level == "outstanding"
    assert str(result_for(walk.case)).startswith("Kabupaten Uji: ")


def test_where_no_unit_upwards_has_a_result_there_is_none():
    assert result_for(Walk(build_world()).case) is None
    assert result_for(Appraisal(unit=None)) is None
