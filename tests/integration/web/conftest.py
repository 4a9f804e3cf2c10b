"""An office with a few people who ask each other for leave, seen through the pages."""

from dataclasses import dataclass

import pytest
from django.test import Client

from tests.toy.models import Leave
from workflow_core.engine import engine
from workflow_core.engine.grants import grant
from workflow_core.people.models import Institution, Person, Unit

PASSWORD = "a right password"


@dataclass
class Office:
    institution: Institution
    unit: Unit
    asker: Person
    head: Person
    stranger: Person
    hr: Person
    other_hr: Person

    def leave(self, *, days=2, title="Leave in June", asked=False, subject=None, chief=None):
        """A request on its asker's desk, or, ``asked``, on the head's."""
        subject = subject or self.asker
        case = Leave(
            institution=self.institution,
            unit=self.unit,
            subject=subject,
            chief=chief or self.head,
            days=days,
            title=title,
        )
        engine.begin(case, by=subject)
        if asked:
            engine.perform(case, "ask", by=subject)
        return Leave.objects.get(pk=case.pk)


@pytest.fixture
def office(db):
    institution = Institution.objects.create(code="contoh", name="Kabupaten Contoh")
    unit = Unit.objects.create(institution=institution, code="1", name="Dinas Contoh")

    def person(username, name):
        return Person.objects.create_user(username, PASSWORD, name=name, institution=institution)

    office = Office(
        institution,
        unit,
        asker=person("asker", "Siti Rahmawati"),
        head=person("head", "Budi Hartono"),
        stranger=person("stranger", "Andi Pratama"),
        hr=person("hr", "Rina Marpaung"),
        other_hr=person("other_hr", "Dewi Lestari"),
    )
    for officer in (office.hr, office.other_hr):
        grant(person=officer, codename="hr", source="test", unit=unit)
    return office


@pytest.fixture
def enter():
    """``enter(person)`` is a browser in which the person is signed in; its pages are in English."""

    def browser(person):
        client = Client(headers={"accept-language": "en"})
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return browser


def hidden(response):
    """What the form on a page sends along unseen."""
    form = response.context["form"]
    values = {field.name: field.value() for field in form.hidden_fields()}
    return {name: value for name, value in values.items() if value is not None}


def make(client, case, move, **data):
    """Open the form of a move and send it with what is given."""
    address = f"/cases/{case.pk}/{move}/"
    return client.post(address, {**hidden(client.get(address)), **data})


def text_of(response):
    return response.content.decode()
