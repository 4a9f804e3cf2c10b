"""What the appraisal's pages say before something is done, and after it."""

import pytest

from processes.appraisal.state import State as S
from tests.appraisal_world import (
    DECEMBER,
    JANUARY,
    LATE,
    NEXT_JANUARY,
    PASSWORD,
    Walk,
    appraisal_at,
    build_cycle,
    build_world,
)
from tests.form_reader import fields_of
from workflow_core.calendar import clock
from workflow_core.engine import engine

from .page_tools import enter, statements, text_of

pytestmark = pytest.mark.django_db


def form_of(client, address):
    return fields_of(client.get(address), "key", "expected_version")


def bulk_page(walk):
    return f"/appraisal/cycles/{walk.cycle.pk}/bulk/deliver/"


def test_before_delivery_each_person_is_named_with_the_predicate_and_the_number_is_said():
    walk = appraisal_at(S.RATED)
    with clock.at(NEXT_JANUARY):
        page = text_of(enter(walk.w.hr).get(bulk_page(walk)))
    table = page.split("<tbody>")[1]
    assert "Pegawai" in table
    assert "Good" in table
    assert "Deliver 1 result<" in page


def test_delivery_costs_the_same_to_look_at_for_one_and_for_two():
    w = build_world()
    cycle = build_cycle(w)
    address = f"/appraisal/cycles/{cycle.pk}/bulk/deliver/"
    Walk(w, cycle).rated()
    with clock.at(NEXT_JANUARY):
        few = statements(enter(w.hr), address)
    w.employee = w.colleague
    Walk(w, cycle).rated()
    with clock.at(NEXT_JANUARY):
        assert "Deliver 2 results<" in text_of(enter(w.hr).get(address))
        assert statements(enter(w.hr), address) == few <= 15


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/appraisal/cycles/?page=2", "/appraisal/cycles/?page=2"),
        ("https://elsewhere.example/", None),
        ("", None),
    ],
)
def test_cancel_leads_back_where_one_came_from(referer, back):
    walk = appraisal_at(S.RATED)
    headers = {"referer": referer} if referer else {}
    page = text_of(enter(walk.w.hr).get(bulk_page(walk), headers=headers))
    back = back or f"/appraisal/cycles/{walk.cycle.pk}/"
    assert f'<a href="{back}">Cancel</a>' in page


def test_ticked_cases_are_named_with_their_predicates_too():
    walk = appraisal_at(S.RATED)
    page = enter(walk.w.hr).get(
        "/cases/bulk/appraisal/deliver/",
        {"case": str(walk.case.pk)},
        headers={"referer": "http://testserver/queue/hr/"},
    )
    assert "Good · Bidang Uji" in text_of(page)
    assert '<a href="/queue/hr/">Cancel</a>' in text_of(page)


def test_the_button_that_closes_says_how_many():
    walk = appraisal_at(S.APPROVED)
    with clock.at(LATE):
        for name in ("begin_evaluation", "begin_closing"):
            engine.perform(walk.cycle, name, by=walk.w.hr)
        page = text_of(enter(walk.w.hr).get(f"/appraisal/cycles/{walk.cycle.pk}/close-cases/"))
    assert ">Close 1 appraisal</button>" in page
    assert "Continue" not in page


def test_the_desk_of_hr_keeps_cycles_and_appraisals_apart():
    walk = appraisal_at(S.APPROVED)
    with clock.at(LATE):
        hr = enter(walk.w.hr)
        desk = text_of(hr.get("/"))
        cycles = text_of(hr.get("/queue/hr/?process=cycle"))
        cases = text_of(hr.get("/queue/hr/?process=appraisal"))
    assert "Personnel office: Performance appraisal" in desk
    assert "Personnel office: Appraisal cycle" in desk
    assert "Pegawai" in cases
    assert "Pegawai" not in cycles.split("<main")[1]
    assert "Tahun 2026" in cycles


def test_a_delivery_shows_what_is_delivered_and_what_happens_next():
    walk = appraisal_at(S.RATED)
    with clock.at(NEXT_JANUARY):
        page = text_of(enter(walk.w.rater).get(f"/cases/{walk.case.pk}/deliver/"))
    assert "Pertahankan." in page
    assert "<h3>Good</h3>" in page
    assert "Once he confirms receipt" in page


def test_whose_turn_it_is_after_a_move_is_said_to_the_mover():
    walk = appraisal_at(S.DELIVERED)
    with clock.at(NEXT_JANUARY):
        browser = enter(walk.w.employee)
        address = f"/cases/{walk.case.pk}/receive/"
        page = text_of(browser.post(address, form_of(browser, address), follow=True))
    assert "Your turn: Answer your result: sign or object" in page
    assert "Now it waits for" not in page


@pytest.fixture
def objected():
    walk = appraisal_at(S.EXPLAINED)
    with clock.at(NEXT_JANUARY):
        yield walk


def change(walk, **typed):
    browser, address = enter(walk.w.superior), f"/cases/{walk.case.pk}/change_result/"
    data = {**form_of(browser, address), **typed}
    return browser.post(address, data)


def test_changing_a_result_tells_everything_that_is_wrong_at_once(objected):
    first = objected.case.plan_version.results.first()
    response = change(objected, signature="salah", **{f"level_{first.pk}": "above"})
    wrong = response.context["form"].errors
    needed = {"reason", "results", "behaviour", "departure_reason", "note", "signature"}
    assert set(wrong) == needed
    objected.case.refresh_from_db()
    assert objected.case.state == S.EXPLAINED


