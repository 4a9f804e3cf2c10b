"""Two people signed in at once: what one does, the other sees without loading the page anew."""

import datetime as dt
from types import SimpleNamespace

import pytest
from channels.layers import channel_layers
from playwright.sync_api import expect

from processes.appraisal import cycles
from processes.appraisal.models import Cycle
from tests.appraisal_world import PASSWORD, build_world, write_plan
from workflow_core.calendar import clock
from workflow_core.engine import engine

pytestmark = pytest.mark.browser

BADGE = '#nav [href="/notifications/"] .count'


@pytest.fixture
def story(asgi_server):
    """An employee with a written plan, and his rater, in a cycle that is open today."""
    channel_layers.backends.clear()  # sockets of an earlier server are not rung
    w = build_world()
    now = clock.now()
    cycle = cycle_around(w, now)
    with clock.at(now - dt.timedelta(days=40)):
        case = cycles.add_late_joiner(cycle, w.employee, by=w.hr)
        write_plan(case, w.employee)
    return SimpleNamespace(w=w, case=case, address=f"/cases/{case.pk}/", url=str(asgi_server))


def cycle_around(w, now):
    """A year's cycle whose windows lie around today; plans are due in two weeks."""

    def day(later):
        return now.date() + dt.timedelta(days=later)

    windows = cycles.Windows(
        starts=day(-90),
        ends=day(200),
        plan_due=day(14),
        report_opens=day(170),
        report_ends=day(200),
        evaluation_ends=day(230),
    )
    with clock.at(now - dt.timedelta(days=60)):
        cycle = cycles.prepare(
            institution=w.institution,
            kind=Cycle.Kind.ANNUAL,
            year=now.year,
            title="Tahun berjalan",
            approver=w.approver,
            windows=windows,
            by=w.hr,
        )
        engine.perform(cycle, "open_cycle", by=w.hr)
    cycle.refresh_from_db()
    return cycle


@pytest.fixture
def enter(story, new_context):
    """``enter(person)`` is a page of its own browser in which the person is signed in."""

    def opened(person, **options):
        page = new_context(**options).new_page()
        page.goto(f"{story.url}/accounts/login/")
        page.fill("[name=login]", person.username)
        page.fill("[name=password]", PASSWORD)
        page.click("main button")
        page.wait_for_url(f"{story.url}/")
        return page

    return opened


def stay(page):
    """Remember this very document: loading another one would forget the mark."""
    page.evaluate("window.isTheSame = true")


def has_stayed(page):
    return page.evaluate("window.isTheSame === true")


def make(page, story, move, **fields):
    """Open the form of a move, fill it in and send it."""
    page.goto(f"{story.url}{story.address}{move}/")
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)
    if page.locator("main [type=password]").count():
        page.fill("main [type=password]", PASSWORD)
    page.click("main form [data-kind=main]")
    page.wait_for_url(f"{story.url}{story.address}")


def cut_sockets(page):
    """From now on no socket gets through, as behind some offices' proxies."""
    page.route_web_socket("**/ws/**", lambda socket: socket.close())


def test_a_proposal_appears_on_the_raters_open_desk_and_its_return_on_the_open_case(story, enter):
    employee, rater = enter(story.w.employee), enter(story.w.rater)
    expect(rater.locator("#live")).not_to_contain_text("Pegawai")
    stay(rater)

    make(employee, story, "propose")

    expect(rater.locator(f'#live [href="{story.address}"]').first).to_be_visible()
    expect(rater.locator('#nav [href="/"] .count')).to_contain_text("1")
    expect(rater.locator(BADGE)).to_contain_text("1")
    expect(rater.locator("#said")).to_contain_text("Pegawai")
    assert rater.title().startswith("(1) ")
    assert has_stayed(rater)

    stay(employee)
    rater.click(f'#live .card >> [href="{story.address}"] >> nth=0')
    make(rater, story, "return_plan", reason="Target kedua mohon dilengkapi.")

    expect(employee.locator("#live")).to_contain_text("Target kedua mohon dilengkapi.")
    assert has_stayed(employee)

    stay(rater)
    make(employee, story, "propose")

    expect(rater.locator(".line > li")).to_have_count(4)
    assert has_stayed(rater)


