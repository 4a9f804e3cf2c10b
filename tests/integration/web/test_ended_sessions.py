"""A form sent after its session had ended: nothing typed is lost, and nobody else reads it."""

import re
import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from processes.appraisal.state import State as S
from tests.appraisal_world import PASSWORD as DISTRICT_PASSWORD
from tests.appraisal_world import WHEN, appraisal_at
from tests.form_reader import fields_of
from tests.integration.web.conftest import PASSWORD, text_of
from workflow_core.calendar import clock
from workflow_core.engine.models import Event
from workflow_core.web import kept

ENGLISH = {"accept-language": "en"}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def case(office):
    return office.leave(asked=True)


def address_of(case):
    return f"/cases/{case.pk}/decline/"


def sign_in(client, person, password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": person.username, "password": password, **more})


@pytest.fixture
def late(office, case):
    """A browser whose session ended while a reason was being typed; what it would send."""
    client = Client(headers=ENGLISH)
    client.force_login(office.head, backend=BACKEND)
    form = fields_of(client.get(address_of(case)), "key")
    Session.objects.all().delete()
    return client, {**form, "reason": ["Three long paragraphs"]}


def in_the_session(client):
    return client.session.get(kept.SESSION_KEY)


def test_what_was_typed_comes_back_after_the_sign_in(office, case, late):
    client, form = late
    answer = client.post(address_of(case), form)
    assert answer.url == f"/accounts/login/?next={address_of(case)}"
    assert "what you typed is kept" in text_of(client.get(answer.url))
    sign_in(client, office.head)
    page = client.get(address_of(case))
    assert page.context["form"]["reason"].value() == "Three long paragraphs"
    assert "Your session had ended." in text_of(page)
    assert not Event.objects.filter(case=case.pk, transition="decline").exists()
    sent = client.post(address_of(case), fields_of(page, "key"))
    assert sent.status_code == 302
    assert in_the_session(client) is None
    assert Event.objects.get(case=case.pk, transition="decline").reason == "Three long paragraphs"


def test_loading_the_page_anew_keeps_it(office, case, late):
    client, form = late
    client.post(address_of(case), form)
    sign_in(client, office.head)
    for _time in range(2):
        page = client.get(address_of(case))
        assert page.context["form"]["reason"].value() == "Three long paragraphs"


def test_somebody_else_who_signs_in_sees_nothing_of_it_and_inherits_nothing(office, case, late):
    client, form = late
    client.post(address_of(case), form)
    sign_in(client, office.hr)
    pages = [client.get(address_of(case)), client.get(f"/cases/{case.pk}/"), client.get("/")]
    assert not [page for page in pages if "Three long paragraphs" in text_of(page)]
    assert in_the_session(client) is None


def test_another_page_shows_nothing_of_it(office, case, late):
    client, form = late
    client.post(address_of(case), form)
    sign_in(client, office.head)
    other = client.get(f"/cases/{office.leave(asked=True).pk}/decline/")
    assert "Three long paragraphs" not in text_of(other)


def test_no_password_is_kept(office):
    walk = appraisal_at(S.EXPLAINED)
    client = Client(headers=ENGLISH)
    address = f"/cases/{walk.case.pk}/uphold/"
    with clock.at(WHEN[S.EXPLAINED]):
        client.force_login(walk.w.superior, backend=BACKEND)
        form = fields_of(client.get(address), "key")
        Session.objects.all().delete()
        client.post(address, {**form, "reason": "Why", "signature": DISTRICT_PASSWORD})
        *_who, text = in_the_session(client)
        assert "Why" in text
        assert DISTRICT_PASSWORD not in text
        assert "signature" not in text
        assert "csrf" not in text


def test_it_is_kept_for_half_an_hour(office, case, late):
    client, form = late
    now = clock.now()
    client.post(address_of(case), form)
    sign_in(client, office.head)
    with clock.at(now + kept.LASTS + kept.LASTS / 10):
        page = client.get(address_of(case))
    assert page.context["form"]["reason"].value() in {None, ""}


def test_what_is_too_long_is_not_kept_and_its_writer_is_told(office, case, late):
    client, form = late
    answer = client.post(address_of(case), {**form, "reason": "x" * kept.LARGEST})
    assert in_the_session(client) is None
    assert "too long to be kept" in text_of(client.get(answer.url))


def test_what_a_draft_takes_is_kept(office, case, late):
    client, form = late
    client.post(address_of(case), {**form, "reason": "x" * (kept.LARGEST - 1000)})
    sign_in(client, office.head)
    back = fields_of(client.get(address_of(case)), "key")
    assert client.post(address_of(case), {**back, "action": "autosave"}).status_code == 200
    assert in_the_session(client) is None


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"action": "autosave", "reason": "a\0b"}, 422),
        ({"action": "save", "reason": "a\0b"}, 200),
        ({"reason": ""}, 422),
        ({"preview": "1"}, 200),
    ],
)
def test_it_is_kept_until_it_is_safe(office, case, late, more, status):
    client, form = late
    client.post(address_of(case), form)
    sign_in(client, office.head)
    back = fields_of(client.get(address_of(case)), "key")
    assert client.post(address_of(case), {**back, **more}).status_code == status
    page = client.get(address_of(case))
    assert page.context["form"]["reason"].value() == "Three long paragraphs"