def test_the_texts_of_a_changed_result_have_their_own_names_and_are_marked(objected):
    address = f"/cases/{objected.case.pk}/change_result/"
    page = text_of(enter(objected.w.superior).get(address))
    for label in (
        "Reasons for the decision",
        "New recommendation to the employee",
        "Why a level differs from its target or from the guide",
    ):
        assert label in page
    reason = page.split("Reasons for the decision")[1][:60]
    departure = page.split("Why a level differs from its target or from the guide")[1][:60]
    assert "(required)" in reason
    assert "(optional)" in departure


def test_a_wrong_password_is_still_checked_by_itself(objected):
    typed = {"reason": "Bukti baru.", "note": "Lanjutkan.", "departure_reason": "Bukti."}
    chosen = {"results": "above", "behaviour": "above"}
    response = change(objected, signature="salah", **typed, **chosen)
    assert set(response.context["form"].errors) == {"signature"}
    assert change(objected, signature=PASSWORD, **typed, **chosen).status_code == 302


def test_the_predicate_names_what_is_not_chosen_yet():
    walk = appraisal_at(S.REPORTED)
    with clock.at(NEXT_JANUARY):
        browser, address = enter(walk.w.rater), f"/cases/{walk.case.pk}/rate/"
        data = form_of(browser, address)
        nothing = text_of(browser.post(address, {**data, "preview": "1"}))
        both = {"results": "meets", "behaviour": "meets", "preview": "1"}
        chosen = text_of(browser.post(address, {**data, **both}))
    told = nothing.split("Not chosen yet:")[1].split("</ul>")[0]
    assert "<li>Rating of results</li><li>Rating of behaviour</li>" in told
    assert "Not chosen yet:" not in chosen


def test_a_revision_is_written_first_and_says_that_it_does_not_bind_yet():
    walk = appraisal_at(S.EXECUTING)
    walk.move("revise_plan", walk.w.employee, JANUARY, reason="Target baru.")
    with clock.at(JANUARY):
        response = enter(walk.w.employee).get(f"/cases/{walk.case.pk}/")
    steps = response.context["next"]
    assert steps.main.label == "Write the plan"
    assert "Propose the plan" in [one.label for one in steps.others]
    assert "It does not bind yet; version 1 stays in force." in text_of(response)


def test_a_first_plan_that_is_whole_is_proposed_first():
    walk = appraisal_at(S.PROPOSED)
    walk.move("withdraw", walk.w.employee, JANUARY)
    with clock.at(JANUARY):
        response = enter(walk.w.employee).get(f"/cases/{walk.case.pk}/")
    assert response.context["next"].main.label == "Propose the plan"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (None, "The result waits until receipt is confirmed."),
        (5, "If the time runs out, the result counts as received."),
    ],
)
def test_what_follows_without_receipt_is_said_without_conditions(days, said):
    w = build_world()
    walk = Walk(w, build_cycle(w, deemed_receipt_days=days))
    walk.delivered()
    with clock.at(NEXT_JANUARY):
        page = text_of(enter(w.employee).get(f"/cases/{walk.case.pk}/"))
    assert said in page
    assert "institution has set" not in page


def test_a_due_date_stands_once_on_the_desk():
    walk = appraisal_at(S.EXECUTING)
    with clock.at(JANUARY):
        (row,) = enter(walk.w.employee).get("/").context["waiting"]
    assert row.tag.startswith("due ")
    assert "due" not in row.sub.split(". ")[0]


def test_refusals_stand_beside_each_other_as_sentences():
    walk = appraisal_at(S.EXECUTING)
    with clock.at(DECEMBER):
        buttons = {one.name: one for one in engine.available(walk.case, walk.w.employee)}
    why = buttons["report"].why
    assert why.endswith(".")
    assert ";" not in why


def test_the_editor_and_the_rating_read_a_name_in_capitals_as_a_name():
    w = build_world()
    w.rater.name, w.rater.back_title = "KEPALA BIDANG", "M.Si."
    w.rater.save()
    walk = appraisal_at(S.REPORTED, w)
    with clock.at(NEXT_JANUARY):
        rating = text_of(enter(w.rater).get(f"/cases/{walk.case.pk}/rate/"))
    assert "people of Kepala Bidang, M.Si.<" in rating.replace("</p>", "<")
    assert "M.Si.." not in rating
    assert "KEPALA" not in rating
    w.superior.name = "KEPALA DINAS"
    w.superior.save()
    other = Walk(w, walk.cycle, w.rater)
    with clock.at(JANUARY):
        editor = text_of(enter(w.rater).get(f"/appraisal/plan/{other.case.pk}/"))
    assert "Kepala Dinas has no set plan" in editor


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_competent_authority_has_one_name(language, client):
    walk = appraisal_at(S.ACCEPTED)
    browser = enter(walk.w.approver)
    browser.cookies["django_language"] = language
    with clock.at(LATE):
        pages = [browser.get(one) for one in ("/", "/queue/approver/", "/appraisal/approvals/")]
        pages.append(browser.get(f"/cases/{walk.case.pk}/"))
    for page in pages:
        words = text_of(page).lower()
        for other in ("pejabat pengesah", "approving officer", "disetujui", "disahkan"):
            assert other not in words
    name = {"id": "PyB (Pejabat yang Berwenang)", "en": "Competent authority (PyB)"}[language]
    assert name in text_of(pages[0])


@pytest.mark.parametrize("role", ["employee", "rater", "hr", "approver", "auditor"])
def test_everybody_finds_the_help_in_the_menu(role):
    page = text_of(enter(getattr(build_world(), role)).get("/"))
    assert 'href="/appraisal/help/"' in page.split("<main")[0]
