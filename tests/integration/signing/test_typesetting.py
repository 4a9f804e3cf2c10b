"""What a user typed stands on paper as he typed it, whatever it is."""

import datetime as dt
import json
from pathlib import Path

import pytest
import typst
from django.conf import settings

from tests.pdf_text import squeezed, text_of
from workflow_core.signing import typesetting
from workflow_core.signing.typesetting import named, printable, typeset

AT = dt.datetime(2026, 1, 12, 2, tzinfo=dt.UTC)
TEMPLATE = Path(settings.BASE_DIR) / "processes/appraisal/papers/typst/a18.typ"
PERSON = {"name": "Budi", "nip": "", "rank": "", "post": "", "unit": ""}


def data_with(text):
    return {
        "form": "A.1.8",
        "title": "LAMPIRAN",
        "institution": "Kabupaten Uji",
        "period": "2026",
        "part": "",
        "people": [PERSON, PERSON, PERSON],
        "status": "",
        "fingerprint": "",
        "blocks": [],
        "body": {"resources": [text], "accountability": [], "consequences": []},
    }


def printed(text):
    return text_of(typeset(TEMPLATE, data_with(text), at=AT))


@pytest.fixture(autouse=True)
def nothing_learnt():
    """What one test learnt of missing glyphs is not known in the next."""
    typesetting._without_glyph.clear()


@pytest.mark.parametrize(
    "text",
    [
        '#let x = 1; #panic("no")',
        "$ x^2 $ *tebal* _miring_ `kode` @ref <label> [isi] {kode} // komentar /* */",
        "tanda \"kutip\", 'tunggal', garis miring \\ dan \\u{41}",
        "= Bukan judul - bukan daftar + 1. bukan nomor ~ --- ...",
        "é ñ ş Ž ‘kutip’ “dobel” – — … € ½ ≤ ≥",
    ],
)
def test_markup_and_quotation_marks_are_printed_and_never_obeyed(text):
    assert squeezed(text) in printed(text)


def test_a_sign_that_no_font_has_is_named_and_never_dropped():
    assert squeezed("Bagus [U+1F600 GRINNING FACE] sekali") in printed("Bagus 😀 sekali")


def test_a_text_in_scripts_that_no_font_has_never_fails():
    signs = "".join(chr(number) for number in range(0x4E00, 0x4E00 + 90))
    found = printed(signs)
    assert all(squeezed(named(sign)) in found for sign in signs)


def test_signs_that_turn_a_text_around_are_shown_and_marks_of_direction_stay_quiet():
    assert squeezed("aman [U+202E RIGHT-TO-LEFT OVERRIDE]kurang") in printed("aman \u202ekurang")
    assert "kiri" in printed("\u200fkiri\u200e")


def test_control_signs_are_shown():
    assert "a[U+0007]b" in printed("a\x07b")


def test_ten_thousand_signs_without_a_blank_are_all_there():
    assert printed("a" * 10_000).count("a") >= 10_000


def test_ten_thousand_words_go_over_as_many_pages_as_they_need():
    found = printed(" ".join(f"kata{number}" for number in range(10_000)))
    assert "kata0" in found
    assert "kata9999" in found


def test_the_same_data_make_the_same_file():
    assert typeset(TEMPLATE, data_with("a"), at=AT) == typeset(TEMPLATE, data_with("a"), at=AT)


def test_the_file_says_that_it_is_archivable_and_accessible():
    pdf = typeset(TEMPLATE, data_with("a"), at=AT)
    for mark in (b"<pdfaid:part>2<", b"<pdfaid:conformance>B<", b"<pdfuaid:part>1<"):
        assert mark in pdf


def test_a_wrong_template_is_an_error_and_not_an_empty_paper(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    wrong = tmp_path / "wrong.typ"
    wrong.write_text("#unknown()")
    with pytest.raises(typst.TypstError, match="unknown variable"):
        typeset(wrong, {}, at=AT)


def test_numbers_and_shapes_pass_through_as_they_are():
    value = {"a": [1, None, True, "x\r\ny"]}
    assert printable(value) == {"a": [1, None, True, "x\ny"]}
    assert json.dumps(printable(("a",))) == '["a"]'
