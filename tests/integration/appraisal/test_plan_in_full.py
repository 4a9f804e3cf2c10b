"""What a plan says beyond results and targets: perspectives, acting posts, cascade and annex."""

import datetime as dt
import json
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from processes.appraisal import services
from processes.appraisal.completeness import missing_in_plan
from processes.appraisal.documents import party, plan_content
from processes.appraisal.models import PlannedResult, PlanVersion
from processes.appraisal.movement import proposal_for
from processes.appraisal.state import State as S
from processes.appraisal.versions import copy_version
from tests.appraisal_world import JANUARY, Walk, appraisal_at, build_world, complete_draft, signed
from workflow_core.calendar import clock
from workflow_core.engine import engine
from workflow_core.engine.errors import NotReady
from workflow_core.people.models import Person, Posting

from .page_tools import enter, text_of
from .test_plan_page import address, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

P = PlannedResult.Perspective


@pytest.fixture
def walk():
    with clock.at(JANUARY):
        yield appraisal_at(S.DRAFTING)


def save(walk, person, *perspectives, **more):
    """Save a plan of so many results, each with its perspective."""
    draft = complete_draft(results=len(perspectives))
    results = [
        replace(one, perspective=two) for one, two in zip(draft.results, perspectives, strict=True)
    ]
    walk.case.refresh_from_db()
    edition = walk.case.plan_version.edition
    draft = replace(draft, results=tuple(results), **more)
    return services.save_plan(walk.case, by=person, edition=edition, draft=draft)


def lacks(version):
    return [one.sentence for one in missing_in_plan(PlanVersion.objects.get(pk=version.pk))]


def acting(person, unit, *, kind=Posting.Kind.PLT, ends=None):
    return Posting.objects.create(
        person=person, unit=unit, title="Kepala Dinas", kind=kind, starts=dt.date(2026, 1, 5),
        ends=ends, source="SPT 12/2026",
    )  # fmt: skip


def test_the_head_of_an_agency_must_write_by_perspective_and_a_subordinate_head_need_not(walk):
    agency = Walk(walk.w, walk.cycle, walk.w.superior)
    division = Walk(walk.w, walk.cycle, walk.w.rater)
    found = [one.case.plan.by_perspective for one in (agency, division, walk)]
    assert found == [True, False, False]


def test_a_plan_of_an_agency_without_the_perspective_of_budget_is_refused_in_words(walk):
    agency = Walk(walk.w, walk.cycle, walk.w.superior)
    version = save(agency, walk.w.superior, P.RECIPIENTS, P.PROCESS, P.INTERNAL)
    [sentence] = lacks(version)
    assert "perspective of budget" in sentence
    with pytest.raises(NotReady):
        engine.perform(
            agency.case, "propose", by=walk.w.superior, signature=signed(walk.w.superior)
        )


def test_with_budget_and_a_perspective_at_every_result_the_plan_is_complete(walk):
    agency = Walk(walk.w, walk.cycle, walk.w.superior)
    version = save(agency, walk.w.superior, P.RECIPIENTS, P.BUDGET)
    assert lacks(version) == []
    version = save(agency, walk.w.superior, P.BUDGET, "")
    assert lacks(version) == ["Result 2: say which of the four perspectives it belongs to."]


def test_a_head_who_begins_with_perspectives_goes_through_with_them(walk):
    division = Walk(walk.w, walk.cycle, walk.w.rater)
    assert lacks(save(division, walk.w.rater, "", "")) == []
    found = lacks(save(division, walk.w.rater, P.PROCESS, ""))
    assert len(found) == 2


def test_only_heads_are_asked_for_perspectives(walk):
    assert "Perspective" not in text_of(enter(walk.w.employee).get(address(walk.case)))
    division = Walk(walk.w, walk.cycle, walk.w.rater)
    assert "Perspective" in text_of(enter(walk.w.rater).get(address(division.case)))


def test_a_result_of_an_acting_post_is_a_main_result_whatever_was_ticked(walk):
    post = acting(walk.w.employee, walk.w.dinas)
    client = enter(walk.w.employee)
    client.post(address(walk.case), typed(**{"r0-main": "0", "r0-acting": post.pk}))
    result = walk.case.plan_version.results.get()
    assert (result.main, result.acting) == (True, post)


@pytest.mark.parametrize("kind", [Posting.Kind.PLT, Posting.Kind.PLH])
def test_the_database_keeps_no_additional_result_of_an_acting_post(walk, kind):
    post = acting(walk.w.employee, walk.w.dinas, kind=kind)
    with pytest.raises(IntegrityError), transaction.atomic():
        walk.case.plan_version.results.create(text="Hasil Plt.", main=False, acting=post)


