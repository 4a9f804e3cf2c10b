"""Names in readable case on the screen, as they are on paper."""

import pytest

from workflow_core.people.models import Person, Posting, Unit
from workflow_core.people.names import one_stop, spoken, spoken_unit


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("SITI RAHMAWATI", "Siti Rahmawati"),
        ("I MADE SUDIRA", "I Made Sudira"),
        ("AHMAD BIN MA'RUF", "Ahmad bin Ma'ruf"),
        ("SAID AL-FARISI", "Said Al-Farisi"),
        ("MARIA D'ARC", "Maria D'Arc"),
        ("M. YUSUF KALLA II", "M. Yusuf Kalla II"),
        ("BINTI", "Binti"),
        ("Siti RAHMAWATI", "Siti RAHMAWATI"),
        ("de Rooij", "de Rooij"),
        ("", ""),
    ],
)
def test_only_a_name_all_in_capitals_is_rewritten(written, read):
    assert spoken(written) == read


def test_titles_stay_as_they_are_and_papers_keep_the_name():
    person = Person(name="SITI RAHMAWATI", front_title="dr.", back_title="S.STP., M.AP.")
    assert person.spoken_name == "dr. Siti Rahmawati, S.STP., M.AP."
    assert str(person) == person.spoken_name
    assert person.full_name == "dr. SITI RAHMAWATI, S.STP., M.AP."
    assert person.get_short_name() == "Siti Rahmawati"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("DINAS KEPENDUDUKAN DAN PENCATATAN SIPIL", "Dinas Kependudukan dan Pencatatan Sipil"),
        ("UPTD PUSKESMAS MELATI", "UPTD Puskesmas Melati"),
        ("SMPN 1 DEMO", "SMPN 1 Demo"),
        ("BKPSDM", "BKPSDM"),
        ("RSUD dr. Soetomo", "RSUD dr. Soetomo"),
    ],
)
def test_a_unit_in_capitals_keeps_its_abbreviations(written, read):
    assert spoken_unit(written) == read
    assert str(Unit(name=written)) == read
    assert Posting(title=written).spoken_title == read


@pytest.mark.parametrize(
    ("told", "printed"),
    [
        ("Rated by Sari, M.Si..", "Rated by Sari, M.Si."),
        ("By Sari, M.Si.. The next one.", "By Sari, M.Si. The next one."),
        ("Loading...", "Loading..."),
        ("Sari, M.Si., on duty.", "Sari, M.Si., on duty."),
    ],
)
def test_a_sentence_that_ends_with_a_degree_has_one_full_stop(told, printed):
    assert one_stop(told) == printed
