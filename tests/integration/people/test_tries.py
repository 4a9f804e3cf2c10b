"""Wrong passwords and codes: told, counted, and after a few of them a pause."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.utils import translation

from tests.unit.people.workbooks import nip
from workflow_core.calendar import clock
from workflow_core.people import tries
from workflow_core.people.accounts import issue_activation
from workflow_core.signing.signatures import WrongPassword, confirm
from workflow_core.web.addresses import address_of

PASSWORD = "kopi-tubruk-77"
ACTIVATE = "/accounts/activate/"
LOGIN = "/accounts/login/"
NINE = dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC)
"""Nine o'clock in Jakarta."""


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()
    with clock.at(NINE):
        yield
    cache.clear()


@pytest.fixture
def clerk(staff):
    person = staff[3]
    person.name, person.back_title = "SITI RAHMAWATI", "M.Si."
    person.set_password(PASSWORD)
    person.is_active = True
    person.save()
    return person


def wrong(person, times):
    for _turn in range(times):
        with pytest.raises(WrongPassword) as refused:
            confirm(person, "salah")
    return str(refused.value)


def test_the_fifth_wrong_password_begins_a_pause_and_says_until_when(clerk):
    assert wrong(clerk, 4) == "The password is not right. Nothing has been signed."
    assert wrong(clerk, 1) == "Too many tries; try again at 9:15 a.m."


def test_in_the_pause_the_right_password_signs_nothing_and_afterwards_it_does(clerk):
    wrong(clerk, 5)
    with pytest.raises(WrongPassword, match="Too many tries"):
        confirm(clerk, PASSWORD)
    with clock.at(NINE + dt.timedelta(minutes=16)):
        assert confirm(clerk, PASSWORD).person_id == clerk.pk


def test_the_right_password_forgets_the_wrong_ones(clerk):
    wrong(clerk, 4)
    confirm(clerk, PASSWORD)
    assert "not right" in wrong(clerk, 4)


def test_a_pause_holds_up_nobody_else(clerk, staff):
    wrong(clerk, 5)
    staff[4].set_password(PASSWORD)
    assert confirm(staff[4], PASSWORD)


def attempt(client, code="AAAA-BBBB-CCCC", number=None, **more):
    data = {"nip": number or nip(3), "code": code, "password": PASSWORD, "again": PASSWORD}
    return client.post(ACTIVATE, data, **more)


def test_wrong_codes_for_one_number_lead_to_a_pause_from_every_address(client, staff):
    code = issue_activation(staff[3])
    for turn in range(5):
        assert attempt(client, REMOTE_ADDR=f"10.0.0.{turn}").status_code == 422
    held = attempt(client, code, number=f"{nip(3)[:8]} {nip(3)[8:]}", REMOTE_ADDR="10.0.0.9")
    assert held.status_code == 429
    page = held.content.decode()
    assert "Terlalu banyak percobaan; coba lagi pukul 09.15." in page
    assert f"{nip(3)[:8]} {nip(3)[8:]}" in page
    with clock.at(NINE + dt.timedelta(minutes=16)):
        assert attempt(client, code, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_wrong_codes_from_one_address_lead_to_a_pause_there_only(client, staff):
    code = issue_activation(staff[3])
    for number in range(30):
        attempt(client, number=nip(100 + number), REMOTE_ADDR="10.0.0.1")
    assert attempt(client, code, REMOTE_ADDR="10.0.0.1").status_code == 429
    assert attempt(client, code, REMOTE_ADDR="10.0.0.2").status_code == 302


def test_behind_our_proxy_each_address_counts_by_itself(client, staff, settings):
    settings.TRUSTED_PROXIES = 1
    code = issue_activation(staff[3])
    for number in range(30):
        seen = {"HTTP_X_FORWARDED_FOR": f"203.0.113.9, 10.0.0.{number}"}
        attempt(client, number=nip(100 + number), **seen)
    other = {"HTTP_X_FORWARDED_FOR": "203.0.113.9, 10.9.9.9"}
    assert attempt(client, code, **other).status_code == 302


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "10.0.0.1", "127.0.0.1"),
        (1, "10.0.0.1", "10.0.0.1"),
        (1, "6.6.6.6, 10.0.0.1", "10.0.0.1"),
        (2, "6.6.6.6, 10.0.0.1, 10.0.0.2", "10.0.0.1"),
        (2, "10.0.0.1", "127.0.0.1"),
        (1, "nonsense", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_the_address_is_what_our_outermost_proxy_saw(rf, settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    assert address_of(rf.get("/", headers={"x-forwarded-for": forwarded})) == address


def test_an_opened_account_forgets_the_typos_of_its_address(client, staff):
    code = issue_activation(staff[3])
    for number in range(29):
        attempt(client, number=nip(100 + number))
    assert attempt(client, code).status_code == 302
    assert attempt(client, number=nip(200)).status_code == 422
    assert attempt(client, number=nip(201)).status_code == 422


def test_failures_count_from_the_first_one_and_not_from_the_last(clerk):
    """Five within a quarter of an hour are too many; five in a day are not."""
    kept = [cache._expire_info[key] for key in _counted(clerk, 1)]
    assert [cache._expire_info[key] for key in _counted(clerk, 1)] == kept


def _counted(person, times):
    for _turn in range(times):
        tries.count_failure("signature", person.pk)
    return [key for key in cache._expire_info if "tries:signature" in key]


def test_a_weak_password_is_no_wrong_code(client, staff):
    code = issue_activation(staff[3])
    for _turn in range(6):
        data = {"nip": nip(3), "code": code, "password": "1234", "again": "1234"}
        assert client.post(ACTIVATE, data).status_code == 422
    assert attempt(client, code).status_code == 302


def test_without_failures_nobody_is_held_up():
    assert tries.blocked("signature", 1) == ""


def test_after_the_sign_in_one_is_greeted_by_name(client, clerk):
    page = client.post(LOGIN, {"login": clerk.nip, "password": PASSWORD}, follow=True)
    text = page.content.decode()
    assert "Siti Rahmawati, M.Si.</p>" in text
    assert f"as {clerk.nip}" not in text
    assert "M.Si.." not in text


def test_every_page_about_passwords_says_kata_sandi(client, clerk):
    client.cookies["django_language"] = "id"
    pages = [client.get(LOGIN), client.get(ACTIVATE), attempt(client)]
    client.force_login(clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    weak = {"oldpassword": "salah", "password1": "12345", "password2": "123456"}
    pages += [client.get("/accounts/password/"), client.post("/accounts/password/", weak)]
    for page in pages:
        words = page.content.decode().lower()
        assert "kata sandi" in words
        assert "sandi" not in words.replace("kata sandi", "")


@pytest.mark.parametrize("password", ["pendek", "12345678901", "password123", nip(3)])
def test_what_is_wrong_with_a_password_is_told_in_one_wording(staff, password):
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    with translation.override("id"), pytest.raises(ValidationError) as refused:
        validate_password(password, user=staff[3])
    for sentence in refused.value.messages:
        assert sentence.startswith("Kata sandi ")
        assert "password" not in sentence.lower()
