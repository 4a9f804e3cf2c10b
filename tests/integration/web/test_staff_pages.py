"""The personnel office's pages: import, people, letters, deputies."""

import datetime as dt
import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.integration.web.conftest import text_of
from workflow_core.engine.grants import grant
from workflow_core.people.models import Delegation, Headship, Person, Posting, Unit

HR_PAGES = [
    "/staff/",
    "/staff/units/",
    "/staff/precheck/",
    "/staff/delegations/",
    "/staff/import/",
    "/staff/import/0a0a/",
]


@pytest.fixture
def workplace(office):
    """The head heads the office, the asker works in a division below it."""
    below = Unit.objects.create(
        institution=office.institution, parent=office.unit, code="1.1", name="Bidang Contoh"
    )
    day = dt.date(2020, 1, 1)
    for person, unit in ((office.head, office.unit), (office.asker, below)):
        Posting.objects.create(person=person, unit=unit, title="Analis", starts=day)
    Headship.objects.create(person=office.head, unit=office.unit, starts=day)
    return below


@pytest.mark.parametrize("address", HR_PAGES)
def test_pages_of_the_personnel_office_are_not_found_by_others(office, enter, address):
    assert enter(office.head).get(address).status_code == 404


@pytest.mark.usefixtures("workplace")
@pytest.mark.parametrize("address", HR_PAGES[:5])
def test_an_officer_opens_every_page(office, enter, address):
    assert enter(office.hr).get(address).status_code == 200


@pytest.mark.usefixtures("workplace")
def test_a_person_s_page_shows_position_and_line_of_command(office, enter):
    page = text_of(enter(office.hr).get(f"/staff/{office.asker.pk}/"))
    assert "Analis" in page
    assert "Budi Hartono" in page


def test_an_officer_of_one_unit_sees_only_its_people(office, enter, workplace):
    officer = office.stranger
    grant(person=officer, codename="hr", source="test", unit=workplace)
    client = enter(officer)
    listed = client.get("/staff/").context["lines"]
    assert [line.person for line in listed] == [office.asker]
    assert client.get(f"/staff/{office.head.pk}/").status_code == 404
    assert client.get(f"/staff/letters/{office.unit.pk}/").status_code == 404
    assert client.get("/staff/import/").status_code == 404


@pytest.mark.usefixtures("workplace")
@pytest.mark.parametrize(
    ("query", "found"),
    [({"q": "siti"}, 1), ({"q": ""}, 5), ({"q": "zzz"}, 0), ({"q": "", "unit": 999}, 0)],
)
def test_people_are_found_by_name(office, enter, query, found):
    assert len(enter(office.hr).get("/staff/", query).context["lines"]) == found


def test_people_are_listed_by_unit_with_those_below(office, enter, workplace):
    client = enter(office.hr)
    for unit, people in ((office.unit, {"head", "asker"}), (workplace, {"asker"})):
        lines = client.get("/staff/", {"q": "", "unit": unit.pk}).context["lines"]
        assert {line.person.username for line in lines} == people


def test_a_reset_closes_the_account_and_the_code_opens_it_again(office, enter, client):
    old = enter(office.asker)
    page = enter(office.hr).post(f"/staff/{office.asker.pk}/reset/")
    ((person, code),) = page.context["letters"]
    assert code in text_of(page)
    assert "no-store" in page["Cache-Control"]
    assert old.get("/").status_code == 302

    data = {
        "nip": person.username,
        "code": code,
        "password": "sapi terbang",
        "again": "sapi terbang",
    }
    wrong = client.post("/accounts/activate/", {**data, "code": "AAAA-BBBB-CCCC"})
    assert wrong.status_code == 422
    assert list(wrong.context["form"].errors) == ["code"]
    differ = client.post("/accounts/activate/", {**data, "again": "other"})
    assert list(differ.context["form"].errors) == ["again"]
    weak = client.post("/accounts/activate/", {**data, "password": "1234", "again": "1234"})
    assert list(weak.context["form"].errors) == ["password"]
    assert client.post("/accounts/activate/", data).url == "/accounts/login/"
    office.asker.refresh_from_db()
    assert office.asker.is_active
    assert office.asker.check_password("sapi terbang")


