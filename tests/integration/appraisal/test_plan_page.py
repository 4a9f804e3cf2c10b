"""The plan's editor and its page to read."""

import pytest

from processes.appraisal.models import Appraisal, Plan, PlanVersion
from processes.appraisal.services import save_plan, save_remarks
from processes.appraisal.state import State
from tests.appraisal_world import (
    JANUARY,
    Walk,
    appraisal_at,
    build_world,
    complete_draft,
    outsider,
    signed,
)
from workflow_core.calendar import clock
from workflow_core.engine import engine

from .page_tools import enter, nothing_written, statements, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk():
    with clock.at(JANUARY):
        yield appraisal_at(State.DRAFTING)


def address(case):
    return f"/appraisal/plan/{case.pk}/"


def typed(edition=0, *, results=("Akta terbit dalam satu hari",), **more):
    """What the editor sends for these results, one banded indicator each."""
    data = {"edition": edition, "action": "save", "plan-approach": "quantitative", "result": []}
    for key, text in enumerate(results):
        data["result"].append(str(key))
        data |= {
            f"r{key}-text": text, f"r{key}-main": "1", f"r{key}-indicator": ["0"],
            f"r{key}-i0-text": "Berkas selesai", f"r{key}-i0-aspect": "quantity",
            f"r{key}-i0-low": "80,5", f"r{key}-i0-high": "90.5", f"r{key}-i0-unit": "%",
            f"r{key}-i0-lower_is_better": "0",
        }  # fmt: skip
    return data | more


def test_a_plan_is_written_and_saved(walk):
    client = enter(walk.w.employee)
    with nothing_written():
        assert client.get(address(walk.case)).status_code == 200
    more = {"plan-value_1": "Ramah.", "plan-resources": "Dua komputer."}
    response = client.post(address(walk.case), typed(results=["Satu", "Dua"], **more), follow=True)
    assert "Draft saved 9 a.m." in text_of(response)
    version = PlanVersion.objects.get(pk=walk.case.plan_version_id)
    assert [one.text for one in version.results.all()] == ["Satu", "Dua"]
    indicator = version.results.first().indicators.get()
    assert (float(indicator.low), float(indicator.high), indicator.unit) == (80.5, 90.5, "%")
    assert version.resources == "Dua komputer."
    assert version.expectations.get().text == "Ramah."


def test_a_band_upside_down_is_told_at_its_field_and_nothing_typed_is_lost(walk):
    client = enter(walk.w.employee)
    data = typed(**{"r0-i0-low": "95", "r0-supports": "Indeks layanan 88"})
    response = client.post(address(walk.case), data)
    page = text_of(response)
    assert response.status_code == 422
    assert (
        page.count("Smaller than the lower end. Swap the two?") == 2
    )  # in the summary and at the field
    assert 'aria-describedby="id_r0-i0-high_error"' in page
    assert "Indeks layanan 88" in page
    assert 'value="90.5"' in page
    kept = walk.case.plan_version.results.get()
    assert (kept.supports, kept.indicators.get().high) == ("Indeks layanan 88", None)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"r0-text": "x" * 8001}, "at most 8000 characters"),
        ({"r0-i0-low": "1.250"}, "Is 1.250 meant as 1250?"),
        ({"r0-i0-low": "banyak"}, "Write a number"),
        ({"r0-i0-low": "1" * 20}, "Ensure that there are no more than"),
    ],
)
def test_what_cannot_be_stored_is_told_where_it_stands(walk, change, sentence):
    response = enter(walk.w.employee).post(address(walk.case), typed(**change))
    assert response.status_code == 422
    assert sentence in text_of(response)


def test_results_and_indicators_are_added_moved_and_removed_by_buttons_alone(walk):
    client = enter(walk.w.employee)
    data = typed(results=["Satu", "Dua"])
    page = client.post(address(walk.case), data | {"action": "add-result"}).context["sheet"]
    assert [one.form["text"].value() for one in page.results] == ["Satu", "Dua", None]
    assert page.edition == 1

    data = typed(page.edition, results=["Satu", "Dua"])
    for key, block in enumerate(page.results[:2]):
        data[f"r{key}-pk"] = block.pk
    page = client.post(address(walk.case), data | {"action": "down:0"}).context["sheet"]
    assert [one.form["text"].value() for one in page.results] == ["Dua", "Satu"]
    stored = walk.case.plan_version.results.all()
    assert [one.text for one in stored] == ["Dua", "Satu"]
    assert [one.pk for one in stored] == [data["r1-pk"], data["r0-pk"]]

    data["edition"] = page.edition
    page = client.post(address(walk.case), data | {"action": "add-indicator:1"}).context["sheet"]
    assert [len(one.indicators) for one in page.results] == [1, 2]
    data["edition"] = page.edition
    page = client.post(address(walk.case), data | {"action": "remove-result:0"}).context["sheet"]
    assert [one.text for one in walk.case.plan_version.results.all()] == ["Dua"]
    data = {**data, "edition": page.edition, "result": ["1"], "action": "remove-indicator:1:0"}
    client.post(address(walk.case), data)
    assert not walk.case.plan_version.results.get().indicators.exists()


