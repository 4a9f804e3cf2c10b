"""Writing a plan in a real browser: it saves itself, and nothing is ever lost or doubled."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from processes.appraisal.models import Appraisal, PlannedResult
from processes.appraisal.state import State
from tests.appraisal_world import JANUARY, PASSWORD, YEAR, appraisal_at, complete_draft
from workflow_core.calendar import clock
from workflow_core.engine.models import Event

pytestmark = pytest.mark.browser

SAVED = re.compile("Draf tersimpan|Draft saved")
OFFLINE = re.compile("tidak ada jaringan|no network")
TEXT = "[name=r0-text]"


@pytest.fixture
def case(asgi_server):
    return appraisal_at(State.DRAFTING).case


@pytest.fixture
def enter(asgi_server, new_context, case):
    """A browser in which the employee is signed in and writes his plan, on a phone."""

    def opened(context=None, **options):
        page = (
            context or new_context(viewport={"width": 390, "height": 844}, **options)
        ).new_page()
        page.goto(f"{asgi_server}/accounts/login/?next=/appraisal/plan/{case.pk}/")
        if "login" in page.url:
            sign_in(page)
        return page

    return opened


def sign_in(page):
    page.fill("[name=login]", "pegawai")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_selector("#draft")
    page.wait_for_load_state("load")  # scripts included: they are deferred, not asynchronous


def stored():
    return list(PlannedResult.objects.order_by("order").values_list("text", flat=True))


def fill_in(page):
    page.fill(TEXT, "Akta kelahiran terbit dalam satu hari")
    page.fill("[name=r0-i0-text]", "Akta terbit tepat waktu")
    page.fill("[name=r0-i0-low]", "80")
    page.fill("[name=r0-i0-high]", "90")
    page.fill("[name=r0-i0-unit]", "%")


def test_what_is_typed_is_saved_two_seconds_later(enter):
    page = enter()
    page.fill(TEXT, "Akta terbit dalam satu hari")
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert stored() == ["Akta terbit dalam satu hari"]
    page.fill(TEXT, "Akta terbit dalam dua hari")
    page.wait_for_timeout(2500)
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert stored() == ["Akta terbit dalam dua hari"]
    assert page.evaluate("localStorage.length") == 0


def test_results_are_added_moved_and_removed_without_loading_the_page_anew(enter):
    page = enter()
    page.evaluate("window.same = true")
    page.fill(TEXT, "Satu")
    page.click("[value=add-result]")
    expect(page.locator("[name=r1-text]")).to_be_focused()
    page.keyboard.type("Dua")
    page.click("[value='up:1']")
    expect(page.locator("[value='down:1']")).to_be_focused()
    assert stored() == ["Dua", "Satu"]
    assert page.locator("#said").text_content()
    page.locator("#result-0 [value='add-indicator:0']").click()
    expect(page.locator("[name=r0-i1-text]")).to_be_focused()
    page.click("[value='remove-result:1']")
    expect(page.locator("#result-title-0")).to_be_focused()
    assert stored() == ["Satu"]
    assert page.evaluate("window.same")


def test_a_cut_network_loses_nothing(enter):
    page = enter()
    page.context.set_offline(True)
    page.fill(TEXT, "Ditulis tanpa jaringan")
    expect(page.locator("#saved")).to_contain_text(OFFLINE)
    page.locator("[form=draft][value=check]").click()
    page.wait_for_timeout(300)
    assert page.input_value(TEXT) == "Ditulis tanpa jaringan"
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert stored() == ["Ditulis tanpa jaringan"]


def test_a_page_closed_before_it_was_saved_offers_the_text_again(enter):
    page = enter()
    page.route(
        "**/plan/**", lambda it: it.abort() if it.request.method == "POST" else it.continue_()
    )
    page.fill(TEXT, "Belum sempat tersimpan")
    page.reload()
    page.unroute_all()
    page.click("[data-draft=restore]")
    page.wait_for_load_state()
    expect(page.locator(TEXT)).to_have_value("Belum sempat tersimpan")
    assert stored() == ["Belum sempat tersimpan"]
    assert page.evaluate("localStorage.length") == 0


def test_two_windows_never_overwrite_each_other(enter):
    first = enter()
    second = enter(first.context)
    first.fill(TEXT, "Dari jendela pertama")
    expect(first.locator("#saved")).to_have_text(SAVED)
    second.fill(TEXT, "Dari jendela kedua")
    second.locator("[data-when=both]").wait_for()
    assert stored() == ["Dari jendela pertama"]
    second.click("[data-when=both] button")
    second.wait_for_selector("#mine")
    assert "Dari jendela pertama" in second.text_content("main")
    second.click("main [data-kind=main]")
    second.wait_for_selector("#draft")
    assert stored() == ["Dari jendela kedua"]


def test_a_session_that_ends_while_typing_loses_nothing(enter):
    page = enter()
    Session.objects.all().delete()
    page.fill(TEXT, "Ditulis setelah sesi berakhir")
    page.click("[data-when=out] button")
    sign_in(page)
    expect(page.locator(TEXT)).to_have_value("Ditulis setelah sesi berakhir")
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert stored() == ["Ditulis setelah sesi berakhir"]


def test_a_plan_is_written_checked_and_signed_once_however_often_one_presses(enter, case):
    page = enter()
    fill_in(page)
    page.click("[form=draft][value=check]")
    page.wait_for_url("**/check/")
    page.go_back()
    page.wait_for_selector("#draft")
    page.fill("[name=r0-i0-unit]", "persen")
    page.click("[form=draft][value=check]")
    page.wait_for_url("**/check/")
    with clock.at(JANUARY):
        page.click("main a[data-kind=main]")
        page.fill("[type=password]", PASSWORD)
        page.dblclick("main form button[data-kind=main]")
        page.wait_for_url(f"**/cases/{case.pk}/")
    assert Appraisal.objects.get(pk=case.pk).state == State.PROPOSED
    assert Event.objects.filter(case=case.pk, transition="propose").count() == 1
    page.go_back()
    page.go_back()
    assert Event.objects.filter(case=case.pk).count() == 2
    assert PlannedResult.objects.get().indicators.get().unit == "persen"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_editor_and_the_check_have_no_barrier(asgi_server, enter, case, scheme):
    from processes.appraisal.services import save_plan

    with clock.at(JANUARY):
        save_plan(case, by=case.subject, edition=0, draft=complete_draft())
    page = enter(color_scheme=scheme)
    assert str(YEAR) in page.text_content("main")
    faults = {}
    for address in ("", "?open=1", "check/"):
        page.goto(f"{asgi_server}/appraisal/plan/{case.pk}/{address}")
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            found = Axe().run(page)
            if found.violations_count:
                faults[address, width] = found.generate_report()
            if page.evaluate("document.documentElement.scrollWidth") > width:
                faults[address, width] = "scrolls sideways"
    assert not faults


def test_what_is_typed_before_the_script_has_come_is_saved_as_well(enter):
    page = enter()
    held = []

    def hold(route):
        held.append(route)

    page.route("**/drafts*.js", hold)
    page.reload(wait_until="commit")
    page.wait_for_selector("#draft")
    page.fill(TEXT, "Sebelum skrip datang")
    for _moment in range(100):
        if held:
            break
        page.wait_for_timeout(100)
    held[0].continue_()
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert stored() == ["Sebelum skrip datang"]


def test_going_back_to_a_page_that_told_of_an_error_opens_the_editor_again(enter):
    page = enter()
    fill_in(page)
    page.fill("[name=r0-i0-low]", "delapan")
    page.click("[form=draft][value=check]")
    page.wait_for_selector("[name=r0-i0-low][aria-invalid=true]")
    page.fill("[name=r0-i0-low]", "80")
    page.click("[form=draft][value=check]")
    page.wait_for_url("**/check/")
    page.go_back()
    expect(page.locator(TEXT)).to_have_value("Akta kelahiran terbit dalam satu hari")
    expect(page.locator("[name=r0-i0-low]")).to_have_value("80")
