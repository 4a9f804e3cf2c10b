"""The command: counts, findings, seconds, and an exit code that a script can use."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests.unit.people.workbooks import FIRST_ROW, nip, small_staff, staff_file
from workflow_core.people.models import Institution, Person, Unit


@pytest.fixture
def path(tmp_path):
    target = tmp_path / "pegawai.xlsx"
    target.write_bytes(staff_file(*small_staff()).getvalue())
    return target


@pytest.fixture
def damaged(tmp_path):
    people, units = small_staff()
    people[3]["NIP BARU"] = "1.98E+17"
    target = tmp_path / "rusak.xlsx"
    target.write_bytes(staff_file(people, units).getvalue())
    return target


def run(path, *arguments, institution="demo"):
    out = io.StringIO()
    call_command("import_employees", path, *arguments, institution=institution, stdout=out)
    return out.getvalue()


def test_it_imports_and_says_how_many_and_how_long(institution, path):
    said = run(path)
    assert "New people: 4" in said
    assert "Imported in" in said
    assert "Warning [Unor PIMPINAN NIP row 2]" in said
    assert Person.objects.count() == 4


def test_a_dry_run_leaves_nothing(institution, path):
    assert "nothing was written" in run(path, "--dry-run")
    assert not Person.objects.exists()


def test_a_missing_institution_is_made_when_named(db, path):
    with pytest.raises(CommandError, match="no institution"):
        run(path)
    run(path, "--name", "Kabupaten Demo", "--time-zone", "Asia/Makassar")
    made = Institution.objects.get(code="demo")
    assert (made.name, made.time_zone, made.people.count()) == (
        "Kabupaten Demo",
        "Asia/Makassar",
        4,
    )


def test_a_dry_run_makes_no_institution(db, path):
    run(path, "--dry-run", "--name", "Kabupaten Demo")
    assert not Institution.objects.exists()


def test_errors_end_with_an_exit_code_and_the_row(institution, damaged):
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 error: nothing was imported") as ended:
        call_command("import_employees", damaged, institution="demo", stdout=out)
    assert ended.value.returncode == 1
    assert f"NIP BARU row {FIRST_ROW + 3}]" in out.getvalue()
    assert not Person.objects.exists()


def test_errors_make_no_institution(db, damaged):
    with pytest.raises(CommandError):
        run(damaged, "--name", "Kabupaten Demo")
    assert not Institution.objects.exists()


def test_json_is_for_programs(institution, path):
    told = json.loads(run(path, "--format", "json"))
    assert (told["ok"], told["applied"], told["counts"]["new"]) == (True, True, 4)
    assert told["seconds"] >= 0
    again = json.loads(run(path, "--format", "json"))
    assert (again["counts"]["new"], again["counts"]["unchanged"]) == (0, 4)


def test_the_head_of_the_whole_is_added_once(institution, path):
    run(path, "--head", "H. Bupati Demo")
    run(path, "--head", "H. Bupati Demo")
    regent = Person.objects.get(kind=Person.Kind.OFFICIAL)
    assert (regent.username, regent.headships.get().unit) == ("bupati", Unit.objects.get(code="U0"))


def test_another_head_of_the_whole_follows_the_first(institution, path):
    run(path, "--head", "Bupati Lama")
    run(path, "--head", "Bupati Baru")
    root = Unit.objects.get(code="U0")
    assert root.headships.get(ends=None).person.username == "bupati-bupati-baru-demo"
    assert not Person.objects.filter(nip=nip(99)).exists()
