"""Whoever has no business with a case does not even learn that it exists."""

import pytest

CASE_ADDRESSES = ["/cases/{pk}/", "/cases/{pk}/ask/", "/cases/{pk}/fly/"]
ROLE_ADDRESSES = ["/queue/hr/", "/queue/approver/", "/queue/made-up/"]


@pytest.mark.parametrize("address", CASE_ADDRESSES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_gets_404_on_every_page_of_a_case(office, enter, address, method):
    case = office.leave()
    client = enter(office.stranger)
    assert getattr(client, method)(address.format(pk=case.pk)).status_code == 404


@pytest.mark.parametrize("address", CASE_ADDRESSES)
@pytest.mark.parametrize("pk", [0, 999, 2**63])
def test_a_case_that_does_not_exist_looks_the_same(office, enter, address, pk):
    assert enter(office.asker).get(address.format(pk=pk)).status_code == 404


@pytest.mark.parametrize("address", ROLE_ADDRESSES)
def test_a_page_of_a_role_is_not_found_by_those_without_it(office, enter, address):
    assert enter(office.stranger).get(address).status_code == 404


def test_a_person_of_another_institution_sees_nothing(office, enter):
    case = office.leave()
    office.head.institution = type(office.institution).objects.create(code="lain", name="Lain")
    office.head.save()
    assert enter(office.head).get(f"/cases/{case.pk}/").status_code == 404


@pytest.mark.parametrize("address", ["/", "/cases/", "/notifications/", *ROLE_ADDRESSES])
def test_the_anonymous_are_asked_to_sign_in(client, db, address):
    response = client.get(address)
    assert response.status_code == 302
    assert response.url == f"/accounts/login/?next={address}"


def test_a_stranger_does_not_find_the_case_in_the_list(office, enter):
    office.leave(title="Secret")
    assert "Secret" not in enter(office.stranger).get("/cases/").content.decode()
    assert "Secret" in enter(office.head).get("/cases/").content.decode()
