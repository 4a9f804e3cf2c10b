"""Desk, map, team, cycle and help in a real browser: no barrier, no sideways scrolling."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from processes.appraisal.state import State
from tests.appraisal_world import PASSWORD, appraisal_at

pytestmark = pytest.mark.browser

WIDTHS = [320, 390, 1280]


@pytest.fixture
def addresses(asgi_server):
    """Who opens which pages: one result is decided upon, one appraisal was cancelled."""
    walk = appraisal_at(State.DECIDED)
    ended = appraisal_at(State.CANCELLED, walk.w, walk.cycle, walk.w.colleague)
    return {
        "pegawai": ["/", f"/cases/{walk.case.pk}/", "/appraisal/help/"],
        "kepala-bidang": ["/", "/appraisal/team/"],
        "hr-satu": [f"/appraisal/cycles/{walk.cycle.pk}/", f"/cases/{ended.case.pk}/"],
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_map_and_help_have_no_barrier(asgi_server, new_context, addresses, scheme):
    faults = {}
    for person, opened in addresses.items():
        page = new_context(color_scheme=scheme).new_page()
        page.goto(f"{asgi_server}/accounts/login/")
        page.fill("[name=login]", person)
        page.fill("[name=password]", PASSWORD)
        page.click("main button")
        for address in opened:
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 844})
                page.goto(f"{asgi_server}{address}")
                found = Axe().run(page)
                if found.violations_count:
                    faults[address, width] = found.generate_report()
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    faults[address, width] = "scrolls sideways"
    assert not faults
