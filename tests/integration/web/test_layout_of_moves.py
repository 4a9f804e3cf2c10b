"""How the form of a move is laid out: an input's own template, a preview, what is signed."""

from dataclasses import replace

import pytest
from django import forms

from tests.integration.web.conftest import hidden, text_of
from tests.toy.models import Leave
from workflow_core.engine.machine import ways
from workflow_core.engine.models import Event
from workflow_core.engine.registry import definition_of
from workflow_core.web.inputs import Input
from workflow_core.web.panels import Panel


class Days(Input):
    """A number that tells what it would mean."""

    template = "components/notice.html"

    def fields(self, case, person):
        return {"days": forms.IntegerField(label="Days")}

    def initial(self, case, person):
        return {"days": case.days}

    def context(self, case, person, form):
        return {"text": f"That would be {form['days'].value()} days for {case.title}."}


@pytest.fixture
def own_template(monkeypatch):
    by_source = ways(Leave)["grant"]
    monkeypatch.setitem(by_source, "asked", replace(by_source["asked"], needs=("reason", "days")))
    monkeypatch.setitem(definition_of(Leave).inputs, "days", Days())


@pytest.mark.usefixtures("own_template")
def test_an_input_s_own_template_comes_before_the_plain_fields(office, enter):
    case = office.leave(asked=True, days=4)
    shown = text_of(enter(office.head).get(f"/cases/{case.pk}/grant/"))
    assert 0 < shown.index("That would be 4 days") < shown.index('name="reason"')
    assert 'name="days"' not in shown


@pytest.mark.usefixtures("own_template")
def test_a_preview_shows_what_was_typed_and_moves_nothing(office, enter):
    case = office.leave(asked=True, days=4)
    head, address = enter(office.head), f"/cases/{case.pk}/grant/"
    before = hidden(head.get(address))
    events = Event.objects.count()
    response = head.post(
        address, {**before, "days": "9", "reason": "A long <thought>", "preview": "1"}
    )
    shown = text_of(response)
    assert response.status_code == 200
    assert "That would be 9 days" in shown
    assert "A long &lt;thought&gt;" in shown
    assert {name: str(value) for name, value in hidden(response).items()} == {
        name: str(value) for name, value in before.items()
    }
    assert Event.objects.count() == events


@pytest.mark.usefixtures("own_template")
def test_a_preview_asks_for_nothing_that_is_still_empty(office, enter):
    case = office.leave(asked=True)
    response = enter(office.head).post(f"/cases/{case.pk}/grant/", {"preview": "1"})
    assert response.status_code == 200
    assert not response.context["form"].errors


@pytest.mark.usefixtures("own_template")
def test_nobody_previews_what_he_may_not_do(office, enter):
    case = office.leave(asked=True)
    response = enter(office.asker).post(f"/cases/{case.pk}/grant/", {"preview": "1"})
    assert response.status_code == 403


@pytest.mark.usefixtures("own_template")
def test_a_preview_that_comes_too_late_says_who_was_quicker_and_what_was_typed(office, enter):
    from workflow_core.engine import engine

    case = office.leave(asked=True)
    engine.perform(case, "decline", by=office.head, reason="No.")
    response = enter(office.head).post(
        f"/cases/{case.pk}/grant/", {"preview": "1", "reason": "My long thought"}
    )
    assert response.status_code == 409
    assert "My long thought" in text_of(response)


def test_what_is_decided_on_is_shown_above_the_form(office, enter, monkeypatch):
    def shown(case, person):
        return Panel("components/notice.html", {"text": f"{person.name} reads {case.title}"})

    monkeypatch.setitem(definition_of(Leave).previews, "decline", shown)
    case = office.leave(asked=True)
    page = text_of(enter(office.head).get(f"/cases/{case.pk}/decline/"))
    assert 0 < page.index(f"{office.head.name} reads {case.title}") < page.index('name="reason"')
