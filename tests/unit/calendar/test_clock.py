"""It is now, unless somebody rehearses another instant."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from workflow_core.calendar import clock

LATE_EVENING = dt.datetime(2026, 1, 31, 23, 30, tzinfo=ZoneInfo("Asia/Jakarta"))


def test_inside_a_rehearsal_it_is_that_instant_and_afterwards_now_again():
    with clock.at(LATE_EVENING):
        assert clock.now() == LATE_EVENING
        with clock.at(LATE_EVENING + dt.timedelta(days=1)):
            assert clock.now() == LATE_EVENING + dt.timedelta(days=1)
        assert clock.now() == LATE_EVENING
    assert abs(clock.now() - timezone.now()) < dt.timedelta(minutes=1)


def test_the_day_is_that_of_the_active_time_zone():
    with clock.at(LATE_EVENING):
        with timezone.override(ZoneInfo("Asia/Jakarta")):
            assert clock.today() == dt.date(2026, 1, 31)
        with timezone.override(ZoneInfo("Asia/Jayapura")):
            assert clock.today() == dt.date(2026, 2, 1)


def test_an_instant_has_a_time_zone():
    naive = LATE_EVENING.replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"), clock.at(naive):
        pass
