"""Judging in a real browser, on a phone: the predicate follows what is chosen."""

import pytest
import time_machine

from processes.appraisal.state import State as S
from tests.appraisal_world import NEXT_JANUARY, appraisal_at
from tests.browser.barriers import enter

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


@pytest.fixture(autouse=True)
def _evaluation():
    with time_machine.travel(NEXT_JANUARY, tick=True):
        yield


def test_the_predicate_follows_the_choice_without_a_button_and_spares_what_is_typed(
    asgi_server, new_context
):
    walk = appraisal_at(S.REPORTED)
    phone = enter(new_context(viewport=PHONE), asgi_server, walk.w.rater)
    phone.goto(f"{asgi_server}/cases/{walk.case.pk}/rate/")
    phone.fill("[name=note]", "Belum selesai menulis")
    phone.check("[name=results][value=meets]")
    phone.check("[name=behaviour][value=below]")
    phone.wait_for_selector(".quadrant__here")
    assert phone.inner_text("#verdict") == "Kurang (misconduct)"
    assert phone.input_value("[name=note]") == "Belum selesai menulis"
    assert not walk.case.ratings.exists()