@pytest.mark.parametrize("words", ["", "x", "eyJhIjoxfQ:1x:forged"])
def test_what_no_form_of_ours_sent_is_not_kept(case, late, words):
    client, form = late
    client.post(address_of(case), {**form, kept.MADE_FOR: words})
    assert in_the_session(client) is None


def test_a_form_of_one_page_is_not_kept_for_another(office, case, late):
    client, form = late
    client.post(f"/cases/{office.leave(asked=True).pk}/decline/", form)
    assert in_the_session(client) is None


def test_a_page_older_than_a_long_weekend_is_not_kept(case, late, monkeypatch):
    client, form = late
    later = time.time() + kept.PAGE_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    client.post(address_of(case), form)
    assert in_the_session(client) is None


def test_a_forged_request_keeps_nothing(case, late, office):
    _client, form = late
    strict = Client(enforce_csrf_checks=True, headers=ENGLISH)
    answer = strict.post(address_of(case), form)
    assert answer.status_code == 403
    assert in_the_session(strict) is None


def test_what_saves_itself_is_not_kept_because_its_page_is_still_open(case, late):
    client, form = late
    answer = client.post(address_of(case), {**form, "action": "autosave"})
    assert answer.status_code == 302
    assert in_the_session(client) is None


def test_a_form_made_for_somebody_else_is_refused(office, enter, case):
    form = fields_of(enter(office.head).get(address_of(case)), "key")
    answer = enter(office.hr).post(address_of(case), {**form, "reason": "Not his words"})
    assert answer.status_code == 403
    assert re.search("opened for somebody else", text_of(answer))


def test_where_the_case_has_moved_on_meanwhile_the_text_is_shown_back(office, enter, case, late):
    from workflow_core.engine import engine

    client, form = late
    client.post(address_of(case), form)
    engine.perform(case, "grant", by=office.head)
    sign_in(client, office.head)
    page = client.get(address_of(case))
    assert page.status_code == 409
    assert "Three long paragraphs" in text_of(page)


@pytest.mark.parametrize(
    ("state", "page", "field"),
    [(S.DRAFTING, "plan", "r0-text"), (S.EXECUTING, "report", "text")],
)
def test_plan_and_report_come_back_as_well(db, state, page, field):
    walk = appraisal_at(state)
    client, address = Client(headers=ENGLISH), f"/appraisal/{page}/{walk.case.pk}/"
    with clock.at(WHEN[state]):
        client.force_login(walk.w.employee, backend=BACKEND)
        form = fields_of(client.get(address), "edition", kept.MADE_FOR)
        name = next(one for one in form if one.endswith(field))
        Session.objects.all().delete()
        client.post(address, {**form, name: "412 akta terbit", "action": "check"})
        sign_in(client, walk.w.employee, DISTRICT_PASSWORD)
        shown = client.get(address)
        assert fields_of(shown, "edition", kept.MADE_FOR)[name] == ["412 akta terbit"]
        assert "Your session had ended." in text_of(shown)
        sent = {**fields_of(shown, "edition", kept.MADE_FOR), "action": "save"}
        assert client.post(address, sent).status_code == 302
        again = client.get(address)
        assert fields_of(again, "edition", kept.MADE_FOR)[name] == ["412 akta terbit"]
        assert "Your session had ended." not in text_of(again)


def test_remarks_on_a_plan_come_back_as_well(db):
    walk = appraisal_at(S.PROPOSED)
    client, address = Client(headers=ENGLISH), f"/appraisal/remarks/{walk.case.pk}/"
    name = f"remark_{walk.case.plan_version.results.first().pk}"
    with clock.at(WHEN[S.PROPOSED]):
        client.force_login(walk.w.rater, backend=BACKEND)
        form = fields_of(client.get(address), name)
        Session.objects.all().delete()
        client.post(address, {**form, name: "Hari kerja atau kalender?"})
        sign_in(client, walk.w.rater, DISTRICT_PASSWORD)
        assert fields_of(client.get(address), name)[name] == ["Hari kerja atau kalender?"]
    assert not walk.case.remarks.exists()
