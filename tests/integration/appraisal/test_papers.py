"""The papers of an appraisal: which there are, what stands on them, and that they never change."""

import datetime as dt
import json

import pytest
from django.db.models import QuerySet
from django.utils import translation

from processes.appraisal.papers.content import content
from processes.appraisal.papers.outline import outline
from processes.appraisal.state import State as S
from tests.appraisal_world import (
    FEBRUARY,
    JANUARY,
    LATE,
    NEXT_FEBRUARY,
    NEXT_JANUARY,
    WIB,
    appraisal_at,
    deputise,
    ratings,
    signed,
    write_plan,
)
from tests.pdf_text import squeezed, text_of
from workflow_core.calendar import clock
from workflow_core.engine import engine
from workflow_core.people.models import Person, Posting, Unit
from workflow_core.signing import papers
from workflow_core.signing.models import Signature

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def indonesian():
    with translation.override("id"):
        yield


def forms(case):
    return [(one.form, "draft" if one.is_draft else len(one.signatures)) for one in outline(case)]


def paper(case, form):
    """What is printed on a form."""
    [found] = [one for one in outline(case) if one.form == form]
    return content(case, found).data


def states(data):
    return [one["state"] for one in data["blocks"]]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (S.DRAFTING, [("A.1.7", "draft"), ("A.1.8", "draft")]),
        (S.PROPOSED, [("A.1.7", 1), ("A.1.8", 1)]),
        (S.EXECUTING, [("A.1.7", 2), ("A.1.8", 2), ("B.1.2", "draft")]),
        (S.REPORTED, [("A.1.7", 2), ("A.1.8", 2), ("B.1.2", 1)]),
        (S.RATED, [("A.1.7", 2), ("A.1.8", 2), ("B.1.2", 1), ("C.1.3", 1), ("D.1.1", 1)]),
        (S.ACCEPTED, [("A.1.7", 2), ("A.1.8", 2), ("B.1.2", 1), ("C.1.3", 1), ("D.1.1", 2)]),
        (S.DECIDED, [("A.1.7", 2), ("A.1.8", 2), ("B.1.2", 1), ("C.1.3", 1), ("D.1.3", 2)]),
        (S.UNSIGNED, [("A.1.7", 2), ("A.1.8", 2), ("B.1.2", 1), ("C.1.3", 1), ("D.1.1", 1)]),
    ],
)
def test_each_state_has_its_papers(state, expected):
    assert forms(appraisal_at(state).case) == expected


def test_a_superior_who_rates_in_the_raters_place_signs_form_d12():
    walk = appraisal_at(S.ESCALATED)
    walk.move("rate_as_superior", walk.w.superior, NEXT_FEBRUARY, ratings=ratings(), sign=True)
    data = paper(walk.case, "D.1.2")
    assert data["blocks"][1]["role"] == "6. Atasan Pejabat Penilai Kinerja"
    assert data["blocks"][1]["name"] == walk.w.superior.full_name


def test_whoever_rates_further_above_stands_on_the_paper_and_not_the_superior():
    walk = appraisal_at(S.ESCALATED)
    walk.move("escalate_further", None, LATE)
    walk.move("rate_as_superior", walk.w.regent, LATE, ratings=ratings(), sign=True)
    assert paper(walk.case, "D.1.2")["blocks"][1]["name"] == walk.w.regent.full_name


def test_an_unsigned_paper_says_that_it_is_a_draft_and_has_no_code_to_check():
    walk = appraisal_at(S.DRAFTING)
    with clock.at(JANUARY):
        write_plan(walk.case, walk.w.employee)
    walk.case.refresh_from_db()
    [plan, _annex] = outline(walk.case)
    text = text_of(papers.draft(content(walk.case, plan)))
    assert "DRAF–BELUMDITANDATANGANI" in text
    assert "Periksakeaslian" not in text
    assert squeezed("Hasil 1") in text


def test_a_half_signed_paper_says_whose_signature_is_missing():
    walk = appraisal_at(S.RECEIVED)
    status = paper(walk.case, "D.1.1")["status"]
    assert status == "BELUM LENGKAP – menunggu tanda tangan: Pegawai yang Dinilai"
    walk.move("accept", walk.w.employee, NEXT_JANUARY, sign=True)
    assert paper(walk.case, "D.1.1")["status"] == ""


def test_who_let_the_time_go_by_is_named_with_the_day_and_no_signature():
    data = paper(appraisal_at(S.UNSIGNED).case, "D.1.1")
    assert states(data) == ["absent", "signed"]
    [sentence] = data["blocks"][0]["lines"]
    assert sentence == "Tidak menandatangani sampai batas waktu (20 Februari 2027)"


