"""Drafts: written by whose turn it is, never over somebody's newer text."""

import pytest

from processes.appraisal import services
from processes.appraisal.models import Evidence
from processes.appraisal.state import State as S
from tests.appraisal_world import DECEMBER, JANUARY, appraisal_at, complete_draft
from workflow_core.calendar import clock
from workflow_core.engine.errors import Conflict, Forbidden, NotReady

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafting():
    walk = appraisal_at(S.DRAFTING)
    with clock.at(JANUARY):
        yield walk


@pytest.fixture
def executing():
    walk = appraisal_at(S.EXECUTING)
    with clock.at(DECEMBER):
        yield walk


def test_a_plan_saved_over_a_newer_one_is_refused_with_the_edition_that_is_stored(drafting):
    case, by = drafting.case, drafting.w.employee
    services.save_plan(case, by=by, edition=0, draft=complete_draft())
    with pytest.raises(services.Stale) as stale:
        services.save_plan(case, by=by, edition=0, draft=complete_draft(results=1))
    assert stale.value.edition == 1
    assert case.plan_version.results.count() == 3


def test_nobody_but_the_employee_writes_the_plan_while_it_is_his_turn(drafting):
    for by in (drafting.w.rater, drafting.w.hr, drafting.w.colleague):
        with pytest.raises(Forbidden):
            services.save_plan(drafting.case, by=by, edition=0, draft=complete_draft())


def test_a_result_keeps_its_id_when_the_plan_is_saved_again(drafting):
    case, by = drafting.case, drafting.w.employee
    services.save_plan(case, by=by, edition=0, draft=complete_draft(results=2))
    first, second = case.plan_version.results.all()
    kept = services.ResultDraft(text="Hasil dua, lebih jelas", pk=second.pk)
    draft = services.PlanDraft(results=(kept, services.ResultDraft(text="Hasil baru")))
    services.save_plan(case, by=by, edition=1, draft=draft)
    stored = list(case.plan_version.results.values_list("pk", "text"))
    assert stored[0] == (second.pk, "Hasil dua, lebih jelas")
    assert stored[1][1] == "Hasil baru"
    assert first.pk not in dict(stored)


def test_a_report_saved_over_a_newer_one_is_refused(executing):
    case, by = executing.case, executing.w.employee
    assert services.save_report(case, by=by, edition=0, drafts={}) == 1
    with pytest.raises(services.Stale):
        services.save_report(case, by=by, edition=0, drafts={})


def test_what_is_reported_of_another_plans_result_is_not_stored(executing):
    drafts = {987654: services.RealisationDraft(text="Tercapai")}
    services.save_report(executing.case, by=executing.w.employee, edition=0, drafts=drafts)
    assert not executing.case.realisations.exists()


def test_evidence_is_a_link_or_a_file_at_a_result_of_the_plan(executing):
    case, by = executing.case, executing.w.employee
    result = case.plan_version.results.first()
    for wrong in ({"result_id": result.pk}, {"result_id": 987654, "url": "https://example.org"}):
        with pytest.raises(NotReady):
            services.add_evidence(case, by=by, title="Rekap", **wrong)
    assert not Evidence.objects.exists()


def test_evidence_is_taken_away_again_before_the_report_is_handed_in(executing):
    case, by = executing.case, executing.w.employee
    result = case.plan_version.results.first()
    link = {"result_id": result.pk, "url": "https://example.org"}
    evidence = services.add_evidence(case, by=by, title="Rekap", **link)
    services.remove_evidence(case, by=by, evidence_id=evidence.pk)
    assert not Evidence.objects.exists()


def test_the_evidence_of_a_report_that_was_handed_in_stays():
    walk = appraisal_at(S.REPORTED)
    evidence = Evidence.objects.first()
    with clock.at(DECEMBER), pytest.raises(Conflict):
        services.remove_evidence(walk.case, by=walk.w.employee, evidence_id=evidence.pk)
