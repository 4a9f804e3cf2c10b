"""Action plan and progress of a period: written by the employee, read by the rater."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from processes.appraisal import work
from processes.appraisal.models import ActionStep, Progress
from processes.appraisal.state import State as S
from tests.appraisal_world import WIB, appraisal_at, outsider
from workflow_core.calendar import clock
from workflow_core.engine.errors import Conflict, Forbidden

from .page_tools import enter, statements, text_of

pytestmark = pytest.mark.django_db

MAY = dt.datetime(2026, 5, 4, 9, tzinfo=WIB)


@pytest.fixture
def walk():
    walk = appraisal_at(S.EXECUTING)
    with clock.at(MAY):
        yield walk


def address(walk):
    return f"/appraisal/work/{walk.case.pk}/"


def first(walk):
    return walk.case.plan_version.results.first()


def step(walk, **more):
    pk = first(walk).pk
    typed = {
        "at": pk,
        "action": "step",
        f"s{pk}-text": "Uji coba loket",
        f"s{pk}-due": "2026-06-30",
    }
    return {**typed, **{f"s{pk}-{name}": value for name, value in more.items()}}


def progress(walk, **more):
    pk = first(walk).pk
    typed = {"at": pk, "action": "progress", f"p{pk}-text": "62 % selesai",
             f"p{pk}-day": "2026-05-04", f"p{pk}-url": "https://example.org/rekap"}  # fmt: skip
    return {**typed, **{f"p{pk}-{name}": value for name, value in more.items()}}


def test_a_step_with_its_date_is_added_and_the_rater_reads_it(walk):
    enter(walk.w.employee).post(address(walk), step(walk))
    page = text_of(enter(walk.w.rater).get(address(walk)))
    assert "Uji coba loket" in page
    assert "until June 30, 2026" in page
    assert "Add this step" not in page


def test_progress_with_its_evidence_reaches_the_rater(walk):
    enter(walk.w.employee).post(address(walk), progress(walk))
    page = text_of(enter(walk.w.rater).get(address(walk)))
    assert "62 % selesai" in page
    assert 'href="https://example.org/rekap"' in page


def test_a_file_of_progress_is_downloaded_by_readers_and_by_nobody_else(walk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("bukti.pdf", b"%PDF-1.4 isi")
    enter(walk.w.employee).post(address(walk), progress(walk, file=file))
    href = f"/appraisal/progress/{Progress.objects.get().pk}/"
    answer = enter(walk.w.rater).get(href)
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"%PDF-1.4 isi")
    for person in (walk.w.stranger, outsider()):
        assert enter(person).get(href).status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (lambda walk: step(walk, due="2027-03-01"), "in the period of this appraisal"),
        (lambda walk: step(walk, text=" "), "This field is required"),
        (lambda walk: progress(walk, day="2026-05-05"), "still to come"),
        (lambda walk: progress(walk, url="javascript:alert(1)"), "Enter a valid URL"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_stored(walk, typed, sentence):
    response = enter(walk.w.employee).post(address(walk), typed(walk))
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert (ActionStep.objects.count(), Progress.objects.count()) == (0, 0)


def test_a_step_can_be_taken_out_again_by_its_owner_only(walk):
    one = work.add_step(
        walk.case,
        by=walk.w.employee,
        result_id=first(walk).pk,
        text="Satu",
        due=dt.date(2026, 6, 1),
    )
    assert enter(walk.w.rater).post(address(walk), {"remove": one.pk}).status_code == 403
    assert enter(walk.w.employee).post(address(walk), {"remove": one.pk}).status_code == 302
    assert ActionStep.objects.count() == 0


def test_nobody_but_the_employee_writes_and_only_while_the_plan_is_carried_out(walk):
    result = first(walk).pk
    given = {"result_id": result, "text": "x", "day": dt.date(2026, 5, 4)}
    for person in (walk.w.rater, walk.w.hr, walk.w.colleague):
        with pytest.raises(Forbidden):
            work.add_progress(walk.case, by=person, **given)
    walk.move("revise_plan", walk.w.employee, MAY, reason="Tugas baru.")
    with pytest.raises(Conflict):
        work.add_progress(walk.case, by=walk.w.employee, **given)


def test_what_was_noted_stays_at_its_result_through_a_revision(walk):
    given = {"result_id": first(walk).pk, "text": "Tahap satu", "day": dt.date(2026, 5, 4)}
    work.add_progress(walk.case, by=walk.w.employee, **given)
    walk.move("revise_plan", walk.w.employee, MAY, reason="Tugas baru.")
    walk.move("propose", walk.w.employee, MAY, sign=True)
    walk.move("set_plan", walk.w.rater, MAY, sign=True)
    found = work.work_of(walk.case)
    assert [[one.text for one in row.progress] for row in found] == [["Tahap satu"], [], []]
    assert found[0].result.version == walk.case.plan_version


def test_strangers_find_nothing(walk):
    for person in (walk.w.stranger, outsider()):
        assert enter(person).get(address(walk)).status_code == 404


def test_the_page_costs_the_same_for_one_note_and_for_thirty(walk):
    client = enter(walk.w.rater)
    given = {"result_id": first(walk).pk, "text": "Catatan", "day": dt.date(2026, 5, 4)}
    work.add_progress(walk.case, by=walk.w.employee, **given)
    few = statements(client, address(walk))
    for _time in range(30):
        work.add_progress(walk.case, by=walk.w.employee, **given)
    assert statements(client, address(walk)) == few <= 15
