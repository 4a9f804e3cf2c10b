"""Results of earlier years: brought in by HR from a file, read beside today's by the person."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from processes.appraisal.models import PastResult
from processes.appraisal.state import State as S
from tests.appraisal_world import NEXT_JANUARY, appraisal_at, build_world, outsider
from tests.form_reader import fields_of
from workflow_core.calendar import clock
from workflow_core.people.models import Person

from .page_tools import enter, text_of

pytestmark = pytest.mark.django_db

IMPORT, OWN = "/appraisal/history/import/", "/appraisal/history/"
NIP = "198903012014122001"
HEAD = "NIP;TAHUN;SKEMA;NILAI SKP;NILAI PERILAKU;BOBOT;IDE BARU;NILAI AKHIR;PREDIKAT"


@pytest.fixture
def w():
    world = build_world()
    Person.objects.filter(pk=world.employee.pk).update(nip=NIP)
    return world


def as_csv(*lines, head=HEAD):
    return SimpleUploadedFile("riwayat.csv", "\n".join([head, *lines]).encode())


def as_workbook(*rows):
    book = openpyxl.Workbook()
    for row in (HEAD.split(";"), *rows):
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("riwayat.xlsx", out.getvalue())


def look(w, file, by=None):
    """Hand a file in; the answer is the page that says what it would do."""
    with clock.at(NEXT_JANUARY):
        client = enter(by or w.hr)
        sent = client.post(IMPORT, {"file": file})
        assert sent.status_code == 302, text_of(sent)
        return client, sent.url, client.get(sent.url)


def bring_in(w, file):
    client, address, page = look(w, file)
    with clock.at(NEXT_JANUARY):
        return client.post(address, fields_of(page, "digest"))


def history(person, address=OWN):
    with clock.at(NEXT_JANUARY):
        return text_of(enter(person).get(address))


def test_e10_the_scores_of_pp_30_are_computed_and_never_rounded_before_their_band(w):
    done = bring_in(
        w,
        as_csv(
            f"{NIP};2019;PP 30/2019;108;105;70/30;tidak;;",
            f"{NIP};2020;PP 30/2019;118;112;60/40;ya;;",
            f"{NIP};2021;PP 30/2019;118;112;60/40;tidak;;",
            f"{NIP};2018;PP 30/2019;89,99;90;70/30;tidak;;",
        ),
    )
    assert "The file is imported" in text_of(done)
    found = {
        one.year: (f"{one.score:f}".rstrip("0"), one.label) for one in PastResult.objects.all()
    }
    assert found == {
        2019: ("107.1", "Baik"),
        2020: ("115.6", "Sangat Baik"),
        2021: ("115.6", "Baik"),
        2018: ("89.993", "Cukup"),
    }
    told = history(w.employee)
    for words in ("PP 30/2019", "107.1", "89.993", "Sangat Baik", "Cukup"):
        assert words in told


def test_other_schemes_are_kept_with_their_name(w):
    bring_in(
        w,
        as_csv(
            f"{NIP};2015;PP 46/2011;90;85;;;88;Baik", f"{NIP};2023;PermenPANRB 6/2022;;;;;;Baik"
        ),
    )
    old, new = PastResult.objects.order_by("year")
    assert (old.scheme, f"{old.score:f}"[:4], old.flags) == ("pp46", "88.0", [])
    assert (new.scheme, new.score, new.label) == ("permenpanrb", None, "Baik")


def test_a_workbook_with_numbers_as_numbers_is_read_as_exactly_as_a_csv(w):
    bring_in(w, as_workbook([NIP, 2019, "PP 30", 89.99, 90, "70/30", None, None, None]))
    assert f"{PastResult.objects.get().score:f}" == "89.993000"


def test_a_wrong_sum_and_a_wrong_predicate_are_kept_and_flagged_everywhere(w):
    row = f"{NIP};2019;PP 30;108;105;70/30;tidak;109;Sangat Baik"
    _client, _address, page = look(w, as_csv(row))
    assert "computed 107.1, in the file 109" in text_of(page)
    bring_in(w, as_csv(row))
    kept = PastResult.objects.get()
    assert kept.flags == ["sum", "label"]
    assert kept.label == "Baik"
    told = history(w.employee)
    assert "the sum in the file does not fit" in told
    assert "in the file: 109, Sangat Baik" in told


def test_a_sum_written_with_fewer_decimals_is_no_wrong_sum(w):
    bring_in(w, as_csv(f"{NIP};2019;PP 30;89,99;90;70/30;tidak;89,99;Cukup"))
    assert PastResult.objects.get().flags == []


def test_the_preview_writes_nothing_and_the_same_file_twice_is_once(w):
    row = f"{NIP};2019;PP 30;108;105;70/30;tidak;;"
    look(w, as_csv(row))
    assert not PastResult.objects.exists()
    bring_in(w, as_csv(row))
    again = text_of(bring_in(w, as_csv(row)))
    assert "Results without change" in again
    assert PastResult.objects.count() == 1


def test_a_corrected_file_adds_a_row_and_the_old_one_stays_readable_in_the_table(w):
    bring_in(w, as_csv(f"{NIP};2019;PP 30;108;105;70/30;tidak;;"))
    bring_in(w, as_csv(f"{NIP};2019;PP 30;100;105;70/30;tidak;;"))
    assert PastResult.objects.count() == 2
    told = history(w.employee)
    assert "101.5" in told
    assert "107.1" not in told
    with pytest.raises(TypeError):
        PastResult.objects.update(score=1)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"{NIP};1999;PP 30;1;1;70/30;;;", "The year runs from 2010"),
        (f"{NIP};2019;PP 99;1;1;;;;", "The scheme is PP 46, PP 30 or PermenPANRB."),
        (f"{NIP};2019;PP 30;108;105;50/50;;;", "The weights are one of"),
        (f"{NIP};2019;PP 30;;105;70/30;;;", "NILAI SKP is empty."),
        (f"{NIP};2019;PP 30;seratus;105;70/30;;;", "NILAI SKP: Write a number"),
        (f"{NIP};2019;PP 30;121;105;70/30;;;", "run from 0 to 120"),
        (f"{NIP};2019;PP 30;100;105;70/30;mungkin;;", "Write “ya” or “tidak”."),
        (f"{NIP};2023;PermenPANRB;;;;;;", "a predicate and no score"),
        (f"{NIP};2023;PermenPANRB;;;;;;Lumayan", "Unknown predicate"),
        ("123;2023;PermenPANRB;;;;;;Baik", "NIP"),
    ],
)
def test_a_wrong_row_is_an_error_with_its_row_and_nothing_can_be_imported(w, line, said):
    client, address, page = look(w, as_csv(f"{NIP};2015;PP 46;90;85;;;;", line))
    told = text_of(page)
    assert said in told
    assert "row 3" in told
    assert "Import it" not in told
    with clock.at(NEXT_JANUARY):
        digest = "0" * 64
        assert client.post(address, {"digest": digest}).status_code == 422
    assert not PastResult.objects.exists()


def test_the_same_year_twice_in_a_file_is_an_error(w):
    line = f"{NIP};2015;PP 46;90;85;;;;"
    assert "stand in row 2 already" in text_of(look(w, as_csv(line, line))[2])


def test_whoever_is_not_of_this_institution_is_left_out_with_a_remark(w):
    stranger = "197408121997031001"
    done = text_of(bring_in(w, as_csv(f"{stranger};2015;PP 46;90;85;;;;")))
    assert f"Nobody in this institution has the NIP {stranger}" in done
    assert not PastResult.objects.exists()


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("x.csv", b"\0\1\2"),
        SimpleUploadedFile("x.csv", b"NAMA;KOTA\nA;B\n"),
        SimpleUploadedFile("x.xlsx", b"PK\3\4rusak"),
    ],
    ids=["binary", "other columns", "broken workbook"],
)
def test_a_file_that_is_none_is_refused_in_words(w, file):
    told = text_of(look(w, file)[2])
    assert "The file cannot be imported as it is." in told


def test_only_hr_brings_in_and_only_the_person_and_hr_read(w):
    bring_in(w, as_csv(f"{NIP};2019;PP 30;108;105;70/30;tidak;;"))
    address = f"{OWN}{w.employee.pk}/"
    assert "107.1" in history(w.hr, address)
    assert "107.1" not in history(w.colleague)
    with clock.at(NEXT_JANUARY):
        for person in (w.rater, w.colleague, w.stranger, w.auditor, outsider()):
            client = enter(person)
            assert client.get(address).status_code == 404
        for person in (w.rater, w.auditor, w.employee):
            assert enter(person).get(IMPORT).status_code == 404


def test_earlier_years_stand_beside_the_results_of_this_application_once_delivered(w):
    walk = appraisal_at(S.RATED, w)
    bring_in(w, as_csv(f"{NIP};2019;PP 30;108;105;70/30;tidak;;"))
    assert "Tahun 2026" not in history(w.employee)
    assert "Tahun 2026" in history(w.hr, f"{OWN}{w.employee.pk}/")
    walk.move("deliver", w.rater, NEXT_JANUARY)
    told = history(w.employee)
    assert "Tahun 2026" in told
    assert "107.1" in told
