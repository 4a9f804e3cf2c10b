"""Signing a move with one's password."""

from dataclasses import replace

import pytest

from tests.integration.web.conftest import PASSWORD, make, text_of
from tests.toy.models import Leave
from workflow_core.engine.machine import ways
from workflow_core.engine.registry import definition_of
from workflow_core.signing.models import Signature


@pytest.fixture
def signed_decline(monkeypatch):
    """Declining takes a reason and a signature."""
    by_source = ways(Leave)["decline"]
    both = replace(by_source["asked"], needs=("reason", "signature"))
    monkeypatch.setitem(by_source, "asked", both)
    monkeypatch.setitem(definition_of(Leave).documents, "decline", lambda case: {"days": case.days})


@pytest.mark.usefixtures("signed_decline")
def test_the_right_password_signs(office, enter):
    case = office.leave(asked=True)
    head = enter(office.head)
    make(head, case, "decline", reason="No.", signature=PASSWORD)
    signature = Signature.objects.get(case=case)
    assert signature.signer == office.head
    assert signature.sha256[:12] in text_of(head.get(f"/cases/{case.pk}/"))


@pytest.mark.usefixtures("signed_decline")
@pytest.mark.parametrize("password", ["", "wrong", PASSWORD + " "])
def test_a_wrong_password_is_an_error_at_its_field_and_the_reason_is_kept(office, enter, password):
    case = office.leave(asked=True)
    response = make(enter(office.head), case, "decline", reason="My reason", signature=password)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["signature"]
    assert "My reason" in text_of(response)
    assert Leave.objects.get(pk=case.pk).state == "asked"
    assert not Signature.objects.exists()


@pytest.mark.usefixtures("signed_decline")
def test_the_password_never_comes_back_to_the_page(office, enter):
    case = office.leave(asked=True)
    head = enter(office.head)
    refused = make(head, case, "decline", reason="", signature=PASSWORD)
    assert PASSWORD not in text_of(refused)
    make(head, case, "grant")
    late = {"key": "k", "expected_version": 2, "reason": "Late", "signature": PASSWORD}
    conflict = head.post(f"/cases/{case.pk}/decline/", late)
    assert conflict.status_code == 409
    assert "Late" in text_of(conflict)
    assert PASSWORD not in text_of(conflict)
