"""Bars in their places."""

from processes.appraisal.charts import Entry, chart


def test_the_longest_bar_fills_the_width_and_the_others_are_in_proportion():
    found = chart([Entry("a", 10), Entry("b", 5), Entry("c", 0)])
    assert [one.width for one in found.bars] == ["324", "162", "0"]
    assert found.words == "a: 10; b: 5; c: 0"
    assert found.last == found.bars[-1].middle


def test_a_share_is_marked_where_it_ends():
    found = chart([Entry("a", 1, limit=0.5), Entry("b", 1)], whole=2)
    assert [one.width for one in found.bars] == ["162", "162"]
    assert [one.mark for one in found.bars] == ["198", ""]


def test_nothing_to_show_divides_by_nothing():
    assert chart([Entry("a", 0)]).bars[0].width == "0"
    assert chart([]).last == "0"
