"""Every page in a real browser: no barrier, no sideways scrolling, nothing too small to hit.

Looked at by day and by night, on a phone, on a desk and at a zoom of 200 %.
"""

import pytest
import time_machine

from tests.appraisal_world import NEXT_JANUARY
from tests.browser.barriers import DESK, HEIGHT, barriers, enter
from tests.page_list import PAGES, stage

pytestmark = pytest.mark.browser

TODAY = [page for page in PAGES if page.today]
IN_JANUARY = [page for page in PAGES if not page.today]


@pytest.fixture
def look_at(asgi_server, new_context):
    """Open pages one after the other and write down what is wrong with each."""
    set_up, tabs = stage(), {}

    def look(pages):
        faults = []
        for one in pages:
            if one.by not in tabs:
                context = new_context(reduced_motion="reduce")
                tabs[one.by] = enter(context, asgi_server, one.by and set_up.who(one.by))
            page = tabs[one.by]
            page.set_viewport_size({"width": DESK, "height": HEIGHT})
            answer = page.goto(f"{asgi_server}{one.address(set_up)}")
            if not one.is_plain:
                answer = act(page, one)
            if answer.status != one.status:
                faults.append(f"{one.name}: answers {answer.status}")
            faults += [f"{one.name}, {where}: {what}" for where, what in barriers(page)]
        return faults

    return look


def act(page, one):
    """Do on a page what leads to the one that is meant; returns the server's answer."""
    if one.files[0]:
        page.set_input_files(*one.files)
    with page.expect_navigation() as gone:
        if one.script:
            page.evaluate(one.script)
        else:
            page.click(one.press)
    return gone.value


@pytest.mark.parametrize("part", [0, 1])
def test_no_page_has_a_barrier_in_the_evaluation_window(look_at, part):
    with time_machine.travel(NEXT_JANUARY, tick=True):
        faults = look_at(IN_JANUARY[part::2])
    assert not faults, "\n".join(faults)


def test_no_page_has_a_barrier_on_the_way_of_a_file(look_at):
    faults = look_at(TODAY)
    assert not faults, "\n".join(faults)
