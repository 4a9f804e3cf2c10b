"""HR's calendar: days off by year, weeks, import; told before, kept with who and when."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.integration.web.conftest import text_of
from workflow_core.calendar.calendars import calendar_of
from workflow_core.calendar.models import CalendarChange, Holiday
from workflow_core.calendar.services import add_holiday
from workflow_core.engine.grants import grant
from workflow_core.people.models import Institution, Unit

HOME = "/staff/calendar/"
DAY = dt.date(2026, 10, 29)
NEW = {"date": "2026-10-29", "name": "Hari jadi", "kind": "local"}


@pytest.fixture
def hr(office, enter):
    grant(person=office.head, codename="hr", unit=office.unit, source="SK uji")
    return enter(office.head)


def change(client, what, **data):
    """Ask, read what would move, and confirm it."""
    asked = client.post(f"{HOME}{what}/", data)
    assert asked.status_code == 200, asked.context["form"].errors
    assert CalendarChange.objects.count() == 0
    return client.post(f"{HOME}{what}/", {**data, "confirm": "1"})


@pytest.mark.parametrize("page", ["", "day/", "remove/", "seed/", "settings/", "week/", "import/"])
def test_the_calendar_is_not_found_by_others(office, enter, page):
    assert enter(office.asker).get(f"{HOME}{page}").status_code == 404


def test_an_unknown_kind_of_change_is_not_found(hr):
    assert hr.get(f"{HOME}picnic/").status_code == 404


def test_a_day_is_added_only_after_it_was_looked_at(hr, office):
    assert change(hr, "day", **NEW).status_code == 302
    kept = CalendarChange.objects.get()
    assert (kept.date, kept.before, kept.by) == (DAY, None, office.head)
    assert kept.after == {"name": "Hari jadi", "kind": "local"}
    page = text_of(hr.get(f"{HOME}?year=2026"))
    assert page.count("Hari jadi") >= 2


def test_how_many_due_dates_move_is_told_first(hr):
    page = hr.post(f"{HOME}day/", NEW)
    assert page.context["moved"] == 0
    assert not Holiday.objects.exists()


def test_whoever_wants_to_change_it_gets_what_was_typed_back(hr):
    page = hr.post(f"{HOME}day/", {**NEW, "change": "1"})
    assert page.context["form"]["name"].value() == "Hari jadi"
    assert not Holiday.objects.exists()


def test_a_day_is_moved_and_renamed(hr, office):
    add_holiday(office.institution, DAY, "Hari jdai")
    form = hr.get(f"{HOME}day/?date=2026-10-29").context["form"]
    assert form["name"].value() == "Hari jdai"
    change(hr, "day", **{**NEW, "was": "2026-10-29", "date": "2026-10-30"})
    assert [str(one) for one in Holiday.objects.all()] == ["2026-10-30 Hari jadi"]
    assert CalendarChange.objects.count() == 2


def test_a_day_is_struck_off(hr, office):
    add_holiday(office.institution, DAY, "Hari jadi")
    change(hr, "remove", date="2026-10-29")
    assert not Holiday.objects.exists()


@pytest.mark.parametrize(
    ("what", "data", "field"),
    [
        ("day", {**NEW, "date": ""}, "date"),
        ("day", {**NEW, "date": "2026-12-25"}, "date"),
        ("day", {**NEW, "date": "1999-12-25"}, "date"),
        ("day", {**NEW, "name": ""}, "name"),
        ("day", {**NEW, "kind": "picnic"}, "kind"),
        ("remove", {"date": "2026-10-29"}, "date"),
        ("seed", {"year": "2400"}, "year"),
        ("week", {"unit": "0", "week": "6"}, "unit"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(hr, office, what, data, field):
    add_holiday(office.institution, dt.date(2026, 12, 25), "Natal")
    answer = hr.post(f"{HOME}{what}/", {**data, "confirm": "1"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not CalendarChange.objects.exists()


def test_a_year_is_filled_from_the_library(hr, office):
    change(hr, "seed", year="2026")
    assert office.institution.holidays.count() == 25
    assert len({one.at for one in CalendarChange.objects.all()}) == 1


def test_the_ways_of_counting_are_set_and_kept(hr, office):
    change(hr, "settings", six_day_week="on", time_zone="Asia/Jayapura")
    institution = Institution.objects.get(pk=office.institution.pk)
    assert (institution.six_day_week, institution.time_zone) == (True, "Asia/Jayapura")
    assert institution.settings["count_collective_leave"] is False
    assert set(CalendarChange.objects.values_list("what", flat=True)) == {
        "six_day_week",
        "collective_leave",
        "time_zone",
    }
    assert "WIT" in text_of(hr.get(HOME))


def test_a_unit_gets_a_week_of_its_own(hr, office):
    school = Unit.objects.create(
        institution=office.institution, parent=office.unit, code="7", name="SMP Uji"
    )
    change(hr, "week", unit=school.pk, week="6")
    school.refresh_from_db()
    institution = Institution.objects.get(pk=office.institution.pk)
    assert calendar_of(institution, unit=school).is_working_day(dt.date(2026, 10, 10))
    assert not calendar_of(institution).is_working_day(dt.date(2026, 10, 10))
    assert "SMP Uji" in text_of(hr.get(HOME))


# Import


@pytest.fixture
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def hand_in(client, name, content):
    answer = client.post(f"{HOME}import/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302
    return answer.url


def workbook(*rows):
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in (("TANGGAL", "NAMA", "JENIS"), *rows):
        book.active.append(row)
    book.save(file)
    return file.getvalue()


GOOD = b"TANGGAL;NAMA;JENIS\n29-10-2026;Hari jadi;lokal\n2026-12-24;Cuti Natal;cuti bersama\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("libur.csv", GOOD),
        ("libur.csv", GOOD.replace(b";", b",")),
        ("libur.xlsx", workbook(("29-10-2026", "Hari jadi", "Lokal"),
                                (dt.date(2026, 12, 24), "Cuti Natal", "Cuti bersama"))),
    ],
    ids=["semicolons", "commas", "workbook"],
)  # fmt: skip
def test_a_list_is_looked_at_and_then_recorded(hr, uploads, name, content):
    address = hand_in(hr, name, content)
    assert "Cuti Natal" in text_of(hr.get(address))
    assert not Holiday.objects.exists()
    assert hr.post(address).status_code == 302
    assert dict(Holiday.objects.values_list("name", "kind")) == {
        "Hari jadi": "local",
        "Cuti Natal": "collective",
    }
    assert CalendarChange.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "content", "row"),
    [
        ("libur.csv", b"TANGGAL;NAMA;JENIS\n31-02-2026;Hari;lokal\n", 2),
        ("libur.csv", b"TANGGAL;NAMA;JENIS\n28-02-2026;;lokal\n", 2),
        ("libur.csv", b"TANGGAL;NAMA;JENIS\n28-02-2026;Hari;piknik\n", 2),
        ("libur.csv", GOOD + b"29-10-2026;Lagi;lokal\n", 4),
        ("libur.csv", b"TANGGAL;NAMA\n28-02-2026;Hari\n", 0),
        ("libur.csv", b"TANGGAL;NAMA;JENIS\n", 0),
        ("libur.csv", b"", 0),
        ("libur.xlsx", b"no workbook", 0),
    ],
)
def test_what_is_wrong_in_a_list_is_told_with_its_row(hr, uploads, name, content, row):
    address = hand_in(hr, name, content or b" ")
    page = hr.get(address)
    assert page.status_code == 422
    assert [number for number, _sentence in page.context["found"].errors] == [row]
    assert hr.post(address).status_code == 422
    assert not Holiday.objects.exists()


def test_a_page_of_the_calendar_takes_the_same_statements_for_many_days(
    hr, office, django_assert_max_num_queries
):
    hr.get(f"{HOME}?year=2026")
    for day in range(1, 21):
        add_holiday(office.institution, dt.date(2026, 3, day), f"Hari {day}", by=office.head)
    with django_assert_max_num_queries(14):
        hr.get(f"{HOME}?year=2026")
