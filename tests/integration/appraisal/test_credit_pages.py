"""Credit points on the pages: per closed result and grade, for the person and for HR."""

import csv
import datetime as dt
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.db import connection

from processes.appraisal.credits import closed_results, credits_of, grade_of, months_by_grade
from processes.appraisal.flow import AppraisalFlow
from processes.appraisal.models import Appraisal, Cycle, Plan
from processes.appraisal.state import State as S
from tests.appraisal_world import (
    LATE,
    Walk,
    appraisal_at,
    build_cycle,
    outsider,
    someone,
)
from workflow_core.calendar import clock
from workflow_core.engine.models import Case
from workflow_core.people.models import Person, Posting

from .page_tools import enter, nothing_written, statements, text_of

pytestmark = pytest.mark.django_db

OWN, LIST = "/appraisal/credit/", "/appraisal/credit/list/"


def closed_year(title="Analis Ahli Pertama", predicate="good", kind="2"):
    """The employee's year, closed, in this post since long ago."""
    walk = appraisal_at(S.CLOSED)
    Posting.objects.filter(person=walk.w.employee).update(title=title, position_kind=kind)
    Appraisal.objects.filter(pk=walk.case.pk).update(predicate=predicate)
    return walk


def promote(walk, title, on):
    old = Posting.objects.get(person=walk.w.employee)
    Posting.objects.filter(pk=old.pk).update(ends=on - dt.timedelta(days=1))
    Posting.objects.create(
        person=walk.w.employee, unit=walk.w.bidang, title=title, starts=on, position_kind="2"
    )


def read(person, address):
    with clock.at(LATE):
        client = enter(person)
        with nothing_written():
            return client.get(address)


@pytest.mark.parametrize(
    ("title", "predicate", "points"),
    [
        ("Analis Ahli Pertama", "very_good", "18.75"),
        ("Pranata Komputer Pemula", "very_good", "5.63"),
        ("Perawat Mahir", "needs_improvement", "9.38"),
    ],
)
def test_e11_a_closed_year_makes_its_points_on_the_persons_page(title, predicate, points):
    walk = closed_year(title, predicate)
    told = text_of(read(walk.w.employee, OWN))
    assert f"<strong>{points}</strong>" in told
    assert "From annual results" in told


def test_e11_two_months_in_a_post_make_two_twelfths():
    walk = closed_year()
    Posting.objects.filter(person=walk.w.employee).update(starts=dt.date(2026, 11, 1))
    assert "<strong>2.08</strong>" in text_of(read(walk.w.employee, OWN))


def test_e11_whoever_was_promoted_in_july_has_a_line_for_each_grade_and_no_sum():
    walk = closed_year()
    promote(walk, "Analis Ahli Muda", dt.date(2026, 7, 1))
    told = text_of(read(walk.w.employee, OWN))
    assert "<strong>6.25</strong>" in told
    assert "<strong>12.50</strong>" in told
    assert told.count("6/12") == 2
    assert "18.75" not in told


def test_e11_a_post_that_is_not_functional_makes_no_points_and_the_page_says_so():
    walk = closed_year("Pengadministrasi Umum", kind="4")
    told = text_of(read(walk.w.employee, OWN))
    assert "no functional post in this period, so there are no credit points" in told
    assert "From annual results" not in told


def test_a_functional_post_that_names_no_grade_is_told_and_not_guessed():
    walk = closed_year("Kepala SD Negeri 1")
    assert "says no grade" in text_of(read(walk.w.employee, OWN))


def test_what_rank_and_grade_ask_for_stands_beside_what_was_gathered():
    walk = closed_year("Analis Ahli Muda")
    told = text_of(read(walk.w.employee, OWN))
    row = told.split("What rank and grade ask for</caption>")[1].split("</table>")[0]
    for number in ("25.00", ">100<", ">200<"):
        assert number in row


def test_a_quarters_points_are_labelled_as_information_and_never_added():
    walk = closed_year()
    quarter = build_cycle(walk.w, Cycle.Kind.QUARTERLY)
    other = Walk(walk.w, quarter)
    Appraisal.objects.filter(pk=other.case.pk).update(predicate="good")
    with connection.cursor() as cursor:  # behind the door: what matters is a closed quarter
        table = Case._meta.db_table
        cursor.execute(f"UPDATE {table} SET state = 'closed' WHERE id = %s", [other.case.pk])
    told = text_of(read(walk.w.employee, OWN))
    assert "From periodic results, for information only" in told
    assert "3/12" in told
    gathered = credits_of(list(closed_results([walk.w.employee.pk]))).accounts
    assert [str(one.points) for one in gathered] == ["12.50"]


def test_an_open_result_makes_no_points():
    walk = appraisal_at(S.ACCEPTED)
    Posting.objects.filter(person=walk.w.employee).update(title="Ahli Muda", position_kind="2")
    assert "No closed result yet" in text_of(read(walk.w.employee, OWN))


