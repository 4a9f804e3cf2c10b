"""Signing in by NIP or e-mail, lock-out, and the one-time activation."""

import datetime as dt

import pytest
import time_machine
from axes.models import AccessAttempt
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.unit.people.workbooks import nip
from workflow_core.people.accounts import (
    ActivationError,
    activate,
    issue_activation,
    issue_activations,
    reset_account,
)
from workflow_core.people.models import Institution, Person

PASSWORD = "kopi-tubruk-77"
LOGIN = "/accounts/login/"


@pytest.fixture
def clerk(staff):
    person = staff[3]
    person.set_password(PASSWORD)
    person.is_active = True
    person.save()
    return person


def sign_in(client, login, password=PASSWORD):
    return client.post(LOGIN, {"login": login, "password": password})


def signed_in(client):
    return client.session.get("_auth_user_id")


@pytest.mark.parametrize(
    "typed",
    [
        nip(3),
        f"{nip(3)[:8]} {nip(3)[8:14]} {nip(3)[14]} {nip(3)[15:]}",
        f" {nip(3)[:8]}.{nip(3)[8:]}",
    ],
)
def test_the_nip_signs_in_with_or_without_spaces(client, clerk, typed):
    response = sign_in(client, typed)
    assert (response.status_code, signed_in(client)) == (302, str(clerk.pk))


@pytest.mark.parametrize("typed", ["p3@demo.example", " P3@Demo.Example "])
def test_the_address_signs_in_in_any_case(client, clerk, typed):
    assert sign_in(client, typed).status_code == 302
    assert signed_in(client) == str(clerk.pk)


def test_an_official_signs_in_with_his_user_name(client, db):
    regent = Person.objects.create_user("Bupati", PASSWORD, name="Bupati Demo")
    assert sign_in(client, "BUPATI").status_code == 302
    assert signed_in(client) == str(regent.pk)


def test_an_address_of_two_signs_in_nobody(client, clerk, staff):
    Person.objects.filter(pk=staff[4].pk).update(email=clerk.email)
    assert sign_in(client, clerk.email).status_code == 200
    assert signed_in(client) is None
    assert sign_in(client, clerk.nip).status_code == 302


def test_a_wrong_password_and_an_unknown_number_get_the_same_answer(client, clerk):
    wrong = sign_in(client, clerk.nip, "salah-sekali").context["form"].errors
    unknown = sign_in(client, nip(77)).context["form"].errors
    assert wrong == unknown
    assert sign_in(client, "tidak@ada.example").context["form"].errors == wrong


def test_signing_in_gives_the_session_a_new_key(client, clerk):
    client.get(LOGIN)
    session = client.session
    session["before"] = "yes"
    session.save()
    before = session.session_key
    sign_in(client, clerk.nip)
    assert client.session.session_key != before


def test_five_failures_lock_the_account_however_it_was_spelled(client, clerk):
    spellings = [clerk.nip, f"{clerk.nip[:8]} {clerk.nip[8:]}", clerk.email, clerk.email.upper()]
    for typed in spellings:
        assert sign_in(client, typed, "salah").status_code == 200
    assert sign_in(client, clerk.nip, "salah").status_code == 429
    assert sign_in(client, clerk.nip).status_code == 429
    assert sign_in(client, clerk.email).status_code == 429
    assert signed_in(client) is None


def test_a_locked_account_locks_nobody_else_in_the_office(client, clerk, staff):
    for _turn in range(5):
        sign_in(client, staff[4].nip, "salah")
    assert sign_in(client, clerk.nip).status_code == 302


def test_a_lock_ends_after_a_quarter_of_an_hour(client, clerk):
    with time_machine.travel("2026-11-20T08:00:00Z", tick=False) as clock:
        for _turn in range(5):
            sign_in(client, clerk.nip, "salah")
        clock.shift(dt.timedelta(minutes=16))
        assert sign_in(client, clerk.nip).status_code == 302


