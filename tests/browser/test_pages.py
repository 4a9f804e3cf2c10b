"""The generic pages in a real browser: no barrier for anybody, no sideways scrolling on a phone."""

from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe

from processes.appraisal.state import State
from tests.appraisal_world import PASSWORD, appraisal_at

pytestmark = pytest.mark.browser

WIDTHS = [390, 1280]


@pytest.fixture
def addresses(asgi_server):
    """Who opens which pages: one report waits for its rating, one result for its approval."""
    signed = appraisal_at(State.ACCEPTED)
    other = SimpleNamespace(**{**vars(signed.w), "employee": signed.w.colleague})
    reported = appraisal_at(State.REPORTED, w=other, cycle=signed.cycle, person=other.employee)
    one, two = signed.case.pk, reported.case.pk
    return {
        "hr-satu": [
            "/cases/?q=&where=appraisal:accepted",
            f"/cases/{one}/cancel/",
            "/staff/",
            "/staff/units/",
            f"/staff/{signed.w.employee.pk}/",
            f"/staff/letters/{signed.w.root.pk}/",
            "/staff/precheck/",
            "/staff/delegations/",
            "/staff/import/",
        ],
        "sekda": ["/", "/queue/approver/", f"/cases/bulk/appraisal/approve/?case={one}"],
        "kepala-bidang": ["/", f"/cases/{two}/", f"/cases/{two}/rate/", "/notifications/"],
        "pegawai": [f"/cases/{one}/return_plan/"],
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_generic_pages_have_no_barrier(asgi_server, new_context, addresses, scheme):
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
