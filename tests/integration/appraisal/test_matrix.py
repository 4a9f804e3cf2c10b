"""The role-result matrix: built from the plans, noted by the head, taken over by the employee."""

from dataclasses import replace

import pytest

from processes.appraisal import matrix, services
from processes.appraisal.models import Appraisal, Role
from processes.appraisal.state import State as S
from tests.appraisal_world import JANUARY, Walk, appraisal_at, complete_draft, outsider, someone
from workflow_core.calendar import clock
from workflow_core.engine.errors import Forbidden
from workflow_core.engine.standing import Standing

from .page_tools import enter, statements, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    """A head with a set plan of three results, two members who draft theirs."""
    with clock.at(JANUARY):
        own = appraisal_at(S.DRAFTING)
        w = own.w
        leader = Walk(w, own.cycle, w.rater)
        services.save_plan(leader.case, by=w.rater, edition=0, draft=complete_draft())
        leader.move("propose", w.rater, JANUARY, sign=True)
        leader.move("set_plan", w.superior, JANUARY, sign=True)
        other = Walk(w, own.cycle, w.colleague)
        yield leader, own, other


def write(walk, person, **first):
    """A plan of two results; what is given belongs to the first."""
    draft = complete_draft(results=2)
    results = (replace(draft.results[0], text="Loket tertib", **first), draft.results[1])
    draft = replace(draft, results=results)
    walk.case.refresh_from_db()
    edition = walk.case.plan_version.edition
    services.save_plan(walk.case, by=person, edition=edition, draft=draft)


def address(leader):
    return f"/appraisal/matrix/{leader.case.pk}/"


def cells(leader, who):
    found = matrix.matrix_of(leader.case, Standing(leader.w.rater))
    return next(row for row in found.rows if row.case.subject == who)


def test_a_result_stands_under_the_heads_result_that_it_supports(team):
    leader, own, _other = team
    second = leader.case.plan_version.results.all()[1]
    write(own, own.w.employee, supported_id=second.pk, cascade="region")
    row = cells(leader, own.w.employee)
    assert [[one.text for one in cell.planned] for cell in row.cells] == [[], ["Loket tertib"], []]
    assert [one.text for one in row.others] == ["Hasil 2"]


def test_one_that_names_the_result_word_for_word_stands_there_too(team):
    leader, own, _other = team
    write(own, own.w.employee, supports="Hasil 3 ")
    assert cells(leader, own.w.employee).cells[2].planned[0].text == "Loket tertib"


def test_it_stays_in_its_place_when_the_head_revises_and_rewords(team):
    leader, own, _other = team
    first = leader.case.plan_version.results.first()
    write(own, own.w.employee, supported_id=first.pk)
    leader.move("revise_plan", leader.w.rater, JANUARY, reason="Perlu.")
    leader.case.plan_version.results.filter(root=first).update(text="Kata lain")
    leader.move("propose", leader.w.rater, JANUARY, sign=True)
    leader.move("set_plan", leader.w.superior, JANUARY, sign=True)
    row = cells(leader, own.w.employee)
    assert (row.cells[0].result.text, len(row.cells[0].planned)) == ("Kata lain", 1)


def typed(leader, **cells_):
    """What the head sends: by number of the result, kind and text."""
    results = list(leader.case.plan_version.results.all())
    data = {}
    for place, result in enumerate(results):
        cascade, text = cells_.get(f"c{place}", ("", ""))
        data |= {f"r{result.pk}-cascade": cascade, f"r{result.pk}-text": text,
                 f"r{result.pk}-team": ""}  # fmt: skip
    return data


def test_the_head_notes_roles_and_that_there_is_none(team):
    leader, own, _other = team
    data = typed(leader, c0=("load", "Separuh berkas tuntas"), c1=("none", ""))
    client = enter(leader.w.rater)
    assert client.post(f"{address(leader)}{own.case.pk}/", data).status_code == 302
    page = text_of(client.get(address(leader)))
    assert "Separuh berkas tuntas" in page
    assert "Not in the plan yet" in page
    assert "No role" in page


def test_the_employee_takes_the_noted_role_over_into_his_plan(team):
    leader, own, _other = team
    data = typed(leader, c0=("load", "Separuh berkas tuntas"))
    enter(leader.w.rater).post(f"{address(leader)}{own.case.pk}/", data)
    client = enter(own.w.employee)
    href = f"/appraisal/plan/{own.case.pk}/"
    assert "Add 1 role from the matrix" in text_of(client.get(href))
    sent = {"edition": 0, "action": "copy-roles", "plan-approach": "quantitative", "result": []}
    client.post(href, sent)
    result = own.case.plan_version.results.get()
    kept = (result.text, result.cascade, result.supported.text)
    assert kept == ("Separuh berkas tuntas", "load", "Hasil 1")
    assert "from the matrix" not in text_of(client.get(href))
    assert not cells(leader, own.w.employee).cells[0].is_missing


def test_noting_again_replaces_what_was_noted(team):
    leader, own, _other = team
    client = enter(leader.w.rater)
    for text in ("Pertama", "Kedua"):
        client.post(f"{address(leader)}{own.case.pk}/", typed(leader, c0=("aspect", text)))
    assert [one.text for one in Role.objects.all()] == ["Kedua"]


def test_a_role_beside_no_role_is_a_contradiction_told_at_its_field(team):
    leader, own, _other = team
    data = typed(leader, c0=("none", "Tetap ada"))
    response = enter(leader.w.rater).post(f"{address(leader)}{own.case.pk}/", data)
    assert response.status_code == 422
    assert "Tetap ada" in text_of(response)
    assert not Role.objects.exists()


@pytest.mark.parametrize("who", ["superior", "hr", "auditor"])
def test_others_read_the_matrix_and_cannot_note_anything(team, who):
    leader, own, _other = team
    client = enter(getattr(leader.w, who))
    assert "Note the parts" not in text_of(client.get(address(leader)))
    answer = client.post(f"{address(leader)}{own.case.pk}/", typed(leader, c0=("load", "x")))
    assert answer.status_code == 403
    with pytest.raises(Forbidden):
        matrix.save_roles(leader.case, by=getattr(leader.w, who), member=own.w.employee, drafts={})


def test_members_and_strangers_do_not_see_the_heads_matrix(team):
    leader, own, _other = team
    for person in (own.w.employee, own.w.stranger, outsider()):
        assert enter(person).get(address(leader)).status_code == 404


def test_only_members_of_the_team_can_be_noted(team):
    leader, _own, _other = team
    page = f"{address(leader)}{leader.case.pk}/"
    assert enter(leader.w.rater).get(page).status_code == 404


def test_the_matrix_costs_the_same_for_two_members_and_for_twenty(team):
    leader, own, _other = team
    client = enter(leader.w.rater)
    few = statements(client, address(leader))
    for number in range(18):
        Walk(own.w, own.cycle, someone(own.w, f"anggota-{number}", own.w.bidang))
    assert Appraisal.objects.filter(rater=own.w.rater).count() == 20
    assert statements(client, address(leader)) == few <= 15