def test_missing_signatures_on_a_decision_are_named_too():
    walk = appraisal_at(S.DECIDED)
    walk.move("sign_decision", walk.w.rater, NEXT_JANUARY, sign=True)
    walk.move("record_absence", None, LATE)
    assert states(paper(walk.case, "D.1.3")) == ["absent", "signed", "signed"]


def test_an_old_absence_does_not_stand_on_the_paper_of_a_new_rating():
    walk = appraisal_at(S.UNSIGNED)
    walk.move("send_back", walk.w.approver, LATE, reason="Ulangi.")
    walk.move("rate", walk.w.rater, LATE, ratings=ratings(), sign=True)
    assert states(paper(walk.case, "D.1.1")) == ["waiting", "signed"]


def test_a_plan_without_agreement_says_so_and_is_set_by_the_superior():
    walk = appraisal_at(S.DRAFTING)
    with clock.at(JANUARY):
        write_plan(walk.case, walk.w.employee)
    walk.move("propose_unsigned", walk.w.rater, NEXT_FEBRUARY, reason="Tidak setuju.")
    walk.move("set_plan", walk.w.superior, NEXT_FEBRUARY, sign=True)
    [employee, reviewer] = paper(walk.case, "A.1.7")["blocks"]
    assert employee["lines"] == ["Tidak disepakati oleh pegawai"]
    assert reviewer["role"] == "Atasan Pejabat Penilai Kinerja"
    assert reviewer["name"] == walk.w.superior.full_name


def test_a_deputy_stands_on_paper_under_the_name_of_his_principal():
    walk = appraisal_at(S.PROPOSED)
    w = walk.w
    deputise(w, w.rater, w.deputy)
    with clock.at(JANUARY):
        engine.perform(
            walk.case, "set_plan", by=w.deputy, on_behalf_of=w.rater, signature=signed(w.deputy)
        )
    walk.case.refresh_from_db()
    block = paper(walk.case, "A.1.7")["blocks"][1]
    assert block["for"] == f"a.n. {w.rater.full_name}"
    assert block["name"] == w.deputy.full_name
    assert (
        content(walk.case, outline(walk.case)[0]).signatories[1].on_behalf_of == w.rater.full_name
    )


def test_what_is_printed_comes_from_what_was_signed_whatever_happens_afterwards():
    walk = appraisal_at(S.ACCEPTED)
    w = walk.w
    before = [content(walk.case, one).data for one in outline(walk.case)]
    for person in (w.employee, w.rater, w.superior):
        Person.objects.filter(pk=person.pk).update(name="Nama Baru", rank="IV/a", nip=None)
    Posting.objects.filter(person=w.employee).update(title="Jabatan Baru", unit=w.dinas)
    Unit.objects.update(name="Unit Lain")
    walk.case.plan_version.results.update(text="Lain sama sekali")
    walk.case.realisations.update(text="Lain")
    walk.case.ratings.update(note="Lain", predicate="very_poor")
    walk.move("transfer", w.hr, LATE, line={"rater": w.superior.pk}, reason="Mutasi.")
    assert [content(walk.case, one).data for one in outline(walk.case)] == before
    assert "Nama Baru" not in json.dumps(before)


def test_a_changed_result_is_printed_with_the_old_plan_and_the_new_rating():
    walk = appraisal_at(S.EXPLAINED)
    walk.move(
        "change_result", walk.w.superior, NEXT_JANUARY, reason="Bukti baru.", sign=True,
        ratings=ratings("above", "above", note="Dorong.", departure_reason="Bukti."),
    )  # fmt: skip
    result, document = paper(walk.case, "C.1.3"), paper(walk.case, "D.1.3")
    assert result["body"]["predicate"] == "SANGAT BAIK"
    assert result["body"]["results"]["main"][0]["achieved"][0] == "Tercapai"
    assert result["blocks"][0]["role"] == "Atasan Pejabat Penilai Kinerja"
    assert document["body"]["predicate"] == "BAIK"
    objection = document["body"]["objection"]
    assert objection["predicate"] == "SANGAT BAIK"
    assert objection["grounds"] == ["Hasil 1 melebihi target."]
    assert "Sesuai bukti yang ada." in objection["statements"][0]


def test_a_rating_taken_back_has_no_paper_until_the_next():
    walk = appraisal_at(S.RATED)
    walk.move("recall", walk.w.rater, NEXT_JANUARY, reason="Keliru.")
    assert [form for form, _number in forms(walk.case)] == ["A.1.7", "A.1.8", "B.1.2"]


