"""The numbers of the law are complete and say where they come from."""

from dataclasses import fields, replace

import pytest

from processes.appraisal.rating import Level, Predicate
from processes.appraisal.rule_set import RULES


def test_every_number_names_its_source():
    names = {field.name for field in fields(RULES)} - {"sources"}
    assert set(RULES.sources) == names


def test_the_patterns_speak_only_of_known_predicates():
    named = {value for bounds in RULES.distribution.values() for one in bounds for value in one.of}
    assert named <= set(Predicate.values)


def test_every_predicate_has_a_percentage_of_credit():
    assert set(RULES.credit_percent) == set(Predicate.values)


def test_the_head_of_a_unit_gets_a_known_level():
    assert set(RULES.results_of_head.values()) <= set(Level.values)


def test_the_numbers_in_force_cannot_be_changed_in_place():
    with pytest.raises(TypeError):
        RULES.credit_percent["good"] = 200


def test_a_dated_rule_set_replaces_single_numbers():
    assert replace(RULES, small_unit=5).credit_percent == RULES.credit_percent
