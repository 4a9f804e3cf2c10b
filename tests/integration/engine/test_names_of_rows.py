"""What a row calls itself in logs and lists."""

import pytest
from django.utils import timezone

from tests.engine_world import leave_at
from workflow_core.engine import engine
from workflow_core.engine.models import Incident, Receipt, Reminder


def test_a_receipt_is_named_by_year_and_number(office):
    at = timezone.now()
    receipt = Receipt(pk=42, received_at=at)

    assert str(receipt) == f"TT-{at.year}-0000042"


def test_an_incident_names_case_version_and_clock():
    assert str(Incident(case_id=7, version=3, code="D10")) == "7/3 D10"


def test_a_reminder_names_whom_what_and_when():
    assert str(Reminder(recipient_id=7, place="leave.asked", step=-3)) == "7 leave.asked -3"


def test_a_key_used_again_for_a_text_that_cannot_be_kept_is_a_conflict(office):
    leave = leave_at(office, "asked")
    engine.perform(leave, "decline", by=office.head, reason="Too busy.", key="k")

    with pytest.raises(engine.Conflict, match="already used"):
        engine.perform(leave, "decline", by=office.head, reason="a\0b", key="k")