def test_a_revision_stands_as_a_draft_beside_the_plan_in_force():
    walk = appraisal_at(S.EXECUTING)
    walk.move("revise_plan", walk.w.employee, FEBRUARY, reason="Tugas baru.")
    assert forms(walk.case) == [("A.1.7", 2), ("A.1.8", 2), ("A.1.7", "draft"), ("A.1.8", "draft")]
    assert [one.edition for one in outline(walk.case)] == [1, 1, 2, 2]


def test_a_proposal_that_was_returned_is_a_draft_again():
    walk = appraisal_at(S.PROPOSED)
    walk.move("return_plan", walk.w.rater, JANUARY, reason="Perbaiki.")
    assert forms(walk.case) == [("A.1.7", "draft"), ("A.1.8", "draft")]


def test_what_was_signed_in_the_first_format_is_still_printed():
    """Earlier signatures name plan and report by number only, and stay as they are."""
    walk = appraisal_at(S.DECIDED)
    new = {"format", "place", "zone", "period_kind", "reviewer", "content", "report", "statements"}
    for one in walk.case.signatures.all():
        old = {key: value for key, value in json.loads(one.document).items() if key not in new}
        if old["document"] == "report":
            for row in old["results"]:
                row["measured"] = [pair[:2] for pair in row["measured"]]
                row["evidence"] = [["Rekap", "", "evidence/2026/x.pdf"]]
                row.pop("planned")
        QuerySet(Signature).filter(pk=one.pk).update(document=json.dumps(old), signer_as={})
    walk.case.refresh_from_db()
    assert paper(walk.case, "B.1.2")["body"]["results"][0]["text"] == "Hasil 1"
    assert paper(walk.case, "C.1.3")["body"]["results"]["main"][0]["text"] == "Hasil 1"
    assert paper(walk.case, "D.1.3")["blocks"][2]["name"] == walk.w.superior.full_name
    assert paper(walk.case, "A.1.7")["blocks"][0]["state"] == "signed"


def test_a_periodic_case_names_its_quarter_and_has_no_plan_of_its_own():
    from processes.appraisal import cycles
    from processes.appraisal.models import Cycle
    from processes.appraisal.papers import dates
    from tests.appraisal_world import build_cycle

    annual = appraisal_at(S.EXECUTING)
    quarter = build_cycle(annual.w, Cycle.Kind.QUARTERLY, 3)
    with clock.at(dt.datetime(2026, 8, 3, 9, tzinfo=WIB)):
        case = cycles.add_late_joiner(quarter, annual.w.employee, by=annual.w.hr)
    case.refresh_from_db()
    assert forms(case) == [("B.1.2", "draft")]
    assert paper(case, "B.1.2")["part"] == "TRIWULAN III"
    assert dates.part_of_year("monthly", "2026-05-01") == "BULAN MEI"


@pytest.mark.parametrize("form", ["A.1.7", "A.1.8", "B.1.2", "C.1.3", "D.1.3"])
def test_every_form_is_typeset_with_its_number_and_title(form):
    case = appraisal_at(S.DECIDED).case
    [found] = [one for one in outline(case) if one.form == form]
    text = text_of(papers.draft(content(case, found)))
    assert squeezed(f"FORMAT {form}") in text
    assert squeezed(found.title.upper()) in text


def test_the_qualitative_forms_are_typeset_too():
    walk = appraisal_at(S.DRAFTING)
    with clock.at(JANUARY):
        write_plan(walk.case, walk.w.employee)
    walk.case.plan_version.approach = "qualitative"
    walk.case.plan_version.save()
    walk.case.refresh_from_db()
    [plan, _annex] = outline(walk.case)
    assert plan.form == "A.1.6"
    assert "PENDEKATANHASILKERJAKUALITATIF" in text_of(papers.draft(content(walk.case, plan)))


def test_behaviour_is_printed_with_all_values_and_guides():
    data = paper(appraisal_at(S.EXECUTING).case, "A.1.7")
    assert len(data["body"]["values"]) == 7
    assert all(len(one["guides"]) == 3 for one in data["body"]["values"])
    assert data["body"]["values"][0]["expectation"] == "Ramah kepada warga."


def test_outlines_take_the_same_statements_whatever_the_length_of_the_history(
    django_assert_max_num_queries,
):
    walk = appraisal_at(S.DECIDED)
    case = type(walk.case).objects.select_related("cycle", "plan_version").get(pk=walk.case.pk)
    with django_assert_max_num_queries(4):
        outline(case)
