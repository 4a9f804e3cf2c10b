"""Pages cost the same number of statements for one row and for twenty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

DESK_AT_MOST, LIST_AT_MOST = 12, 15


def statements(client, address):
    client.get(address)  # the caches are warm
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("address", "at_most"),
    [("/", DESK_AT_MOST), ("/cases/", LIST_AT_MOST), ("/notifications/", LIST_AT_MOST)],
)
def test_a_page_is_flat_in_its_rows(office, enter, address, at_most):
    client = enter(office.head)
    office.leave(asked=True)
    office.leave(asked=True, subject=office.head, chief=office.asker)
    one = statements(client, address)
    for _time in range(19):
        office.leave(asked=True)
        office.leave(asked=True, subject=office.head, chief=office.asker)
    assert statements(client, address) == one <= at_most


def test_the_desk_of_an_officer_of_one_unit_stays_within_the_budget(office, enter):
    import datetime as dt

    from django.utils import timezone

    from workflow_core.engine.grants import grant
    from workflow_core.people.models import Delegation, Unit

    below = Unit.objects.create(
        institution=office.institution, parent=office.unit, code="1.1", name="Bidang"
    )
    grant(person=office.head, codename="hr", source="test", unit=below)
    now = timezone.now()
    Delegation.objects.create(
        principal=office.stranger,
        deputy=office.head,
        kind="plh",
        starts_at=now,
        ends_at=now + dt.timedelta(days=1),
    )
    for _time in range(5):
        office.leave(asked=True)
        office.leave(asked=True, chief=office.stranger)
    assert statements(enter(office.head), "/") <= DESK_AT_MOST


def test_the_page_of_a_case_is_flat_in_its_history(office, enter):
    client = enter(office.asker)
    short, long = office.leave(), office.leave(asked=True)
    assert (
        statements(client, f"/cases/{long.pk}/") <= statements(client, f"/cases/{short.pk}/") <= 15
    )