def test_hr_reads_the_list_and_saves_it_as_workbook_and_as_csv():
    walk = closed_year()
    promote(walk, "Analis Ahli Muda", dt.date(2026, 7, 1))
    assert "Ahli Muda" in text_of(read(walk.w.hr, LIST))
    book = openpyxl.load_workbook(BytesIO(read(walk.w.hr, f"{LIST}?file=xlsx").content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert [(row[4], row[6], float(row[9])) for row in rows[1:]] == [
        ("Ahli Pertama", 6, 6.25),
        ("Ahli Muda", 6, 12.5),
    ]
    text = read(walk.w.hr, f"{LIST}?year=2026&file=csv").content.decode("utf-8-sig")
    assert [row[9] for row in csv.reader(StringIO(text))] == ["Credit points", "6.25", "12.50"]


def test_a_name_that_looks_like_a_formula_stays_a_text():
    walk = closed_year()
    walk.w.employee.name = "=cmd()"
    walk.w.employee.save(update_fields=["name"])
    text = read(walk.w.hr, f"{LIST}?file=csv").content.decode("utf-8-sig")
    assert "'=cmd()" in text


def test_only_hr_reads_others_points():
    walk = closed_year()
    address = f"{OWN}{walk.w.employee.pk}/"
    assert "12.50" in text_of(read(walk.w.hr, address))
    for person in (walk.w.rater, walk.w.colleague, walk.w.stranger, outsider()):
        assert read(person, address).status_code == 404
    for person in (walk.w.rater, walk.w.employee, walk.w.auditor):
        assert read(person, LIST).status_code == 404
    assert "12.50" not in text_of(read(outsider_hr(), LIST))


def outsider_hr():
    return Person.objects.get(username="orang-lain")


def test_the_list_costs_the_same_for_one_and_for_twenty():
    walk = closed_year()
    with clock.at(LATE):
        client = enter(walk.w.hr)
        few = statements(client, LIST)
        for number in range(19):
            person = someone(walk.w, f"z{number}", walk.w.bidang)
            Appraisal.objects.create(
                institution=walk.w.institution, subject=person, unit=walk.w.bidang,
                cycle=walk.cycle, flow_class=AppraisalFlow, rater=walk.w.rater,
                plan=_plan(walk, person), plan_version=walk.case.plan_version,
                state=S.CLOSED, predicate="good", title="x",
            )  # fmt: skip
        assert statements(client, LIST) == few <= 15


def _plan(walk, person):
    return Plan.objects.create(
        institution=walk.w.institution, employee=person, year=2026, unit=walk.w.bidang, post="x"
    )


class Held:
    """A position for the arithmetic of months."""

    def __init__(self, title, starts, ends=None, position_kind="2"):
        self.title, self.starts, self.ends = title, starts, ends
        self.position_kind = position_kind


YEAR = dt.date(2026, 1, 1), dt.date(2026, 12, 31)


def test_a_month_belongs_to_the_post_held_on_its_first_day():
    held = [
        Held("Guru Ahli Pertama", dt.date(2020, 1, 1), dt.date(2026, 3, 14)),
        Held("Guru Ahli Muda", dt.date(2026, 3, 15)),
    ]
    assert months_by_grade(held, *YEAR) == {"Ahli Pertama": 3, "Ahli Muda": 9}


def test_the_months_of_a_year_are_never_more_than_twelve_and_gaps_stay_gaps():
    held = [Held("Bidan Penyelia", dt.date(2026, 5, 2), dt.date(2026, 9, 30))]
    assert months_by_grade(held, *YEAR) == {"Penyelia": 4}
    assert months_by_grade([Held("Bidan Penyelia", dt.date(2000, 1, 1))], *YEAR) == {"Penyelia": 12}


@pytest.mark.parametrize(
    ("title", "kind", "grade"),
    [
        ("Guru Ahli Madya", "2", "Ahli Madya"),
        ("PERAWAT  TERAMPIL", "2", "Terampil"),
        ("Analis Kebijakan Ahli  Utama ", "3", "Ahli Utama"),
        ("Kepala Puskesmas", "2", "?"),
        ("Pengelola Terampil", "4", ""),
    ],
)
def test_the_grade_stands_at_the_end_of_a_functional_posts_name(title, kind, grade):
    assert grade_of(Held(title, dt.date(2020, 1, 1), position_kind=kind)) == grade


def test_a_quarter_has_at_most_three_months_whatever_its_dates():
    held = [Held("Bidan Penyelia", dt.date(2000, 1, 1))]
    assert months_by_grade(held, dt.date(2026, 1, 5), dt.date(2026, 5, 10), 3) == {"Penyelia": 3}
