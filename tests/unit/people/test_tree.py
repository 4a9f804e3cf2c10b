"""The rule of the line of command on plain mappings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_core.people.command_line import Tree
from workflow_core.people.staff_checks import circles

PARENTS = {"kab": None, "dinas": "kab", "bidang": "dinas", "seksi": "bidang"}
HEADS = {"kab": "bupati", "dinas": "kadis", "bidang": "kabid", "seksi": "kasi"}
POSTS = {
    "bupati": "kab",
    "kadis": "dinas",
    "kabid": "bidang",
    "kasi": "seksi",
    "staf": "seksi",
    "staf_dinas": "dinas",
}


def tree(**changes):
    heads = {unit: head for unit, head in (HEADS | changes).items() if head}
    return Tree(PARENTS, heads, POSTS)


@pytest.mark.parametrize(
    ("person", "rater"),
    [
        ("staf", "kasi"),
        ("staf_dinas", "kadis"),
        ("kasi", "kabid"),
        ("kabid", "kadis"),
        ("kadis", "bupati"),
        ("bupati", None),
        ("tamu", None),
    ],
)
def test_the_head_of_the_unit_rates_and_for_a_head_the_one_above(person, rater):
    assert tree().rater(person) == rater


def test_a_unit_without_head_passes_upward():
    assert tree(seksi=None).rater("staf") == "kabid"
    assert tree(seksi=None, bidang=None).rater("staf") == "kadis"


def test_without_anybody_above_there_is_no_rater():
    assert tree(kab=None).rater("kadis") is None


def test_who_heads_two_units_on_his_way_up_is_rated_above_the_higher():
    assert tree(dinas="kabid").rater("kabid") == "bupati"
    assert tree(dinas="kabid").rater("kasi") == "kabid"


def test_a_head_whose_post_lies_below_is_not_rated_by_his_own_people():
    posts = POSTS | {"kadis": "seksi"}
    assert Tree(PARENTS, HEADS, posts).rater("kadis") == "bupati"


def test_two_who_head_each_others_units_stand_in_a_circle():
    parents = {"kab": None, "a": "kab", "b": "kab"}
    crossed = Tree(parents, {"a": "budi", "b": "ani"}, {"ani": "a", "budi": "b"})
    assert [sorted(circle) for circle in crossed.circles()] == [["ani", "budi"]]
    assert tree().circles() == []


def test_a_circle_of_units_ends_the_way_up():
    looped = Tree({"a": "b", "b": "a"}, {}, {"ani": "a"})
    assert looped.rater("ani") is None


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from([*"abcdefgh", ""])))
def test_circles_are_exactly_the_items_that_come_round_to_themselves(above):
    def comes_round(item):
        step = above.get(item)
        for _turn in above:
            if step == item:
                return True
            step = above.get(step)
        return False

    found = circles(above)
    assert sorted(item for circle in found for item in circle) == sorted(
        item for item in above if comes_round(item)
    )