def test_the_plan_shows_the_acting_post_with_its_dates_and_the_signed_paper_keeps_them(walk):
    post = acting(walk.w.employee, walk.w.dinas, ends=dt.date(2026, 6, 30))
    enter(walk.w.employee).post(address(walk.case), typed(**{"r0-acting": post.pk}))
    label = "Plt. Kepala Dinas, Jan. 5, 2026 to June 30, 2026"
    page = text_of(enter(walk.w.rater).get(address(walk.case)))
    assert label in page
    version = PlanVersion.objects.get(pk=walk.case.plan_version_id)
    assert [one["acting"] for one in plan_content(version)["results"]] == [label]


def test_a_post_of_somebody_else_or_of_another_year_cannot_be_chosen(walk):
    theirs = acting(walk.w.colleague, walk.w.dinas)
    old = acting(walk.w.employee, walk.w.dinas, ends=dt.date(2026, 1, 6))
    Posting.objects.filter(pk=old.pk).update(starts=dt.date(2025, 1, 1), ends=dt.date(2025, 6, 30))
    now = acting(walk.w.employee, walk.w.dinas)
    client = enter(walk.w.employee)
    for post in (theirs, old):
        assert client.post(address(walk.case), typed(**{"r0-acting": post.pk})).status_code == 422
    assert client.post(address(walk.case), typed(**{"r0-acting": now.pk})).status_code == 302


def test_the_link_to_the_superiors_result_outlives_the_superiors_revision(walk):
    w = walk.w
    leader = Walk(w, walk.cycle, w.rater)
    save(leader, w.rater, "", "")
    leader.move("propose", w.rater, JANUARY, sign=True)
    leader.move("set_plan", w.superior, JANUARY, sign=True)
    first = leader.case.plan_version.results.first()
    client = enter(w.employee)
    client.post(address(walk.case), typed(**{"r0-supports_from": first.pk, "r0-cascade": "region"}))
    leader.move("revise_plan", w.rater, JANUARY, reason="Tugas baru.")
    leader.move("propose", w.rater, JANUARY, sign=True)
    leader.move("set_plan", w.superior, JANUARY, sign=True)
    again = leader.case.plan_version.results.first()
    assert again.pk != first.pk
    form = client.get(address(walk.case)).context["sheet"].results[0].form
    assert form["supports_from"].value() == str(again.pk)
    assert form["cascade"].value() == "region"


def test_the_annex_asks_for_every_kind_of_support_and_both_kinds_of_consequence(walk):
    given = {
        "resources_staff": "Satu orang", "resources_budget": "Rp10 juta",
        "resources_equipment": "Pemindai", "resources_guidance": "Dua mingguan",
        "resources_facilities": "Ruang rapat", "accountability": "Bulanan",
        "consequences": "Penghargaan", "consequences_unmet": "Teguran",
    }  # fmt: skip
    more = {f"plan-{name}": text for name, text in given.items()}
    enter(walk.w.employee).post(address(walk.case), typed(**more))
    page = text_of(enter(walk.w.rater).get(address(walk.case)))
    assert [text for text in given.values() if text not in page] == []


def test_a_copy_keeps_perspective_cascade_team_acting_post_and_lineage(walk):
    post = acting(walk.w.employee, walk.w.dinas)
    version = walk.case.plan_version
    kept = {"perspective": P.PROCESS, "cascade": "load", "team": "Tim SPBE", "acting": post}
    result = version.results.create(text="Satu", **kept)
    copied = copy_version(version).results.get()
    assert {name: getattr(copied, name) for name in kept} == kept
    assert copied.lineage == result.pk == copy_version(copied.version).results.get().lineage


def test_a_paper_names_the_post_of_a_contract_that_has_an_end():
    w = build_world()
    Posting.objects.filter(person=w.employee).update(ends=dt.date(2026, 12, 31))
    with clock.at(JANUARY):
        assert party(w.employee)["post"] == "Jabatan pegawai"


def test_a_signed_paper_keeps_name_and_post_whatever_happens_later():
    walk = appraisal_at(S.PROPOSED)
    Posting.objects.filter(person=walk.w.employee).update(title="Jabatan lain")
    Person.objects.filter(pk=walk.w.employee.pk).update(name="Nama Baru")
    kept = json.loads(walk.case.signatures.get().document)["employee"]
    assert (kept["name"], kept["post"]) == ("Pegawai", "Jabatan pegawai")


def test_whoever_is_seconded_keeps_his_rater_at_home_and_plan_and_case_say_so(walk):
    w = walk.w
    seconded = acting(w.employee, w.bidang, kind=Posting.Kind.SECONDED)
    Posting.objects.filter(pk=seconded.pk).update(title="Dewan Kerajinan")
    assert proposal_for(walk.case, dt.date(2026, 1, 12)) is None
    client = enter(w.rater)
    for page in (address(walk.case), f"/cases/{walk.case.pk}/"):
        told = text_of(client.get(page))
        assert "Dewan Kerajinan, since Jan. 5, 2026. Rated at home, on feedback" in told
