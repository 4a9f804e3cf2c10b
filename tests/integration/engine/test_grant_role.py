"""The command that makes the first HR officer."""

import pytest
from django.core.management import CommandError, call_command

from tests.appraisal_world import build_world
from workflow_core.engine.models import Grant
from workflow_core.engine.standing import Standing

pytestmark = pytest.mark.django_db


def test_a_role_is_given_once_and_ended():
    w = build_world()
    for _twice in range(2):
        call_command("grant_role", w.colleague.username, "hr", source="SK 1")
    assert Grant.objects.filter(person=w.colleague, codename="hr").count() == 1
    assert Standing(w.colleague).holds_everywhere("hr")
    call_command("grant_role", w.colleague.username, "hr", end=True)
    assert "hr" not in Standing(w.colleague).roles


def test_a_role_can_be_given_on_one_unit_and_until_a_day():
    w = build_world()
    call_command(
        "grant_role",
        w.colleague.username,
        "auditor",
        "--unit",
        w.dinas.code,
        "--until",
        "2027-01-01T00:00",
    )
    standing = Standing(w.colleague)
    assert standing.units("auditor") == {w.dinas.pk, w.bidang.pk}
    assert not standing.holds_everywhere("auditor")


@pytest.mark.parametrize("wrong", [["siapa", "hr"], ["pegawai", "hr", "--unit", "99"]])
def test_a_wrong_person_or_unit_is_refused(wrong):
    build_world()
    with pytest.raises(CommandError):
        call_command("grant_role", *wrong)
