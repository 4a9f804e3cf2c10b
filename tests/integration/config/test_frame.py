"""The frame of every page: policy, languages, themes, menu, error pages."""

import re

import pytest
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client

from workflow_core.people.models import Institution, Person
from workflow_core.web import navigation

pytestmark = pytest.mark.django_db


@pytest.fixture
def employee():
    cache.clear()
    institution = Institution.objects.create(
        code="contoh", name="Kabupaten Contoh", settings={"theme": "laut"}
    )
    return Person.objects.create_user(
        "198609262015051001", "rahasia-sekali", name="Sari", institution=institution
    )


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere(client):
    policy = client.get("/accounts/login/")["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("address", ["/accounts/login/", "/_gallery/", "/nowhere/"])
def test_no_page_carries_inline_style_or_script(client, address):
    page = client.get(address).content.decode()

    assert not re.search(r"<script>|<style|\sstyle=|\son\w+=", page)


def test_the_sign_in_page_loads_only_our_own_few_files(client):
    page = client.get("/accounts/login/").content.decode()

    loaded = re.findall(r'<link[^>]+href="([^"]+)"', page)
    assert len(loaded) <= 8
    assert all(address.startswith("/static/") for address in loaded)
    assert {"login", "password"} <= set(re.findall(r'name="(\w+)"', page))


def test_the_language_can_be_switched_and_is_remembered(client):
    assert 'lang="id"' in client.get("/accounts/login/").content.decode()

    client.post("/language/", {"language": "en", "next": "/accounts/login/"})

    assert '<html lang="en"' in client.get("/accounts/login/").content.decode()


def test_an_institution_has_its_own_theme(client, employee):
    client.force_login(employee)

    assert 'data-theme="laut"' in client.get("/accounts/password/").content.decode()


def test_an_official_without_institution_sees_the_plain_theme(client):
    client.force_login(Person.objects.create_user("admin", "rahasia-sekali", name="Admin"))

    assert "data-theme" not in client.get("/accounts/password/").content.decode()


def test_the_menu_holds_what_is_registered_and_marks_the_page(rf, employee, monkeypatch):
    monkeypatch.setattr(navigation, "_entries", {})
    navigation.register(navigation.Entry(url_name="healthz", label="Later", icon="help", order=90))
    navigation.register(
        navigation.Entry(
            url_name="account_change_password",
            label="Here",
            icon="key",
            order=10,
            count=lambda request: 4,
        )
    )
    navigation.register(
        navigation.Entry(url_name="readyz", label="Hidden", icon="key", shown=lambda request: False)
    )
    request = rf.get("/accounts/password/")

    menu = navigation.items(request)

    assert [(item.label, item.is_here, item.count) for item in menu] == [
        ("Here", True, 4),
        ("Later", False, 0),
    ]


def test_whoever_came_in_without_a_password_may_choose_one(client):
    client.force_login(Person.objects.create_user("admin", name="Admin"))

    answer = client.get("/accounts/password/", follow=True)

    assert (answer.redirect_chain, answer.status_code) == ([("/accounts/password/set/", 302)], 200)


def test_a_stranger_sees_no_menu(client):
    assert "<nav" not in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("code", ["400", "403", "404", "500"])
def test_an_error_page_stands_without_request_and_user(code):
    page = render_to_string(f"{code}.html")

    assert "<h1>" in page
    assert 'class="bar"' in page


def test_a_missing_page_is_ours(client):
    answer = client.get("/nowhere/")

    assert answer.status_code == 404
    assert 'class="mark"' in answer.content.decode()


def test_a_form_without_its_token_explains_itself():
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})

    assert answer.status_code == 403
    assert "<h1>" in answer.content.decode()


def test_a_password_wrong_five_times_pauses_the_sign_in(client, employee):
    wrong = {"login": "19860926 201505 1 001", "password": "salah"}

    codes = [client.post("/accounts/login/", wrong).status_code for _try in range(5)]
    right = client.post("/accounts/login/", wrong | {"password": "rahasia-sekali"})

    assert codes == [200, 200, 200, 200, 429]
    assert right.status_code == 429
    assert "15" in right.content.decode()


def test_signing_in_changes_the_session_and_signing_out_needs_a_click(client, employee):
    client.get("/accounts/login/")
    client.session["before"] = True
    before = client.session.session_key

    answer = client.post(
        "/accounts/login/", {"login": "19860926 201505 1 001", "password": "rahasia-sekali"}
    )

    assert answer.status_code == 302
    assert client.session.session_key != before
    assert client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_the_footer_always_leads_to_the_source(client, settings):
    settings.SOURCE_URL = ""
    assert '<a href="/about/">Kode sumber</a>' in client.get("/accounts/login/").content.decode()
    settings.SOURCE_URL = "https://code.example/kinerja"
    page = client.get("/accounts/login/").content.decode()
    assert '<a href="https://code.example/kinerja">' in page


@pytest.mark.parametrize(
    ("published_at", "said"),
    [("", "Ask the personnel office"), ("https://code.example/kinerja", "is published:")],
)
def test_everybody_reads_the_licence_and_how_to_get_the_source(
    client, settings, published_at, said
):
    settings.SOURCE_URL = published_at
    page = client.get("/about/", headers={"accept-language": "en"})
    assert page.status_code == 200
    assert said in page.content.decode()
    assert "Affero" in page.content.decode()
