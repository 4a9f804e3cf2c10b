"""The buttons and the door give one answer, for everybody, everywhere."""

import itertools

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from tests.engine_world import deputise, leave_at, purchase_at, signature_of
from tests.toy.models import Leave, Purchase
from workflow_core.engine import engine
from workflow_core.engine.grants import grant
from workflow_core.engine.machine import ways_from
from workflow_core.engine.models import Case

GIVEN = {"reason": "A reason."}
LEAVES = ["asking", "asked", "granted", "declined"]
PURCHASES = ["draft", "checking", "deciding", "ordered"]
PEOPLE = [
    *("asker", "head", "approver", "other_approver", "hr", "examiner", "deputy", "stranger"),
    *("outsider", "inactive"),
]


@pytest.fixture
def entangled(office):
    """Roles, deputies and a named examiner in as many knots as possible."""
    grant(person=office.asker, codename="approver", unit=office.unit, source="decree")
    deputise(office.head, office.deputy)
    deputise(office.asker, office.deputy)
    deputise(office.approver, office.head)
    deputise(office.hr, office.approver)
    deputise(office.head, office.asker)
    office.inactive = office.other_approver.__class__.objects.get(pk=office.other_approver.pk)
    office.inactive.is_active = False
    return office


def case_at(office, kind, state):
    if kind is Leave:
        return leave_at(office, state)
    return purchase_at(office, state, examiner=office.examiner)


def leading_out_of(case):
    return [way.name for way in ways_from(type(case), case.state)]


def admitted_at_the_door(office, case, name, by, principal):
    """What ``perform`` says, undone at once."""
    given = GIVEN | {"signature": signature_of(by)}
    try:
        with transaction.atomic():
            engine.perform(case, name, by=by, on_behalf_of=principal, **given)
            transaction.set_rollback(True)
    except (engine.Forbidden, engine.Conflict):
        return False
    return True


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize(
    ("kind", "state"),
    [*((Leave, state) for state in LEAVES), *((Purchase, state) for state in PURCHASES)],
)
def test_a_button_is_shown_exactly_where_the_door_opens(entangled, kind, state, person):
    case = case_at(entangled, kind, state)
    by = getattr(entangled, person)
    principals = [None, entangled.head, entangled.asker, entangled.approver, entangled.hr]

    shown = {(one.name, one.on_behalf_of) for one in engine.available(case, by)}

    opened = {
        (name, principal)
        for name, principal in itertools.product(leading_out_of(case), principals)
        if admitted_at_the_door(entangled, case, name, by, principal)
    }
    assert shown == opened


def test_a_button_that_is_not_ready_says_why_and_the_door_says_the_same(office):
    leave = leave_at(office, days=0)

    [button] = engine.available(leave, office.asker)

    assert (button.name, button.label, button.enabled) == ("ask", "Ask", False)
    with pytest.raises(engine.NotReady, match=button.why):
        engine.perform(leave, "ask", by=office.asker)


def test_a_button_says_what_its_move_needs(office):
    buttons = {one.name: one for one in engine.available(leave_at(office, "asked"), office.head)}

    assert buttons["grant"].needs == ()
    assert buttons["decline"].needs == ("reason",)
    assert buttons["grant"].enabled


def test_a_deputys_button_names_his_principal(office):
    deputise(office.head, office.deputy)

    buttons = engine.available(leave_at(office, "asked"), office.deputy)

    assert {one.on_behalf_of for one in buttons} == {office.head}


def test_the_bare_case_row_has_the_same_buttons(office):
    leave = leave_at(office, "asked")

    assert engine.available(Case.objects.get(pk=leave.pk), office.head) == engine.available(
        leave, office.head
    )


def test_the_anonymous_have_no_buttons(office):
    assert engine.available(leave_at(office), AnonymousUser()) == []


def test_a_finished_case_has_no_buttons(office):
    assert engine.available(leave_at(office, "granted"), office.head) == []