def test_news_comes_by_asking_where_no_socket_gets_through(story, enter, settings):
    settings.NEWS_POLL_SECONDS = 1
    employee, rater = enter(story.w.employee), enter(story.w.rater)
    cut_sockets(rater)
    rater.reload()
    stay(rater)

    make(employee, story, "propose")

    expect(rater.locator(".rows .tag", has_text="baru")).to_have_count(1)
    make(employee, story, "withdraw")
    expect(rater.locator(".rows .tag", has_text="baru")).to_have_count(2)
    assert has_stayed(rater)


def test_a_socket_that_broke_comes_back_and_brings_what_was_missed(story, enter):
    employee, rater = enter(story.w.employee), enter(story.w.rater)
    cuts = []

    def cut_once(socket):
        if cuts:
            socket.connect_to_server()
        else:
            cuts.append(socket)

    rater.route_web_socket("**/ws/**", cut_once)
    rater.reload()
    stay(rater)
    make(employee, story, "propose")
    expect(rater.locator("#live")).not_to_contain_text("Pegawai")

    cuts[0].close()

    expect(rater.locator(f'#live [href="{story.address}"]').first).to_be_visible()
    assert has_stayed(rater)


def test_whoever_stands_on_a_link_stays_there(story, enter):
    employee, rater = enter(story.w.employee), enter(story.w.rater)
    make(employee, story, "propose")
    expect(rater.locator(f'#live [href="{story.address}"]').first).to_be_visible()
    make(employee, story, "withdraw")
    expect(rater.locator(".rows .tag", has_text="baru")).to_have_count(2)
    rater.locator('#live [href="/notifications/"]').focus()

    make(employee, story, "propose")

    expect(rater.locator(".rows .tag", has_text="baru")).to_have_count(3)
    focused = rater.evaluate("document.activeElement.getAttribute('href')")
    assert focused == "/notifications/"


def test_what_somebody_is_typing_is_never_replaced(story, enter):
    employee, rater = enter(story.w.employee), enter(story.w.rater)
    rater.evaluate("document.getElementById('live').append(document.createElement('textarea'))")
    rater.locator("#live textarea").press_sequentially("Belum selesai")

    make(employee, story, "propose")

    expect(rater.locator(BADGE)).to_contain_text("1")
    expect(rater.locator("#said")).to_contain_text("Pegawai")
    rater.wait_for_timeout(500)
    assert rater.locator("#live textarea").input_value() == "Belum selesai"


def test_a_session_that_ended_elsewhere_leaves_the_page_as_it_is(story, enter, settings):
    settings.NEWS_POLL_SECONDS = 1
    rater = enter(story.w.rater)
    other = rater.context.new_page()
    other.goto(f"{story.url}/accounts/logout/")
    lines, frames = [], []

    def listen(line):
        lines.append(line)
        line.on("framereceived", lambda frame: frames.extend([frame]))

    rater.on("websocket", listen)
    rater.reload()
    while not frames:  # only now does the socket hear what is said to its person
        rater.wait_for_timeout(20)
    asked = []
    rater.on("response", lambda answer: asked.append(answer.status))

    with lines[-1].expect_event("close"):
        other.click("main button")

    with rater.expect_response("**/accounts/login/**"):
        rater.evaluate("document.body.dispatchEvent(new Event('news'))")
    rater.wait_for_timeout(2500)
    assert asked.count(401) <= 1, "a question may have been under way; no other one follows"
    expect(rater.locator("#live h1")).to_be_visible()


def test_without_javascript_the_same_is_there_after_loading_the_page_anew(story, enter):
    employee = enter(story.w.employee, java_script_enabled=False)
    rater = enter(story.w.rater, java_script_enabled=False)

    make(employee, story, "propose")
    rater.reload()

    expect(rater.locator(f'#live [href="{story.address}"]').first).to_be_visible()
    expect(rater.locator(BADGE)).to_contain_text("1")
    make(rater, story, "return_plan", reason="Mohon dilengkapi.")
    employee.reload()
    expect(employee.locator("#live")).to_contain_text("Mohon dilengkapi.")


def test_the_policy_is_kept_and_nothing_is_reported(story, enter):
    employee = enter(story.w.employee)
    rater = enter(story.w.rater)
    complaints = []
    rater.on("console", lambda message: complaints.append(message.text))
    rater.on("pageerror", lambda error: complaints.append(str(error)))
    rater.reload()

    make(employee, story, "propose")

    expect(rater.locator(f'#live [href="{story.address}"]').first).to_be_visible()
    assert complaints == []