def test_a_form_sent_twice_is_saved_once_and_is_no_conflict(walk):
    client = enter(walk.w.employee)
    for _time in range(2):
        assert client.post(address(walk.case), typed()).status_code == 302
    assert PlanVersion.objects.get(pk=walk.case.plan_version_id).edition == 1


def test_a_newer_text_is_never_overwritten_silently(walk):
    client = enter(walk.w.employee)
    client.post(address(walk.case), typed(results=["Dari jendela lain"]))
    response = client.post(address(walk.case), typed(results=["Dari jendela ini"]))
    page = text_of(response)
    assert response.status_code == 409
    assert "Main result: Dari jendela lain" in page
    assert "Main result: Dari jendela ini" in page
    assert [one.text for one in walk.case.plan_version.results.all()] == ["Dari jendela lain"]


def test_the_choice_keeps_mine_where_i_want_it(walk):
    client = enter(walk.w.employee)
    client.post(address(walk.case), typed(results=["Lama"]))
    response = client.post(address(walk.case), typed(results=["Punya saya"]))
    carried = {}
    for name, value in response.context["carried"]:
        carried.setdefault(name, []).append(value)
    data = {**carried, "edition": response.context["edition"], "action": "save"}
    assert client.post(address(walk.case), data).status_code == 302
    assert [one.text for one in walk.case.plan_version.results.all()] == ["Punya saya"]


def test_the_superiors_set_results_are_shown_and_copied(walk):
    leader = Walk(walk.w, walk.cycle, walk.w.rater)
    save_plan(leader.case, by=walk.w.rater, edition=0, draft=complete_draft())
    leader.move("propose", walk.w.rater, JANUARY, sign=True)
    leader.move("set_plan", walk.w.superior, JANUARY, sign=True)
    client = enter(walk.w.employee)
    page = client.get(address(walk.case))
    assert "From the set plan of Kepala Bidang." in text_of(page)
    chosen = page.context["sheet"].offers.superior[1]
    data = typed(**{"r0-supports_from": chosen.pk, "action": "copy-supports:0"})
    client.post(address(walk.case), data)
    result = walk.case.plan_version.results.get()
    assert (result.supports, result.supported) == (chosen.text, chosen)


def test_last_years_plan_is_copied_behind_what_is_there(walk):
    old = Plan.objects.create(
        institution=walk.w.institution,
        employee=walk.w.employee,
        year=2025,
        unit=walk.w.bidang,
        post="Lama",
    )
    version = PlanVersion.objects.create(plan=old, number=1)
    for number in (1, 2, 3):
        version.results.create(text=f"Hasil {number}", order=number)
    Plan.objects.filter(pk=old.pk).update(in_force=version)
    client = enter(walk.w.employee)
    assert "Add the results of 2025" in text_of(client.get(address(walk.case)))
    client.post(address(walk.case), typed(results=["Baru"]) | {"action": "copy-last"})
    texts = [one.text for one in walk.case.plan_version.results.all()]
    assert texts == ["Baru", "Hasil 1", "Hasil 2", "Hasil 3"]


def test_remarks_stand_at_their_results_once_the_plan_is_returned(walk):
    walk.proposed()
    first = walk.case.plan_version.results.first()
    save_remarks(walk.case, by=walk.w.rater, remarks={first.pk: "Terlalu umum."})
    assert "Terlalu umum." not in text_of(enter(walk.w.employee).get(address(walk.case)))
    walk.move("return_plan", walk.w.rater, JANUARY, reason="Perjelas.")
    blocks = enter(walk.w.employee).get(address(walk.case)).context["sheet"].results
    assert [[one.text for one in block.remarks] for block in blocks] == [["Terlalu umum."], [], []]


@pytest.mark.parametrize("who", ["rater", "superior", "hr", "auditor"])
def test_others_read_the_draft_and_cannot_write_it(walk, who):
    client = enter(getattr(walk.w, who))
    page = client.get(address(walk.case))
    assert page.status_code == 200
    assert 'name="edition"' not in text_of(page)
    assert client.post(address(walk.case), typed()).status_code == 403
    assert not walk.case.plan_version.results.exists()


def test_saving_after_the_plan_was_handed_over_tells_who_moved_it_and_shows_what_was_typed(walk):
    walk.proposed()
    response = enter(walk.w.employee).post(address(walk.case), typed(1, results=["Terlambat"]))
    assert response.status_code == 409
    assert "Terlambat" in text_of(response)
    assert "Pegawai" in text_of(response)


def test_two_versions_are_compared(walk):
    walk.executing()
    walk.move("revise_plan", walk.w.employee, JANUARY, reason="Tugas baru.")
    case = Appraisal.objects.get(pk=walk.case.pk)
    with clock.at(JANUARY):
        save_plan(case, by=walk.w.employee, edition=0, draft=complete_draft(results=2))
    page = text_of(enter(walk.w.rater).get(address(case), {"against": "1"}))
    assert "From version 1 to version 2" in page
    assert "<del>Additional result: Hasil 3</del>" in page