def test_nobody_resets_himself_nor_somebody_with_more_rights(office, enter, workplace):
    office.asker.is_superuser = True
    office.asker.save()
    for target in (office.hr, office.asker):
        enter(office.hr).post(f"/staff/{target.pk}/reset/")
        target.refresh_from_db()
        assert target.is_active
    grant(person=office.stranger, codename="hr", source="test", unit=workplace)
    Posting.objects.create(
        person=office.hr, unit=workplace, title="Analis", starts=dt.date(2020, 1, 1)
    )
    enter(office.stranger).post(f"/staff/{office.hr.pk}/reset/")
    office.hr.refresh_from_db()
    assert office.hr.is_active


@pytest.mark.usefixtures("workplace")
def test_letters_are_made_for_the_closed_accounts_of_a_unit_and_below(office, enter):
    Person.objects.filter(pk=office.asker.pk).update(is_active=False)
    hr = enter(office.hr)
    address = f"/staff/letters/{office.unit.pk}/"
    assert "1 person here has no open account yet." in text_of(hr.get(address))
    page = hr.post(address)
    ((person, code),) = page.context["letters"]
    assert person == office.asker
    assert code in text_of(page)


@pytest.mark.usefixtures("workplace")
def test_a_deputy_is_named_to_the_day_on_the_clock_of_the_institution_and_ended(office, enter):
    office.institution.time_zone = "Asia/Jayapura"
    office.institution.save()
    hr = enter(office.hr)
    today = timezone.localdate()
    data = {
        "principal": "head",
        "deputy": "asker",
        "kind": "plh",
        "source": "SP 12/2026",
        "starts": today.isoformat(),
        "ends": (today + dt.timedelta(days=7)).isoformat(),
    }
    assert hr.post("/staff/delegations/", data).status_code == 302
    row = Delegation.objects.get()
    assert row.created_by == office.hr
    assert row.ends_at.astimezone(dt.timezone(dt.timedelta(hours=9))).strftime("%H:%M") == "00:00"
    assert "SP 12/2026" in text_of(hr.get("/staff/delegations/"))
    Delegation.objects.update(starts_at=timezone.now() - dt.timedelta(days=2))
    hr.post(f"/staff/delegations/{row.pk}/end/")
    row.refresh_from_db()
    assert row.ends_at <= timezone.now()
    assert "SP 12/2026" not in text_of(hr.get("/staff/delegations/"))
    assert hr.post(f"/staff/delegations/{row.pk}/end/").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"deputy": "nobody"}, "deputy"),
        ({"deputy": "head"}, "__all__"),
        ({"ends": "2020-01-01"}, "ends"),
        ({"starts": "yesterday"}, "starts"),
        ({"kind": "king"}, "kind"),
    ],
)
def test_a_delegation_that_cannot_be_is_refused_at_its_field(office, enter, wrong, field):
    today = timezone.localdate().isoformat()
    data = {
        "principal": "head",
        "deputy": "asker",
        "kind": "plh",
        "source": "SP",
        "starts": today,
        "ends": today,
        **wrong,
    }
    response = enter(office.hr).post("/staff/delegations/", data)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Delegation.objects.exists()


def test_a_delegation_that_has_not_begun_goes_altogether(office, enter):
    now = timezone.now()
    row = Delegation.objects.create(
        principal=office.head,
        deputy=office.asker,
        kind="plh",
        starts_at=now + dt.timedelta(days=1),
        ends_at=now + dt.timedelta(days=2),
    )
    enter(office.hr).post(f"/staff/delegations/{row.pk}/end/")
    assert not Delegation.objects.exists()


