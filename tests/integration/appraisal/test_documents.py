"""What was signed can be read, and proved, without the database it came from."""

import json

import pytest

from processes.appraisal.documents import DOCUMENTS, party
from processes.appraisal.state import State as S
from tests.appraisal_world import NEXT_JANUARY, appraisal_at
from workflow_core.engine.chain import verify
from workflow_core.people.models import Person, Posting, Unit
from workflow_core.signing.canonical import canonical
from workflow_core.signing.signatures import fingerprint

pytestmark = pytest.mark.django_db


def the_signature(walk, purpose):
    return walk.case.signatures.get(purpose=purpose)


@pytest.mark.parametrize(
    ("state", "purpose"),
    [
        (S.PROPOSED, "propose"),
        (S.EXECUTING, "set_plan"),
        (S.REPORTED, "report"),
        (S.RATED, "rate"),
        (S.ACCEPTED, "accept"),
        (S.DECIDED, "uphold"),
    ],
)
def test_the_same_content_gives_the_same_text_and_the_same_hash_again(state, purpose):
    walk = appraisal_at(state)
    signature = the_signature(walk, purpose)
    text = canonical(DOCUMENTS[purpose](walk.case))
    assert text == signature.document
    assert fingerprint(text) == signature.sha256


def test_what_was_signed_stays_word_for_word_whatever_happens_afterwards():
    walk = appraisal_at(S.DECIDED)
    w = walk.w
    walk.move("sign_decision", w.employee, NEXT_JANUARY, sign=True)
    before = dict(walk.case.signatures.values_list("purpose", "document"))
    assert set(before) == {
        "propose", "set_plan", "report", "rate", "uphold", "sign_decision"
    }  # fmt: skip
    Person.objects.filter(pk=w.employee.pk).update(name="Nama Baru", rank="IV/a")
    Unit.objects.filter(pk=w.bidang.pk).update(name="Bidang Lain")
    walk.case.plan_version.results.update(text="Lain sama sekali")
    assert dict(walk.case.signatures.values_list("purpose", "document")) == before
    assert list(verify()) == []


def test_a_plan_is_signed_with_everything_in_it_and_by_name():
    walk = appraisal_at(S.PROPOSED)
    document = json.loads(the_signature(walk, "propose").document)
    assert document["employee"] == {
        "name": walk.w.employee.full_name,
        "nip": "",
        "rank": walk.w.employee.rank,
        "post": "Jabatan pegawai",
        "unit": "Bidang Uji",
    }
    assert document["agreed"] is True
    assert [one["text"] for one in document["plan"]["results"]] == ["Hasil 1", "Hasil 2", "Hasil 3"]
    assert document["plan"]["results"][0]["indicators"][0]["low"] == "80"
    assert document["plan"]["expectations"] == [[1, "Ramah kepada warga."]]


def test_a_report_is_signed_with_its_evidence_and_what_was_measured():
    document = json.loads(the_signature(appraisal_at(S.REPORTED), "report").document)
    [first, *_others] = document["results"]
    assert first["text"] == "Tercapai"
    assert first["evidence"] == [["Rekap", "https://example.org/rekap", ""]]
    assert [row[1:] for row in first["measured"]] == [["85", "Persentase berkas selesai", "%"]]


def test_a_decision_is_signed_with_the_rating_before_and_after():
    document = json.loads(the_signature(appraisal_at(S.DECIDED), "uphold").document)
    assert document["outcome"] == "upheld"
    assert document["grounds"] == "Hasil 1 melebihi target."
    assert document["before"] == document["rating"]
    assert document["rating"]["predicate"] == "good"


def test_a_declaration_that_no_objection_is_filed_names_the_rating_it_speaks_of():
    walk = appraisal_at(S.ACCEPTED)
    walk.move("waive_objection", walk.w.employee, NEXT_JANUARY, sign=True)
    waiver = json.loads(the_signature(walk, "waive_objection").document)
    accepted = json.loads(the_signature(walk, "accept").document)
    assert waiver["document"] == "waiver"
    assert waiver["rating"] == accepted["rating"]


def test_somebody_without_a_post_stands_in_a_document_by_name_alone():
    walk = appraisal_at(S.DRAFTING)
    Posting.objects.filter(person=walk.w.rater).delete()
    stands = party(walk.w.rater)
    assert (stands["name"], stands["post"], stands["unit"]) == (walk.w.rater.full_name, "", "")


def test_nobody_is_nobody_in_a_document():
    assert party(None) is None
