"""The drawing of the nine predicates."""

import pytest
from django.utils import translation

from processes.appraisal import quadrant
from processes.appraisal.rating import QUADRANT, Level


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize("ratings", QUADRANT)
def test_the_cell_of_the_two_ratings_is_marked_and_no_other(ratings):
    drawing = quadrant.draw(*ratings)
    marked = [one for one in drawing.squares if one.is_here]
    assert [one.predicate for one in marked] == [QUADRANT[ratings].predicate.value]
    assert str(QUADRANT[ratings].predicate.label) in drawing.title


@pytest.mark.parametrize("ratings", [(None, None), (Level.ABOVE, None), (None, Level.BELOW)])
def test_no_cell_is_marked_while_a_rating_is_missing(ratings):
    drawing = quadrant.draw(*ratings)
    assert not any(one.is_here for one in drawing.squares)
    assert "no cell is chosen" in drawing.title


def test_better_results_stand_higher_and_better_behaviour_further_right():
    squares = {(one.x, one.y): one.predicate for one in quadrant.draw().squares}
    corners = sorted({x for x, _y in squares}), sorted({y for _x, y in squares})
    left, right = corners[0][0], corners[0][-1]
    top, bottom = corners[1][0], corners[1][-1]
    assert len(squares) == 9
    assert squares[right, top] == "very_good"
    assert squares[left, top] == "poor"
    assert squares[left, bottom] == "very_poor"
    assert squares[right, bottom] == "needs_improvement"


def test_every_word_stands_inside_the_drawing():
    for language in ("en", "id"):
        with translation.override(language):
            drawing = quadrant.draw(Level.ABOVE, Level.BELOW)
            lines = [*drawing.words, *drawing.axes]
            lines += [line for one in drawing.squares for line in one.lines]
        assert all(0 < one.x < drawing.width and 0 < one.y < drawing.height for one in lines)


def test_the_words_of_a_cell_stand_inside_it_above_the_mark():
    for one in quadrant.draw(Level.MEETS, Level.BELOW).squares:
        lowest = one.foot - quadrant.LINE + 4 if one.is_here else one.y + one.height
        assert all(one.y < line.y <= lowest for line in one.lines)


def test_who_cannot_see_it_reads_all_nine_predicates():
    told = " ".join(quadrant.draw().sentences)
    assert all(str(cell.predicate.label) in told for cell in QUADRANT.values())
    assert len(quadrant.draw().sentences) == 3
