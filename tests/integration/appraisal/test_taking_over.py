"""Taking over the old unit's last result: what is printed of it, and which results still count."""

import json
from copy import copy

import pytest

from processes.appraisal.models import Appraisal, Cycle
from processes.appraisal.papers.content import content
from processes.appraisal.papers.outline import outline
from processes.appraisal.state import State as S
from processes.appraisal.transfers import _earlier_rating
from tests.appraisal_world import know_the_unit, ratings
from workflow_core.engine.errors import NotReady

from .test_movement import at, moved_with_a_result

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def taken_over(walk, day=2):
    walk.move("agree_reuse", walk.w.employee, at(9, 1), sign=True)
    walk.move("reuse_result", walk.w.other_head, at(9, day), sign=True)


def answered(walk):
    walk.move("deliver", walk.w.hr, at(9, 29))
    walk.move("receive", walk.w.employee, at(9, 29))
    walk.move("accept", walk.w.employee, at(9, 29), sign=True)


def rated_and_recalled(walk):
    """The new rater's own rating, the worst there is, taken back before its delivery."""
    know_the_unit(walk.w, walk.cycle)
    worst = ratings("below", "below")
    walk.move("agree_reuse", walk.w.employee, at(9, 1), sign=True)
    walk.move("miss_report", None, at(9, 26))
    walk.move("rate", walk.w.other_head, at(9, 28), ratings=worst, sign=True)
    walk.move("recall", walk.w.other_head, at(9, 28), reason="Keliru.")


def rating_papers(case):
    return {one.form: one for one in outline(case) if one.kind in {"result", "document"}}


def printed(case, form):
    return content(case, rating_papers(case)[form]).data["body"]


def test_a_result_taken_over_has_the_papers_of_a_rating():
    walk = moved_with_a_result()
    taken_over(walk)
    answered(walk)
    papers = rating_papers(walk.case)
    signed = {form: [row.purpose for row in one.signatures] for form, one in papers.items()}
    assert signed == {"C.1.3": ["reuse_result"], "D.1.1": ["reuse_result", "accept"]}


def test_what_was_taken_over_is_printed_with_the_plan_and_the_feedback_of_the_old_unit():
    walk = moved_with_a_result()
    taken_over(walk)
    body = printed(walk.case, "C.1.3")
    earlier = walk.case.earlier_rating
    rows = [*body["results"]["main"], *body["results"]["additional"]]
    assert [row["text"] for row in rows] == [one["text"] for one in earlier.items]
    assert [row["feedback"] for row in rows] == [one["feedback"] for one in earlier.items]


def test_the_paper_names_the_period_and_the_unit_whose_result_was_taken_over():
    walk = moved_with_a_result()
    taken_over(walk)
    earlier = walk.case.earlier_rating.appraisal
    said = printed(walk.case, "D.1.1")["carried_over"]
    assert said == f"(hasil dari unit lama: {earlier.cycle.title}, {earlier.unit})"


def test_a_recalled_rating_is_never_printed_for_the_result_taken_over_after_it():
    walk = moved_with_a_result()
    rated_and_recalled(walk)
    walk.move("reuse_result", walk.w.other_head, at(9, 28), sign=True)
    answered(walk)
    papers = rating_papers(walk.case)
    texts = [json.loads(row.document) for one in papers.values() for row in one.signatures]
    assert {text["rating"]["predicate"] for text in texts} == {walk.case.predicate}
    assert walk.case.predicate == "very_good"


def test_after_a_recall_there_is_no_paper_of_the_rating_until_the_next():
    walk = moved_with_a_result()
    rated_and_recalled(walk)
    assert walk.case.state == S.REPORTED
    assert rating_papers(walk.case) == {}


def test_a_result_recalled_after_it_was_taken_over_gives_way_to_the_new_rating():
    walk = moved_with_a_result()
    know_the_unit(walk.w, walk.cycle)
    taken_over(walk)
    walk.move("recall", walk.w.other_head, at(9, 3), reason="Keliru.")
    walk.move("rate", walk.w.other_head, at(9, 28), ratings=ratings(), sign=True)
    papers = rating_papers(walk.case)
    assert [row.purpose for row in papers["C.1.3"].signatures] == ["rate"]
    assert papers["C.1.3"].edition == 2


def earlier_walk(walk):
    """The case whose result would be taken over."""
    found = copy(walk)
    found.case = walk.case.earlier_rating.appraisal
    found.cycle = found.case.cycle
    return found


def objected():
    walk = moved_with_a_result()
    first = earlier_walk(walk)
    first.move("receive", walk.w.employee, at(8, 5))
    first.move("file_objection", walk.w.employee, at(8, 5), objection={"grounds": "Keliru."})
    return walk, first


def changed_after_objection():
    walk, first = objected()
    first.move("explain", walk.w.rater, at(8, 6), statement="Begini.")
    lower = ratings("meets", "meets")
    first.move("change_result", walk.w.superior, at(8, 7), reason="y", ratings=lower, sign=True)
    return walk


def sent_back():
    walk = moved_with_a_result()
    first = earlier_walk(walk)
    first.move("receive", walk.w.employee, at(8, 5))
    first.move("accept", walk.w.employee, at(8, 5), sign=True)
    first.move("send_back", walk.w.approver, at(8, 6), reason="Salah.")
    return walk


@pytest.mark.parametrize(
    "disputed", [lambda: objected()[0], changed_after_objection, sent_back],
    ids=["objection open", "changed", "sent back"],
)  # fmt: skip
def test_a_result_that_no_longer_counts_is_not_taken_over(disputed):
    walk = disputed()
    with pytest.raises(NotReady, match="cannot be taken over"):
        walk.move("agree_reuse", walk.w.employee, at(9, 1), sign=True)


def test_an_upheld_result_may_be_taken_over():
    walk, first = objected()
    first.move("explain", walk.w.rater, at(8, 6), statement="Begini.")
    first.move("uphold", walk.w.superior, at(8, 7), reason="Cukup.", sign=True)
    taken_over(walk)
    assert walk.case.predicate == "very_good"


def test_a_result_is_not_taken_over_before_reports_open():
    walk = moved_with_a_result()
    walk.move("agree_reuse", walk.w.employee, at(8, 5), sign=True)
    with pytest.raises(NotReady, match="Reports open on"):
        walk.move("reuse_result", walk.w.other_head, at(8, 5), sign=True)


@pytest.mark.parametrize("changed", [{"kind": "annual"}, {"year": 2025}])
def test_only_a_periodic_result_of_the_same_year_may_be_taken_over(changed):
    walk = moved_with_a_result()
    left = walk.w.bidang.pk
    assert _earlier_rating(walk.case, left) == walk.case.earlier_rating
    Cycle.objects.filter(pk=earlier_walk(walk).cycle.pk).update(**changed)
    assert _earlier_rating(walk.case, left) is None


def test_a_result_of_another_unit_than_the_one_left_is_not_taken_over():
    walk = moved_with_a_result()
    assert _earlier_rating(walk.case, walk.w.other.pk) is None


def test_the_result_of_the_unit_left_is_found_though_its_appraisal_moved_on_first():
    walk = moved_with_a_result()
    Appraisal.objects.filter(pk=earlier_walk(walk).case.pk).update(unit=walk.w.other)
    assert _earlier_rating(walk.case, walk.w.bidang.pk) == walk.case.earlier_rating