@pytest.fixture
def staff_file():
    found = sorted(Path("processes/appraisal/demo").glob("*.xlsx"))
    return SimpleUploadedFile("daftar pegawai.xlsx", found[0].read_bytes()) if found else None


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_staff_file_is_looked_at_confirmed_and_imported_once(office, enter, staff_file):
    hr = enter(office.hr)
    before = Person.objects.count()
    check = hr.post("/staff/import/", {"file": staff_file}).url
    page = hr.get(check)
    assert page.context["found"].ok, page.context["found"].findings
    assert Person.objects.count() == before
    done = hr.post(check, {"digest": page.context["digest"]})
    assert done.status_code == 200
    assert "The file is imported" in text_of(done)
    assert Person.objects.count() > before
    assert hr.get(check).status_code == 404
    assert "daftar_pegawai.xlsx" in text_of(hr.get("/staff/import/"))


def test_a_file_that_changes_nothing_says_so_in_one_sentence(office, enter, staff_file):
    hr = enter(office.hr)
    content = staff_file.read()
    for _turn in range(2):
        again = SimpleUploadedFile("daftar.xlsx", content)
        check = hr.post("/staff/import/", {"file": again}).url
        page = hr.get(check)
        digest = page.context["digest"]
        done = hr.post(check, {"digest": digest})
    assert "Everything in the file is recorded already" in text_of(page)
    assert "In numbers" not in text_of(page)
    assert "Import it" not in text_of(page)
    assert "nothing was changed" in text_of(done)


def test_an_import_lists_no_zeros(office, enter, staff_file):
    check = enter(office.hr).post("/staff/import/", {"file": staff_file}).url
    counts = enter(office.hr).get(check).context["counts"]
    assert counts
    assert all(number for _label, number in counts)


def test_names_in_capitals_are_read_as_names_on_every_page_of_the_office(office, enter, workplace):
    Person.objects.filter(pk=office.head.pk).update(name="BUDI HARTONO", back_title="M.Si.")
    Unit.objects.update(name="DINAS CONTOH DAN RSUD")
    Posting.objects.update(title="ANALIS KEBIJAKAN")
    today = timezone.now()
    Delegation.objects.create(
        principal=office.head,
        deputy=office.asker,
        kind="plh",
        starts_at=today,
        ends_at=today + dt.timedelta(days=1),
    )
    hr = enter(office.hr)
    own = f"/staff/{office.head.pk}/"
    for address in ("/staff/", "/staff/units/", "/staff/delegations/", "/staff/precheck/", own):
        page = text_of(hr.get(address))
        assert "Budi Hartono, M.Si." in page, address
        assert "Dinas Contoh dan RSUD" in page or address == "/staff/delegations/"
        for shouted in ("BUDI", "DINAS", "ANALIS", "M.Si.."):
            assert shouted not in page, address


def test_a_file_that_is_no_workbook_shows_why_and_cannot_be_confirmed(office, enter):
    hr = enter(office.hr)
    file = SimpleUploadedFile("../../x.xlsx", b"no workbook")
    check = hr.post("/staff/import/", {"file": file}).url
    page = hr.get(check)
    assert page.context["found"].errors
    assert "Import it" not in text_of(page)
    assert hr.post(check, {"digest": page.context["digest"]}).status_code == 422


def test_another_officer_does_not_find_the_file(office, enter, staff_file):
    check = enter(office.hr).post("/staff/import/", {"file": staff_file}).url
    assert enter(office.other_hr).get(check).status_code == 404


def test_a_file_expires_after_a_day(office, enter, staff_file, settings):
    hr = enter(office.hr)
    check = hr.post("/staff/import/", {"file": staff_file}).url
    (file,) = Path(settings.MEDIA_ROOT).rglob("*.xlsx")
    os.utime(file, (0, 0))
    assert hr.get(check).status_code == 404
