"""The self-report, its evidence, and the reviewer's remarks."""

import io
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from processes.appraisal.models import Appraisal, Evidence
from processes.appraisal.services import save_report
from processes.appraisal.state import State
from tests.appraisal_world import DECEMBER, JANUARY, NEXT_JANUARY, Walk, appraisal_at, outsider
from workflow_core.calendar import clock

from .page_tools import enter, nothing_written, statements, text_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 bukti"


@pytest.fixture
def walk():
    with clock.at(DECEMBER):
        yield appraisal_at(State.EXECUTING)


def address(case):
    return f"/appraisal/report/{case.pk}/"


def typed(case, edition=0, **more):
    """What the form sends for the first result; the others stay empty."""
    first = case.plan_version.results.first()
    band = first.indicators.get()
    own = {"text": "Akta terbit dalam satu hari.", f"measured_{band.pk}": "87,5"}
    return {"edition": edition, "action": "save"} | {
        f"r{first.pk}-{name}": value for name, value in (own | more).items()
    }


def office_file(part, *, macros=False):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<x/>")
        if macros:
            archive.writestr("word/vbaProject.bin", "x")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("number", "stored"), [("87,5", "87.5"), ("87.5", "87.5"), ("1.250,5", "1250.5"), ("90", "90")]
)
def test_achievements_and_measured_values_are_saved(walk, number, stored):
    client = enter(walk.w.employee)
    with nothing_written():
        assert client.get(address(walk.case)).status_code == 200
    data = {
        name: number if "measured" in name else value for name, value in typed(walk.case).items()
    }
    assert client.post(address(walk.case), data).status_code == 302
    realisation = walk.case.realisations.get(text="Akta terbit dalam satu hari.")
    assert realisation.measurements.get().value == Decimal(stored)
    assert f'value="{stored}"' in text_of(client.get(address(walk.case)))


def test_a_number_that_is_none_is_told_at_its_field_and_the_text_stays(walk):
    data = {
        name: "banyak" if "measured" in name else value for name, value in typed(walk.case).items()
    }
    response = enter(walk.w.employee).post(address(walk.case), data)
    assert response.status_code == 422
    assert "Write a number" in text_of(response)
    assert "Akta terbit dalam satu hari." in text_of(response)
    kept = walk.case.realisations.get(text="Akta terbit dalam satu hari.")
    assert not kept.measurements.exists()


def test_a_link_is_added_once_however_often_it_is_sent_and_can_be_removed(walk):
    client = enter(walk.w.employee)
    for edition in range(2):
        data = typed(walk.case, edition, url="https://contoh.go.id/rekap", title="Rekap")
        assert client.post(address(walk.case), data).status_code == 302
    one = Evidence.objects.get()
    assert "Rekap" in text_of(client.get(address(walk.case)))
    client.post(address(walk.case), typed(walk.case, 2) | {"remove": one.pk})
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "ftp://contoh.go.id/a", "data:text/html,x"]
)
def test_only_links_of_the_web_are_taken(walk, link):
    response = enter(walk.w.employee).post(address(walk.case), typed(walk.case, url=link))
    assert response.status_code == 422
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (PDF, "pdf"),
        (b"\xff\xd8\xff\xe0 foto", "jpg"),
        (b"\x89PNG\r\n\x1a\n gambar", "png"),
        (office_file("word/document.xml"), "docx"),
        (office_file("xl/workbook.xml"), "xlsx"),
    ],
)
def test_files_are_kept_by_what_they_contain(walk, content, extension):
    client = enter(walk.w.employee)
    file = SimpleUploadedFile("Rekap Desember.exe", content)
    assert client.post(address(walk.case), typed(walk.case, file=file)).status_code == 302
    kept = Evidence.objects.get()
    assert kept.file.name.endswith(f".{extension}")
    response = enter(walk.w.rater).get(f"/appraisal/evidence/{kept.pk}/")
    assert b"".join(response.streaming_content) == content
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Disposition"].endswith(f'.{extension}"')
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "content",
    [
        b"MZ program",
        b"<html>",
        office_file("lain.xml"),
        office_file("word/document.xml", macros=True),
        b"PK\x03\x04 rusak",
    ],
)
def test_other_files_are_refused_whatever_they_are_called(walk, content):
    file = SimpleUploadedFile("bukti.pdf", content, content_type="application/pdf")
    response = enter(walk.w.employee).post(address(walk.case), typed(walk.case, file=file))
    assert response.status_code == 422
    assert "Only PDF, JPG, PNG, DOCX and XLSX" in text_of(response)


