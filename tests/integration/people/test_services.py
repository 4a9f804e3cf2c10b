"""Officials, heads, positions and deputies, with what is refused."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.integration.people.conftest import TODAY
from workflow_core.people.models import Delegation, Headship, Institution, Person, Posting, Unit
from workflow_core.people.services import (
    add_official,
    appoint_head,
    delegate,
    end_headship,
    open_posting,
)

NOW = timezone.make_aware(dt.datetime(2026, 11, 20, 8))  # noqa: DTZ001 - made aware at once
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def stranger(db):
    other = Institution.objects.create(code="lain", name="Kabupaten Lain")
    return Person.objects.create_user("asing", institution=other, name="Asing")


@pytest.fixture
def bidang(staff):
    return Unit.objects.get(code="U2")


def refused(code):
    return pytest.raises(ValidationError, check=lambda refusal: refusal.code == code)


def official(institution, **changes):
    facts = {
        "name": "Bupati Demo",
        "username": "Bupati",
        "title": "Bupati",
        "unit": Unit.objects.get(code="U0"),
        "by": None,
        "starts": dt.date(2025, 2, 20),
    }
    return add_official(institution, **(facts | changes))


def test_an_official_heads_the_unit_and_cannot_sign_in_yet(institution, staff):
    regent = official(institution, email="Bupati@Demo.example")
    assert (regent.username, regent.kind, regent.nip) == ("bupati", "official", None)
    assert (regent.is_active, regent.has_usable_password()) == (False, False)
    assert regent.email == "bupati@demo.example"
    assert regent.headships.get().unit.code == "U0"
    assert regent.postings.get().title == "Bupati"


def test_a_user_name_is_given_once(institution, staff):
    official(institution)
    with refused("username_taken"):
        official(institution, username="BUPATI")


def test_a_new_head_ends_the_old_one_the_day_before(staff, bidang):
    appoint_head(bidang, staff[4], starts=TODAY, by=staff[1], source="SK 1")
    old, new = Headship.objects.filter(unit=bidang).order_by("starts")
    assert (old.person, old.ends) == (staff[2], TODAY - dt.timedelta(days=1))
    assert (new.person, new.created_by, new.source) == (staff[4], staff[1], "SK 1")


def test_appointing_the_present_head_changes_nothing(staff, bidang):
    assert appoint_head(bidang, staff[2], starts=TODAY, by=None).ends is None
    assert Headship.objects.filter(unit=bidang).count() == 1


def test_a_head_cannot_follow_before_the_present_one_began(staff, bidang):
    with refused("order"):
        appoint_head(bidang, staff[4], starts=dt.date(2020, 1, 1), by=None)
    assert Headship.objects.get(unit=bidang).ends is None


def test_a_stranger_heads_nothing_and_holds_nothing(staff, bidang, stranger):
    with refused("institution"):
        appoint_head(bidang, stranger, starts=TODAY, by=None)
    with refused("institution"):
        open_posting(stranger, bidang, title="Staf", starts=TODAY, by=None)


def test_a_circle_is_refused_and_leaves_nothing_behind(institution, staff, bidang):
    other = Unit.objects.create(
        institution=institution, code="U3", name="Lain", parent=bidang.parent
    )
    open_posting(staff[3], other, title="Staf", starts=TODAY, by=None)
    appoint_head(other, staff[2], starts=TODAY, by=None)
    with refused("circle"):
        appoint_head(bidang, staff[3], starts=TODAY, by=None)
    assert Headship.objects.get(unit=bidang).person == staff[2]


def test_a_unit_may_lose_its_head(staff, bidang):
    end_headship(bidang, ends=TODAY)
    assert Headship.objects.get(unit=bidang).ends == TODAY
    with refused("no_head"):
        end_headship(bidang, ends=TODAY)


def test_a_definitive_position_ends_the_former(staff):
    dinas = Unit.objects.get(code="U1")
    open_posting(staff[3], dinas, title="Analis", starts=TODAY, by=staff[1])
    old, new = staff[3].postings.order_by("starts")
    assert (old.ends, new.starts) == (TODAY - dt.timedelta(days=1), TODAY)
    assert new.created_by == staff[1]


def test_an_acting_position_stands_beside_the_definitive_one(staff, bidang):
    until = TODAY + 30 * dt.timedelta(days=1)
    open_posting(staff[3], bidang, title="Plh.", starts=TODAY, ends=until, by=None, kind="plh")
    assert Posting.objects.on(TODAY).filter(person=staff[3]).count() == 2
    with refused("order"):
        open_posting(staff[3], bidang, title="Plh.", starts=until, ends=TODAY, by=None, kind="plh")


def test_a_deputy_acts_between_two_moments(staff):
    delegate(
        staff[1],
        staff[2],
        kind=Delegation.Kind.PLH,
        starts_at=NOW,
        ends_at=NOW + HOUR,
        source="SPT 5",
        by=staff[1],
    )
    held = staff[2].delegations_held.get()
    assert (held.principal, held.created_by, held.source) == (staff[1], staff[1], "SPT 5")


def test_deputies_are_others_of_the_same_house_for_a_time(staff, stranger):
    times = {"starts_at": NOW, "ends_at": NOW + HOUR, "source": "", "by": None}
    with refused("oneself"):
        delegate(staff[1], staff[1], kind="plh", **times)
    with refused("institution"):
        delegate(staff[1], stranger, kind="plh", **times)
    with refused("kind"):
        delegate(staff[1], staff[2], kind="teman", **times)
    with refused("order"):
        delegate(staff[1], staff[2], kind="plh", **(times | {"ends_at": NOW}))
