"""Names in readable case on the screen, as they are on paper."""

import pytest

from workflow_core.people.models import Person
from workflow_core.people.names import spoken


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
    assert person.full_name == str(person) == "dr. SITI RAHMAWATI, S.STP., M.AP."
    assert person.get_short_name() == "Siti Rahmawati"