def test_a_file_that_is_too_large_is_refused(walk):
    file = SimpleUploadedFile("besar.pdf", PDF + b"0" * (5 * 1024 * 1024))
    response = enter(walk.w.employee).post(address(walk.case), typed(walk.case, file=file))
    assert "The file is larger than 5 MB." in text_of(response)


def test_a_name_without_link_or_file_is_told(walk):
    response = enter(walk.w.employee).post(address(walk.case), typed(walk.case, title="Rekap"))
    assert "Add a link or a file to this name." in text_of(response)


def test_nobody_downloads_evidence_of_a_case_he_may_not_see(walk):
    client = enter(walk.w.employee)
    client.post(address(walk.case), typed(walk.case, file=SimpleUploadedFile("a.pdf", PDF)))
    client.post(address(walk.case), typed(walk.case, 1, url="https://contoh.go.id/"))
    file, link = Evidence.objects.all()
    for person in (walk.w.stranger, walk.w.colleague, outsider()):
        assert enter(person).get(f"/appraisal/evidence/{file.pk}/").status_code == 404
    assert client.get(f"/appraisal/evidence/{link.pk}/").status_code == 404
    assert client.get("/appraisal/evidence/999999/").status_code == 404


def test_a_newer_report_is_never_overwritten_silently(walk):
    client = enter(walk.w.employee)
    client.post(address(walk.case), typed(walk.case, text="Dari jendela lain"))
    response = client.post(address(walk.case), typed(walk.case, text="Dari jendela ini"))
    assert response.status_code == 409
    assert "Dari jendela lain" in text_of(response)
    assert "Dari jendela ini" in text_of(response)
    assert walk.case.realisations.filter(text="Dari jendela lain").exists()


def test_others_read_the_report_and_cannot_write_it(walk):
    client = enter(walk.w.rater)
    assert 'name="edition"' not in text_of(client.get(address(walk.case)))
    assert client.post(address(walk.case), typed(walk.case)).status_code == 403
    assert enter(walk.w.stranger).get(address(walk.case)).status_code == 404


def test_the_report_written_on_the_page_can_be_handed_in(walk):
    client = enter(walk.w.employee)
    data = {"edition": 0, "action": "done"}
    for result in walk.case.plan_version.results.all():
        data |= {f"r{result.pk}-text": "Tercapai", f"r{result.pk}-no_evidence_reason": "Lisan."}
    assert client.post(address(walk.case), data).url == f"/cases/{walk.case.pk}/"
    walk.move("report", walk.w.employee, DECEMBER, sign=True)
    assert walk.case.state == State.REPORTED


def test_a_reviewer_keeps_remarks_and_the_employee_reads_them_after_the_return(walk):
    second = Walk(walk.w, walk.cycle, walk.w.colleague)
    walk.move("cancel", walk.w.hr, JANUARY, reason="x", reason_code="leave")
    second.w.employee = walk.w.colleague
    second.reported()
    case, client = second.case, enter(walk.w.rater)
    result = case.plan_version.results.first()
    with clock.at(NEXT_JANUARY):
        page = f"/appraisal/remarks/{case.pk}/"
        with nothing_written():
            assert "Tercapai" in text_of(client.get(page))
        response = client.post(page, {f"remark_{result.pk}": "Lampirkan rekap."}, follow=True)
        assert "Remarks kept." in text_of(response)
        assert "Lampirkan rekap." in text_of(client.get(page))
        assert enter(walk.w.colleague).get(page).status_code == 404
        assert enter(walk.w.hr).get(page).status_code == 404
        assert "Lampirkan rekap." not in text_of(enter(walk.w.colleague).get(f"/cases/{case.pk}/"))
        second.move("return_report", walk.w.rater, NEXT_JANUARY, reason="Kurang bukti.")
        assert "Lampirkan rekap." in text_of(enter(walk.w.colleague).get(address(case)))
        assert client.get(page).status_code == 409


def test_the_pages_cost_the_same_for_one_result_and_for_thirty(walk):
    client, reader = enter(walk.w.employee), enter(walk.w.rater)
    few = [statements(one, address(walk.case)) for one in (client, reader)]
    for number in range(30):
        result = walk.case.plan_version.results.create(text=f"Hasil {number}", order=10 + number)
        result.indicators.create(text="x", low=1, high=2)
    case = Appraisal.objects.get(pk=walk.case.pk)
    from processes.appraisal.services import RealisationDraft

    drafts = {one.pk: RealisationDraft(text="Tercapai") for one in case.plan_version.results.all()}
    save_report(case, by=walk.w.employee, edition=0, drafts=drafts)
    many = [statements(one, address(walk.case)) for one in (client, reader)]
    assert max(many) <= 20
    # Evidence and measured values are asked for only where something was reported.
    assert all(after - before <= 2 for before, after in zip(few, many, strict=True))
