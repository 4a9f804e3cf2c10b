"""The fictitious staff file that comes with the project: whole, clean, and ready to launch."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import call_command

from workflow_core.people.command_line import lines
from workflow_core.people.models import Institution, Person
from workflow_core.people.precheck import precheck

DEMO = Path(__file__).parents[3] / "processes" / "appraisal" / "demo" / "pegawai-demo.xlsx"
DAY = dt.date(2026, 11, 20)


@pytest.fixture
def demo(institution, capsys):
    call_command("import_employees", DEMO, institution="demo", head="Bupati Demo")
    return Institution.objects.get(code="demo")


def test_it_comes_in_and_leaves_nothing_to_check(demo):
    assert demo.people.count() == 62
    assert precheck(demo, DAY) == []
    assert len(lines(demo, DAY)) == 60


def test_it_has_every_kind_of_person_and_only_invented_addresses(demo):
    people = Person.objects.filter(institution=demo)
    assert set(people.values_list("kind", flat=True)) == {"pns", "pppk", "official"}
    assert set(people.values_list("status", flat=True)) == {"01", "02", "03"}
    employed = people.exclude(kind="official")
    assert not employed.exclude(email__endswith="@demo.example").exists()
