"""The calendar of an institution: what it loads, and when it loads again."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from workflow_core.calendar.calendars import WorkCalendar, calendar_of
from workflow_core.calendar.models import Holiday
from workflow_core.calendar.services import add_holiday, import_year, remove_holiday
from workflow_core.people.models import Institution, Unit

THURSDAY, FRIDAY = dt.date(2026, 10, 8), dt.date(2026, 10, 9)
SATURDAY, MONDAY = dt.date(2026, 10, 10), dt.date(2026, 10, 12)
JOINT_LEAVE_2026 = {
    dt.date(2026, month, day)
    for month, day in ((2, 16), (3, 18), (3, 20), (3, 23), (3, 24), (5, 15), (5, 28), (12, 24))
}


@pytest.fixture
def institution(db):
    return Institution.objects.create(code="uji", name="Kabupaten Uji")


def fresh(institution):
    return Institution.objects.get(pk=institution.pk)


# Without a database


@pytest.mark.parametrize(
    ("name", "utc_hour"), [("Jakarta", 17), ("Makassar", 16), ("Jayapura", 15)]
)
def test_a_period_ends_at_local_midnight_after_its_last_day(name, utc_hour):
    calendar = WorkCalendar(zone=ZoneInfo(f"Asia/{name}"))
    event = dt.datetime(2026, 12, 17, 3, tzinfo=dt.UTC)
    assert calendar.deadline(event, 10) == dt.datetime(2026, 12, 31, utc_hour, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("Jakarta", dt.date(2027, 1, 1)),
        ("Makassar", dt.date(2027, 1, 4)),
        ("Jayapura", dt.date(2027, 1, 4)),
    ],
)
def test_an_event_late_on_new_years_eve_begins_on_the_day_it_is_there(name, last):
    calendar = WorkCalendar(zone=ZoneInfo(f"Asia/{name}"))
    deadline = calendar.deadline(dt.datetime(2026, 12, 31, 16, 30, tzinfo=dt.UTC), 1)
    assert calendar.last_day(deadline) == last


def test_a_deadline_is_over_at_its_instant_and_not_before():
    calendar = WorkCalendar()
    deadline = calendar.end_of(THURSDAY)
    assert not calendar.is_over(deadline, deadline - dt.datetime.resolution)
    assert calendar.is_over(deadline, deadline)


def test_a_calendar_counts_both_ways():
    calendar = WorkCalendar(holidays=frozenset({FRIDAY}))
    assert calendar.add(THURSDAY, 1) == MONDAY
    assert calendar.between(THURSDAY, MONDAY) == 1
    assert not calendar.is_working_day(FRIDAY)


# Loading


def test_the_calendar_speaks_for_its_institution(institution):
    institution.time_zone = Institution.Zone.WIT
    Holiday.objects.create(institution=institution, date=FRIDAY, name="Hari jadi")
    calendar = calendar_of(institution)
    assert calendar == WorkCalendar(
        holidays=frozenset({FRIDAY}), weekend=frozenset({5, 6}), zone=ZoneInfo("Asia/Jayapura")
    )


def test_holidays_of_another_institution_do_not_count(institution):
    other = Institution.objects.create(code="lain", name="Kota Lain")
    add_holiday(other, FRIDAY, "Hari jadi")
    assert calendar_of(institution).is_working_day(FRIDAY)


@pytest.mark.parametrize(
    ("institutions", "units", "works"),
    [
        (False, None, False),
        (True, None, True),
        (False, True, True),
        (True, False, False),
    ],
)
def test_a_units_own_week_goes_before_its_institutions(institution, institutions, units, works):
    institution.six_day_week = institutions
    unit = Unit(institution=institution, code="sd", name="SD", six_day_week=units)
    calendar = calendar_of(institution, six_day_week=unit.six_day_week)
    assert calendar.is_working_day(SATURDAY) is works


@pytest.mark.parametrize(
    ("settings", "works"),
    [
        ({}, False),
        ({"count_collective_leave": True}, False),
        ({"count_collective_leave": False}, True),
    ],
)
def test_collective_leave_is_off_unless_the_institution_says_otherwise(
    institution, settings, works
):
    institution.settings = settings
    add_holiday(institution, FRIDAY, "Cuti bersama", kind=Holiday.Kind.COLLECTIVE)
    add_holiday(institution, THURSDAY, "Hari jadi", kind=Holiday.Kind.LOCAL)
    assert calendar_of(institution).is_working_day(FRIDAY) is works
    assert not calendar_of(institution).is_working_day(THURSDAY)


def test_holidays_are_read_once(institution, django_assert_num_queries):
    add_holiday(institution, FRIDAY, "Hari jadi")
    calendar_of(institution)
    with django_assert_num_queries(0):
        calendar_of(institution)
        calendar_of(fresh_like(institution))


def fresh_like(institution):
    return Institution(
        pk=institution.pk,
        calendar_version=institution.calendar_version,
        time_zone=institution.time_zone,
    )


# Every write renews the version


def write_by_save(institution):
    Holiday.objects.create(institution_id=institution.pk, date=MONDAY, name="Lain")


def write_in_bulk(institution):
    row = Holiday(institution_id=institution.pk, date=MONDAY, name="Lain")
    Holiday.objects.bulk_create([row])


def write_by_update(institution):
    Holiday.objects.filter(institution=institution).update(date=MONDAY)


def write_by_delete(institution):
    Holiday.objects.get(institution=institution).delete()


def write_by_deleting_many(institution):
    institution.holidays.all().delete()


@pytest.mark.parametrize(
    "write",
    [write_by_save, write_in_bulk, write_by_update, write_by_delete, write_by_deleting_many],
)
def test_after_any_write_the_calendar_is_read_again(institution, write):
    add_holiday(institution, FRIDAY, "Hari jadi")
    before = calendar_of(fresh(institution))
    write(institution)
    on_record = frozenset(Holiday.objects.values_list("date", flat=True))
    assert calendar_of(fresh(institution)).holidays == on_record != before.holidays


def test_the_institution_in_hand_learns_of_the_write(institution):
    assert calendar_of(institution).is_working_day(FRIDAY)
    add_holiday(institution, FRIDAY, "Hari jadi")
    assert not calendar_of(institution).is_working_day(FRIDAY)
    add_holiday(institution, FRIDAY, "Hari jadi kabupaten")
    assert institution.calendar_version == fresh(institution).calendar_version
    remove_holiday(institution, FRIDAY)
    assert calendar_of(institution).is_working_day(FRIDAY)


def test_a_write_that_was_rolled_back_leaves_no_calendar_behind(institution):
    class Undo(Exception):  # noqa: N818
        pass

    def add_and_undo():
        with transaction.atomic():
            add_holiday(fresh(institution), FRIDAY, "Dibatalkan")
            calendar_of(fresh(institution))
            raise Undo

    with pytest.raises(Undo):
        add_and_undo()
    add_holiday(institution, MONDAY, "Hari jadi")
    assert calendar_of(fresh(institution)).holidays == frozenset({MONDAY})


# What HR does


def test_adding_a_day_twice_corrects_it(institution):
    add_holiday(institution, FRIDAY, "Hari jdai")
    add_holiday(institution, FRIDAY, "Hari jadi", kind=Holiday.Kind.NATIONAL)
    holiday = institution.holidays.get()
    assert (holiday.name, holiday.kind) == ("Hari jadi", Holiday.Kind.NATIONAL)


def test_an_unknown_kind_of_holiday_is_refused(institution):
    with pytest.raises(ValueError, match="picnic"):
        add_holiday(institution, FRIDAY, "Piknik", kind="picnic")


def test_removing_a_day_that_is_not_on_the_list_says_so(institution):
    assert not remove_holiday(institution, FRIDAY)


def test_a_year_is_imported_with_its_collective_leave(institution):
    imported = import_year(institution, 2026)
    kinds = dict(institution.holidays.values_list("date", "kind"))
    collective = {day for day, kind in kinds.items() if kind == Holiday.Kind.COLLECTIVE}
    assert imported == (25, 0, 8)
    assert collective == JOINT_LEAVE_2026
    assert kinds[dt.date(2026, 8, 17)] == Holiday.Kind.NATIONAL


def test_importing_again_adds_nothing_and_keeps_what_hr_wrote(institution):
    add_holiday(institution, dt.date(2026, 8, 17), "Upacara")
    import_year(institution, 2026)
    assert import_year(institution, 2026) == (0, 25, 0)
    assert institution.holidays.get(date=dt.date(2026, 8, 17)).name == "Upacara"


def test_a_calendar_tells_for_which_years_it_is_filled(institution):
    import_year(institution, 2026)
    calendar = calendar_of(institution)
    assert calendar.knows(2026)
    assert not calendar.knows(2027)


def test_the_third_quarter_of_2026_on_the_imported_calendar(institution):
    import_year(institution, 2026)
    calendar = calendar_of(institution)
    received = dt.datetime(2026, 10, 12, 2, tzinfo=dt.UTC)
    assert calendar.last_day(calendar.deadline(received, 14)) == dt.date(2026, 10, 30)
    assert calendar.add(dt.date(2026, 9, 30), 30) == dt.date(2026, 11, 11)


def test_a_holiday_is_called_by_its_day_and_name():
    assert str(Holiday(date=FRIDAY, name="Hari jadi")) == "2026-10-09 Hari jadi"
