"""An institution and its small staff, imported."""

import datetime as dt

import pytest
from django.utils.translation import override

from tests.unit.people.workbooks import small_staff, staff_file
from workflow_core.people.models import Institution, Person
from workflow_core.people.staff_import import apply

TODAY = dt.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def institution(db):
    return Institution.objects.create(code="demo", name="Kabupaten Demo")


@pytest.fixture
def staff(institution):
    """Four people by number: 1 heads the dinas, 2 the bidang, 3 and 4 work in it."""
    result = apply(institution, staff_file(*small_staff()), by=None, on=TODAY)
    assert result.applied
    return {
        int(person.external_id[1:]): person
        for person in Person.objects.filter(institution=institution)
    }