def test_strangers_find_nothing(walk):
    for person in (walk.w.stranger, outsider()):
        client = enter(person)
        assert client.get(address(walk.case)).status_code == 404
        assert client.post(address(walk.case), typed()).status_code == 404


def test_the_pages_cost_the_same_for_one_result_and_for_thirty(walk):
    client, reader = enter(walk.w.employee), enter(walk.w.rater)
    save_plan(walk.case, by=walk.w.employee, edition=0, draft=complete_draft(results=1))
    few = [statements(one, address(walk.case)) for one in (client, reader)]
    save_plan(walk.case, by=walk.w.employee, edition=1, draft=complete_draft(results=30))
    assert [statements(one, address(walk.case)) for one in (client, reader)] == few
    assert max(few) <= 20


def test_the_plan_written_on_the_page_can_be_proposed(walk):
    enter(walk.w.employee).post(address(walk.case), typed())
    engine.perform(walk.case, "propose", by=walk.w.employee, signature=signed(walk.w.employee))
    walk.case.refresh_from_db()
    assert walk.case.state == State.PROPOSED


def test_a_plan_has_room_for_so_much_and_no_more():
    with clock.at(JANUARY):
        walk = appraisal_at(State.DRAFTING, build_world())
        client = enter(walk.w.employee)
        data = typed(results=[f"Hasil {n}" for n in range(100)], action="add-result")
        assert "A plan cannot hold more than this." not in text_of(
            client.post(address(walk.case), data)
        )
        data = typed(1, results=[f"Hasil {n}" for n in range(161)], action="add-result")
        assert "A plan cannot hold more than this." in text_of(
            client.post(address(walk.case), data)
        )


def test_a_card_with_a_target_that_is_none_is_not_called_complete(walk):
    response = enter(walk.w.employee).post(address(walk.case), typed(**{"r0-i0-low": "95"}))
    assert "Not complete yet" in text_of(response)
    assert ">Complete<" not in text_of(response)


def test_a_band_upside_down_is_swapped_by_its_button(walk):
    client = enter(walk.w.employee)
    upside_down = typed(**{"r0-i0-low": "95"})
    page = text_of(client.post(address(walk.case), upside_down))
    assert 'value="swap-band:0:0"' in page
    (block,) = client.get(address(walk.case)).context["sheet"].results
    again = upside_down | {"action": "swap-band:0:0", "edition": 1, "r0-pk": block.pk}
    swapped = client.post(address(walk.case), again)
    assert swapped.status_code == 200
    assert "swap-band" not in text_of(swapped)
    assert swapped.context["sheet"].results[0].is_open
    indicator = walk.case.plan_version.results.get().indicators.get()
    assert (float(indicator.low), float(indicator.high)) == (90.5, 95)


@pytest.mark.parametrize("action", ["swap-band", "swap-band:x:y", "swap-band:7:7", "swap-band:0:"])
def test_a_swap_of_nothing_changes_nothing(walk, action):
    response = enter(walk.w.employee).post(address(walk.case), typed() | {"action": action})
    assert response.status_code in {200, 302}
    indicator = walk.case.plan_version.results.get().indicators.get()
    assert (float(indicator.low), float(indicator.high)) == (80.5, 90.5)


def test_saving_by_itself_says_which_value_could_not_be_kept(walk):
    data = typed(results=["Satu", "Dua"], **{"r1-i0-low": "banyak"}) | {"action": "autosave"}
    told = enter(walk.w.employee).post(address(walk.case), data).json()
    assert told["partly"] is True
    assert "Result 2, Expected from: Write a number" in told["detail"]
    whole = typed(1, results=["Satu", "Dua"]) | {"action": "autosave"}
    for key, pk in enumerate(walk.case.plan_version.results.values_list("pk", flat=True)):
        whole[f"r{key}-pk"] = pk
    assert enter(walk.w.employee).post(address(walk.case), whole).json()["partly"] is False


def test_saving_by_button_says_too_which_value_could_not_be_kept(walk):
    response = enter(walk.w.employee).post(address(walk.case), typed(**{"r0-i0-low": "banyak"}))
    bar = text_of(response).split('id="saved"')[1].split("</p>")[0]
    assert "data-wait" in bar
    assert "but for: Result 1, Expected from" in bar


def checked(walk):
    return text_of(enter(walk.w.employee).get(f"{address(walk.case)}check/"))


def test_a_whole_plan_says_at_the_top_where_to_go_on(walk):
    save_plan(walk.case, by=walk.w.employee, edition=0, draft=complete_draft())
    page = checked(walk)
    assert "Nothing is missing." in page
    assert "Still missing" not in page


def test_a_plan_that_lacks_something_is_not_called_whole(walk):
    page = checked(walk)
    assert "Nothing is missing." not in page
    assert "Still missing" in page


def test_the_page_that_proposes_says_first_that_one_signs_at_its_end(walk):
    save_plan(walk.case, by=walk.w.employee, edition=0, draft=complete_draft())
    page = text_of(enter(walk.w.employee).get(f"/cases/{walk.case.pk}/propose/"))
    told = page.index("At the end of this page you sign it")
    assert told < page.index('type="password"')
