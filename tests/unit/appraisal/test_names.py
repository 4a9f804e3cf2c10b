"""A row of the appraisal is called by what its reader knows it by."""

import pytest

from processes.appraisal.models import (
    Cycle,
    Decision,
    Evidence,
    Expectation,
    Indicator,
    Measurement,
    Objection,
    Plan,
    PlannedResult,
    PlanVersion,
    Rating,
    Realisation,
    Remark,
    Statement,
)
from workflow_core.people.models import Person

PLAN = Plan(year=2026, employee=Person(name="Siti Rahmawati", username="siti"))


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (Cycle(title="Tahun 2026"), "Tahun 2026"),
        (PLAN, f"SKP 2026 {PLAN.employee}"),
        (PlanVersion(plan=PLAN, number=2), f"SKP 2026 {PLAN.employee} v2"),
        (PlannedResult(text="Akta terbit"), "Akta terbit"),
        (Indicator(text="Hari kerja"), "Hari kerja"),
        (Expectation(text="Ramah."), "Ramah."),
        (Remark(text="Kurang."), "Kurang."),
        (Realisation(text="Tercapai."), "Tercapai."),
        (Measurement(value=85), "85"),
        (Evidence(title="Rekap"), "Rekap"),
        (Objection(grounds="Keliru."), "Keliru."),
        (Statement(kind="hearing", text="Didengar."), "Didengar."),
    ],
)
def test_a_row_is_called_by_its_words(row, name):
    assert str(row) == name


def test_a_silence_a_decision_and_a_rating_are_called_by_their_kind():
    silence = Statement(kind="silence")
    assert str(silence) == silence.get_kind_display()
    decision = Decision(outcome="changed")
    assert str(decision) == decision.get_outcome_display()
    rating = Rating(appraisal_id=3, number=2, predicate="good")
    assert str(rating) == f"3/2: {rating.get_predicate_display()}"


def test_an_indicator_has_a_target_in_words_or_as_a_whole_band():
    assert Indicator(narrative="Tertib.").has_target
    assert Indicator(low=1, high=2).has_target
    assert not Indicator(narrative=" ", low=1).has_target