def test_success_forgets_earlier_failures(client, clerk):
    for _turn in range(4):
        sign_in(client, clerk.email, "salah")
    sign_in(client, clerk.nip)
    assert not AccessAttempt.objects.exists()


def test_nobody_signs_up(client, db):
    response = client.post(
        "/accounts/signup/",
        {"username": "baru", "password1": PASSWORD, "password2": PASSWORD},
    )
    assert response.status_code in (200, 404)
    assert not Person.objects.exists()


def test_an_account_opens_with_its_code(client, staff):
    code = issue_activation(staff[3])
    person = activate(f"{nip(3)[:8]} {nip(3)[8:]}", code.lower().replace("-", " "), PASSWORD)
    assert (person, person.is_active, person.activation) == (staff[3], True, "")
    assert sign_in(client, nip(3)).status_code == 302


def test_a_code_works_once_only(staff):
    code = issue_activation(staff[3])
    activate(nip(3), code, PASSWORD)
    with pytest.raises(ActivationError, match="used already"):
        activate(nip(3), code, "lain-lagi-88")
    staff[3].refresh_from_db()
    assert staff[3].check_password(PASSWORD)


def test_only_a_hash_of_the_code_is_kept(staff):
    code = issue_activation(staff[3])
    staff[3].refresh_from_db()
    assert len(staff[3].activation) == 64
    assert code not in staff[3].activation


@pytest.mark.parametrize("number", [nip(4), nip(88), "p3@demo.example", ""])
def test_a_code_opens_no_other_account(staff, number):
    code = issue_activation(staff[3])
    issue_activation(staff[4])
    with pytest.raises(ActivationError, match="do not belong together"):
        activate(number, code, PASSWORD)
    assert not Person.objects.filter(is_active=True).exists()


def test_a_new_code_replaces_the_old_one(staff):
    first = issue_activation(staff[3])
    issue_activation(staff[3])
    with pytest.raises(ActivationError):
        activate(nip(3), first, PASSWORD)


def test_a_code_ends_after_thirty_days(staff):
    code = issue_activation(staff[3])
    with (
        time_machine.travel(timezone.now() + dt.timedelta(days=31), tick=False),
        pytest.raises(ActivationError, match="too old"),
    ):
        activate(nip(3), code, PASSWORD)


def test_a_weak_password_leaves_the_code_good(staff):
    code = issue_activation(staff[3])
    with pytest.raises(ValidationError):
        activate(nip(3), code, "1234567890")
    assert activate(nip(3), code, PASSWORD).is_active


def test_the_codes_of_a_unit_come_in_sets(staff, django_assert_num_queries):
    with django_assert_num_queries(1):
        issued = issue_activations([staff[3], staff[4]])
    assert len({code for _person, code in issued}) == 2
    for person, code in issued:
        activate(person.nip, code, PASSWORD)


def test_an_open_account_gets_no_code(clerk):
    with pytest.raises(ActivationError, match="active"):
        issue_activation(clerk)


def test_a_reset_ends_sessions_and_needs_the_new_code(client, clerk, staff):
    sign_in(client, clerk.nip)
    code = reset_account(clerk, by=staff[1])
    assert sign_in(client, clerk.nip).status_code == 200
    fresh = client.get(LOGIN)
    assert not fresh.wsgi_request.user.is_authenticated
    activate(clerk.nip, code, "lain-lagi-88")
    assert sign_in(client, clerk.nip, "lain-lagi-88").status_code == 302


def test_a_reset_is_for_others_of_the_same_house(clerk, staff):
    with pytest.raises(ActivationError, match="own account"):
        reset_account(clerk, by=clerk)
    other = Institution.objects.create(code="lain", name="Kabupaten Lain")
    stranger = Person.objects.create_user("asing", institution=other, name="Asing")
    with pytest.raises(ActivationError, match="another institution"):
        reset_account(clerk, by=stranger)
    clerk.refresh_from_db()
    assert clerk.is_active
