"""Acting on behalf of another through the pages."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.integration.web.conftest import text_of
from tests.toy.models import Leave
from workflow_core.engine.engine import last_event
from workflow_core.people.models import Delegation


@pytest.fixture
def deputy(office):
    now = timezone.now()
    Delegation.objects.create(
        principal=office.head,
        deputy=office.stranger,
        kind="plh",
        starts_at=now - dt.timedelta(days=1),
        ends_at=now + dt.timedelta(days=1),
    )
    return office.stranger


def test_a_deputy_grants_on_behalf_and_both_names_are_shown(office, enter, deputy):
    case = office.leave(asked=True)
    client = enter(deputy)
    assert "on behalf of Budi Hartono" in text_of(client.get("/"))
    page = text_of(client.get(f"/cases/{case.pk}/"))
    assert "Grant on behalf of Budi Hartono" in page
    address = f"/cases/{case.pk}/grant/?for={office.head.pk}"
    assert address in page
    form = client.get(address)
    assert "You act on behalf of Budi Hartono." in text_of(form)
    hidden = {field.name: field.value() for field in form.context["form"].hidden_fields()}
    client.post(f"/cases/{case.pk}/grant/", hidden)
    event = last_event(case)
    assert (event.actor, event.on_behalf_of) == (deputy, office.head)
    shown = text_of(enter(office.asker).get(f"/cases/{case.pk}/"))
    assert "Andi Pratama on behalf of Budi Hartono granted it." in shown


def test_a_deputy_cannot_act_in_his_own_name(office, enter, deputy):
    case = office.leave(asked=True)
    assert enter(deputy).get(f"/cases/{case.pk}/grant/").status_code == 403


def test_a_deputy_does_not_see_what_waits_for_his_principal_in_his_own_matter(
    office, enter, deputy
):
    case = office.leave(subject=office.head, chief=office.asker, title="His own leave")
    assert "His own leave" not in text_of(enter(deputy).get("/"))
    assert enter(deputy).get(f"/cases/{case.pk}/").status_code == 404


def test_nobody_grants_his_own_request_as_a_deputy(office, enter, deputy):
    case = office.leave(subject=deputy, asked=True)
    make_it = {"key": "k", "expected_version": 2, "on_behalf_of": office.head.pk}
    assert enter(deputy).post(f"/cases/{case.pk}/grant/", make_it).status_code == 403
    assert Leave.objects.get(pk=case.pk).state == "asked"


def test_a_delegation_that_is_over_admits_nobody(office, enter, deputy):
    case = office.leave(asked=True)
    Delegation.objects.update(ends_at=timezone.now())
    assert enter(deputy).get(f"/cases/{case.pk}/").status_code == 404
