"""A staff file comes in whole or not at all, once, and without touching the accounts."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.integration.people.conftest import TODAY
from tests.unit.people.workbooks import FIRST_ROW, nip, person, small_staff, staff_file, unit
from workflow_core.people.findings import ERROR, WARNING
from workflow_core.people.models import (
    Headship,
    ImportRecord,
    Institution,
    Person,
    Posting,
    Unit,
)
from workflow_core.people.services import appoint_head
from workflow_core.people.staff_import import apply, preview

LATER = TODAY + dt.timedelta(days=30)
MODELS = (Unit, Person, Posting, Headship, ImportRecord)


def rows_of_all():
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in MODELS}


def bring_in(institution, people, units, on=TODAY, by=None):
    result = apply(institution, staff_file(people, units), by=by, on=on)
    assert result.applied, result.findings
    return result


def codes(outcome, level):
    return [finding.code for finding in outcome.findings if finding.level == level]


def test_a_preview_counts_and_writes_nothing(institution):
    before = rows_of_all()
    seen = preview(institution, staff_file(*small_staff()), on=TODAY)
    assert rows_of_all() == before
    assert seen.ok
    assert (seen.counts["new"], seen.counts["units_new"]) == (4, 3)
    assert (seen.counts["people_in_file"], seen.counts["headships_opened"]) == (4, 2)
    assert codes(seen, WARNING) == ["no_head"]


def test_units_stand_under_each_other_as_in_the_file(staff):
    bidang = Unit.objects.get(code="U2")
    assert [above.code for above in bidang.ancestors()] == ["U0", "U1"]
    assert (bidang.name, bidang.echelon) == ("Unit U2", "32")


def test_accounts_are_made_inactive_with_the_nip_as_user_name(staff):
    clerk = staff[3]
    assert (clerk.username, clerk.is_active, clerk.has_usable_password()) == (nip(3), False, False)
    assert (clerk.kind, clerk.email, clerk.birth_date) == (
        "pns",
        "p3@demo.example",
        dt.date(1980, 1, 15),
    )


def test_positions_begin_with_their_decree_and_heads_with_their_position(staff):
    posting = staff[2].postings.get()
    assert (posting.title, posting.unit.code, posting.echelon) == ("Kepala Bidang", "U2", "32")
    assert (posting.starts, posting.ends) == (dt.date(2024, 1, 2), None)
    headship = staff[2].headships.get()
    assert (headship.unit.code, headship.starts, headship.ends) == ("U2", posting.starts, None)


def test_without_a_date_a_position_begins_on_the_day_of_the_import(institution):
    people, units = small_staff()
    people[2]["TMT JABATAN"] = None
    bring_in(institution, people, units)
    assert Posting.objects.get(person__nip=nip(3)).starts == TODAY


def test_twice_is_once(institution, staff):
    before = rows_of_all()
    again = bring_in(institution, *small_staff(), on=LATER)
    assert rows_of_all() == before
    assert (again.counts["unchanged"], again.counts["new"], again.counts["changed"]) == (4, 0, 0)


def test_what_was_imported_is_recorded_with_digest_and_importer(institution, staff):
    people, units = small_staff()
    people[0]["NAMA"] = "NAMA BARU"
    result = bring_in(institution, people, units, by=staff[1])
    record = ImportRecord.objects.latest("pk")
    assert (record.digest, record.imported_by, record.counts["changed"]) == (
        result.digest,
        staff[1],
        1,
    )


def test_a_changed_person_is_named_with_the_fields(institution, staff):
    people, units = small_staff()
    people[2] |= {"GOL AKHIR NAMA": "III/d", "EMAIL GOV": "baru@demo.example"}
    result = bring_in(institution, people, units)
    assert [(one.row, one.what) for one in result.changed] == [(FIRST_ROW + 2, ("rank", "email"))]
    staff[3].refresh_from_db()
    assert (staff[3].rank, staff[3].email) == ("III/d", "baru@demo.example")


def test_an_account_in_use_keeps_password_and_state(institution, staff):
    clerk = staff[3]
    clerk.set_password("rahasia-sekali")
    clerk.is_active = True
    clerk.save()
    people, units = small_staff()
    people[2]["NAMA"] = "NAMA BARU"
    bring_in(institution, people, units)
    clerk.refresh_from_db()
    assert clerk.name == "NAMA BARU"
    assert clerk.is_active
    assert clerk.check_password("rahasia-sekali")


def test_an_address_stays_where_the_file_has_none(institution, staff):
    people, units = small_staff()
    people[2]["EMAIL GOV"] = None
    assert bring_in(institution, people, units).counts["changed"] == 0
    staff[3].refresh_from_db()
    assert staff[3].email == "p3@demo.example"


def test_an_address_that_somebody_keeps_goes_to_nobody_else(institution, staff):
    people, units = small_staff()
    people[2]["EMAIL GOV"], people[3]["EMAIL GOV"] = None, "p3@demo.example"
    result = bring_in(institution, people, units)
    assert codes(result, WARNING) == ["shared_email", "no_head"]
    assert Person.objects.filter(email="p3@demo.example").get() == staff[3]


def test_a_transfer_closes_the_position_the_day_before_and_opens_one(institution, staff):
    people, units = small_staff()
    people[2] |= {"UNOR ID": "U1", "TMT JABATAN": "01-06-2026"}
    result = bring_in(institution, people, units)
    old, new = staff[3].postings.order_by("starts")
    assert (old.unit.code, old.ends) == ("U2", dt.date(2026, 5, 31))
    assert (new.unit.code, new.starts, new.ends) == ("U1", dt.date(2026, 6, 1), None)
    assert (result.counts["postings_opened"], result.counts["postings_closed"]) == (1, 1)


def test_a_transfer_without_a_new_date_counts_from_the_import(institution, staff):
    people, units = small_staff()
    people[2]["UNOR ID"] = "U1"
    bring_in(institution, people, units)
    old, new = staff[3].postings.order_by("starts")
    assert (old.ends, new.starts) == (TODAY - dt.timedelta(days=1), TODAY)


def test_a_position_that_began_today_is_corrected_not_closed(institution):
    people, units = small_staff()
    people[2]["TMT JABATAN"] = None
    bring_in(institution, people, units)
    people[2]["UNOR ID"] = "U1"
    result = bring_in(institution, people, units)
    assert result.counts["postings_corrected"] == 1
    posting = Posting.objects.get(person__nip=nip(3))
    assert (posting.unit.code, posting.starts, posting.ends) == ("U1", TODAY, None)


def test_a_new_echelon_for_the_same_position_is_a_correction(institution, staff):
    people, units = small_staff()
    people[1]["ESELON ID"] = "31"
    assert bring_in(institution, people, units).counts["postings_corrected"] == 1
    assert staff[2].postings.get().echelon == "31"


def test_a_new_head_follows_the_old_one_without_a_gap(institution, staff):
    people, units = small_staff()
    people[2] |= {"JABATAN NAMA": "Kepala Bidang", "TMT JABATAN": "01-07-2026"}
    people[1] |= {"UNOR ID": "U1", "JABATAN NAMA": "Staf Ahli", "TMT JABATAN": "01-07-2026"}
    units[2]["PIMPINAN NIP"] = nip(3)
    bring_in(institution, people, units)
    old, new = Headship.objects.filter(unit__code="U2").order_by("starts")
    assert (old.person, old.ends) == (staff[2], dt.date(2026, 6, 30))
    assert (new.person, new.starts, new.ends) == (staff[3], dt.date(2026, 7, 1), None)


def test_a_head_gone_from_the_file_ends_the_day_before(institution, staff):
    people, units = small_staff()
    units[2]["PIMPINAN NIP"] = None
    result = bring_in(institution, people, units)
    assert Headship.objects.get(unit__code="U2").ends == TODAY - dt.timedelta(days=1)
    assert codes(result, WARNING) == ["no_head", "no_head"]


def test_a_head_appointed_here_stays_whatever_the_file_says(institution, staff):
    appoint_head(Unit.objects.get(code="U2"), staff[4], starts=TODAY, by=staff[1])
    result = bring_in(institution, *small_staff(), on=LATER)
    assert "head_kept" in codes(result, WARNING)
    assert Headship.objects.get(unit__code="U2", ends=None).person == staff[4]


def test_people_missing_from_the_file_are_listed_and_stay(institution, staff):
    people, units = small_staff()
    del people[3]
    result = bring_in(institution, people, units)
    assert [one.nip for one in result.leaving] == [nip(4)]
    assert "person_missing" in codes(result, WARNING)
    assert staff[4].postings.get().ends is None


def test_units_move_are_renamed_and_never_vanish(institution, staff):
    people, units = small_staff()
    units[2] |= {"UNOR INDUK ID": "U8", "UNOR NAMA": "Bidang Baru"}
    units.append(unit("U8", "U0"))
    people.append(person(8, "U8"))
    result = bring_in(institution, people, units)
    assert (result.counts["units_new"], result.counts["units_changed"]) == (1, 1)
    bidang = Unit.objects.get(code="U2")
    assert (bidang.name, bidang.parent.code) == ("Bidang Baru", "U8")
    result = bring_in(institution, people, units[:3] + units[3:], on=LATER)
    assert result.counts["units_changed"] == 0


def test_units_missing_from_the_file_are_listed_and_stay(institution, staff):
    people, units = small_staff()
    for row in people:
        row["UNOR ID"] = "U1"
    result = bring_in(institution, people, units[:2])
    assert "unit_missing" in codes(result, WARNING)
    assert Unit.objects.filter(code="U2").exists()


def test_a_corrected_nip_stays_the_same_person(institution, staff):
    people, units = small_staff()
    people[3]["NIP BARU"] = nip(40)
    result = bring_in(institution, people, units)
    assert "nip_changed" in codes(result, WARNING)
    staff[4].refresh_from_db()
    assert (staff[4].nip, staff[4].username, Person.objects.count()) == (nip(40), nip(40), 4)
    assert staff[4].email == "p4@demo.example"


@pytest.mark.parametrize(
    ("place", "column", "value", "code"),
    [
        (3, "NIP BARU", "1.98E+17", "nip"),
        (3, "NIP BARU", nip(1), "duplicate_nip"),
        (3, "UNOR ID", "U9", "unknown_unit"),
        (3, "NAMA", "", "missing"),
    ],
)
def test_one_bad_row_keeps_out_the_whole_file(institution, place, column, value, code):
    people, units = small_staff()
    people[place][column] = value
    before = rows_of_all()
    result = apply(institution, staff_file(people, units), by=None, on=TODAY)
    assert (result.applied, codes(result, ERROR)) == (False, [code])
    assert rows_of_all() == before


def test_a_circle_in_the_line_of_command_is_refused_with_a_row(institution):
    people, units = small_staff()
    units.append(unit("U3", "U1", nip(2)))
    units[2]["PIMPINAN NIP"] = nip(3)
    people[2]["UNOR ID"] = "U3"
    result = apply(institution, staff_file(people, units), by=None, on=TODAY)
    [circle] = [finding for finding in result.findings if finding.level == ERROR]
    assert (circle.code, circle.row, result.applied) == ("command_circle", FIRST_ROW + 1, False)
    assert "Pegawai 2" in circle.message
    assert "Pegawai 3" in circle.message


def test_somebody_of_another_institution_is_refused_with_his_row(institution, staff):
    other = Institution.objects.create(code="lain", name="Kabupaten Lain")
    result = apply(other, staff_file(*small_staff()), by=None, on=TODAY)
    assert codes(result, ERROR) == ["foreign_nip"] * 4
    assert [finding.row for finding in result.findings if finding.level == ERROR] == [4, 5, 6, 7]
    assert not other.people.exists()


def test_an_address_of_another_institution_is_not_taken(institution, staff):
    other = Institution.objects.create(code="lain", name="Kabupaten Lain")
    row = person(50, "X1", EMAIL_GOV="p3@demo.example")
    result = bring_in(other, [row], [unit("X1", "", nip(50))])
    assert codes(result, WARNING) == ["shared_email"]
    assert other.people.get().email == ""


def test_a_file_changed_since_the_preview_is_refused(institution):
    people, units = small_staff()
    seen = preview(institution, staff_file(people, units), on=TODAY)
    people[0]["NAMA"] = "LAIN"
    result = apply(institution, staff_file(people, units), by=None, on=TODAY, digest=seen.digest)
    assert (result.applied, codes(result, ERROR)) == (False, ["changed_file"])
    assert not Person.objects.exists()


def test_an_outcome_is_ready_for_json(institution):
    told = preview(institution, staff_file(*small_staff()), on=TODAY).as_dict()
    assert set(told) == {"ok", "digest", "counts", "findings", "changed", "leaving"}
    assert told["findings"][0]["row"] == 2


def staff_of(size, first):
    people = [person(number, "U1") for number in range(first, first + size)]
    return staff_file(people, [unit("U0", "", nip(first)), unit("U1", "U0", nip(first + 1))])


def statements(do):
    with CaptureQueriesContext(connection) as captured:
        do()
    return [query["sql"] for query in captured]


def without_inserts(sql):
    """Rows are inserted in sets; how many fit into one statement is the database's affair."""
    return [one for one in sql if not one.startswith("INSERT")]


@pytest.mark.parametrize("again", [False, True])
def test_two_hundred_people_take_the_statements_of_twenty(db, again):
    counts = []
    for size, first in ((20, 1), (200, 1001)):
        place = Institution.objects.create(code=f"n{size}", name="N")
        handle = staff_of(size, first)
        if again:
            apply(place, handle, by=None, on=TODAY)
        sql = statements(lambda place=place, handle=handle: apply(place, handle, by=None, on=TODAY))
        assert len(sql) < 40
        counts.append(len(without_inserts(sql)))
    assert counts[0] == counts[1]
