"""What a process's own inputs bring into the form of a move."""

from dataclasses import replace

import pytest
from django import forms
from django.core.exceptions import ValidationError

from tests.integration.web.conftest import make, text_of
from tests.toy.models import Leave
from workflow_core.engine.engine import last_event
from workflow_core.engine.machine import ways
from workflow_core.engine.registry import definition_of
from workflow_core.web.inputs import Input


class Days(Input):
    """Two numbers of which the second is not the smaller."""

    def fields(self, case, person):
        return {
            "low": forms.IntegerField(),
            "high": forms.IntegerField(),
            "word": forms.CharField(),
        }

    def initial(self, case, person):
        return {"low": case.days}

    def clean(self, cleaned):
        if cleaned["high"] < cleaned["low"]:
            raise ValidationError({"high": "Too small."})
        if cleaned["high"] == 13:
            raise ValidationError("Not thirteen.")
        return cleaned


@pytest.fixture
def grant_with_days(monkeypatch):
    by_source = ways(Leave)["grant"]
    monkeypatch.setitem(by_source, "asked", replace(by_source["asked"], needs=("days", "reason")))
    monkeypatch.setitem(definition_of(Leave).inputs, "days", Days())


@pytest.mark.usefixtures("grant_with_days")
def test_a_process_s_input_starts_with_what_it_knows_and_reaches_the_move(office, enter):
    case = office.leave(asked=True, days=4)
    head = enter(office.head)
    assert 'value="4"' in text_of(head.get(f"/cases/{case.pk}/grant/"))
    make(head, case, "grant", low=4, high=5, word="yes", reason="Fine.")
    assert last_event(case).data["days"] == {"low": 4, "high": 5, "word": "yes"}


@pytest.mark.usefixtures("grant_with_days")
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"low": 4, "high": 3, "word": "x"}, "high"),
        ({"low": 4, "high": 13, "word": "x"}, "low"),
        ({"low": "", "high": 5, "word": "x"}, "low"),
        ({"low": 4, "high": 5, "word": "a\0b"}, "word"),
    ],
)
def test_what_is_wrong_is_shown_at_its_field_and_the_rest_is_kept(office, enter, given, field):
    case = office.leave(asked=True)
    response = make(enter(office.head), case, "grant", reason="My reason", **given)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert "My reason" in text_of(response)


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_text_that_no_database_stores_is_refused(text):
    from workflow_core.web.inputs import check_storable

    with pytest.raises(ValidationError):
        check_storable(text)


def test_two_inputs_with_the_same_field_are_a_fault_of_the_process(office, enter, monkeypatch):
    by_source = ways(Leave)["grant"]
    monkeypatch.setitem(by_source, "asked", replace(by_source["asked"], needs=("days", "more")))
    for name in ("days", "more"):
        monkeypatch.setitem(definition_of(Leave).inputs, name, Days())
    case = office.leave(asked=True)
    with pytest.raises(LookupError):
        enter(office.head).get(f"/cases/{case.pk}/grant/")
