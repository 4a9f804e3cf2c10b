"""The Indonesian catalogue is whole: every sentence of code and templates is translated."""

import ast
import gettext as catalogues
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation.template import templatize

LOCALE = Path(settings.BASE_DIR) / "locale" / "id" / "LC_MESSAGES"
RINGS = [Path(settings.BASE_DIR) / ring for ring in ("config", "workflow_core", "processes")]
MARKERS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
CALL = re.compile(r"""\b(n|p|np)?gettext\((u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))""")


def catalogue():
    with (LOCALE / "django.mo").open("rb") as file:
        return catalogues.GNUTranslations(file)


def texts_in_code():
    for ring in RINGS:
        for path in ring.rglob("*.py"):
            if "migrations" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKERS:
                    place = 1 if node.func.id.startswith("pgettext") else 0
                    text = node.args[place]
                    if isinstance(text, ast.Constant):
                        yield path.name, str(text.value)


def texts_in_templates():
    folders = [*RINGS, Path(settings.BASE_DIR) / "templates"]
    for path in (found for folder in folders for found in folder.rglob("*.html")):
        source = templatize(path.read_text(encoding="utf-8"))
        for kind, literal in CALL.findall(source):
            if kind in {"", "n"}:
                yield path.name, ast.literal_eval(literal)


@pytest.mark.parametrize("find", [texts_in_code, texts_in_templates])
def test_every_sentence_has_its_indonesian(find):
    known = {
        key[0] if isinstance(key, tuple) else key.split("\x04")[-1] for key in catalogue()._catalog
    }
    found = set(find())
    assert len(found) > 100
    assert {(place, text) for place, text in found if text and text not in known} == set()


def test_the_compiled_catalogue_is_the_written_one():
    """Whoever edits the .po runs msgfmt: the numbers of entries and a few words must agree."""
    written = (LOCALE / "django.po").read_text(encoding="utf-8")
    assert 'msgstr ""\n\n' not in written.split("\n\n", 1)[1]
    assert "#, fuzzy" not in written
    singles = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', written, flags=re.MULTILINE)
    assert len(singles) > 500
    compiled = catalogue()
    wrong = {
        text
        for text, said in singles
        if compiled.gettext(ast.literal_eval(f'"{text}"')) != ast.literal_eval(f'"{said}"')
    }
    contexts = set(re.findall(r'^msgctxt ".+"\nmsgid "(.+)"$', written, flags=re.MULTILINE))
    assert wrong <= contexts


def test_numbers_of_any_size_are_told_in_indonesian():
    """A catalogue without its rule for plurals tells everything above one in English."""
    compiled = catalogue()
    plurals = [key for key in compiled._catalog if isinstance(key, tuple)]
    assert len(plurals) > 20
    for number in (0, 1, 2, 40):
        assert compiled.ngettext("%d day late", "%d days late", number) == "lewat %d hari"
        assert {key for key in plurals if compiled.plural(number) != key[1]} == set()


def test_placeholders_survive_translation():
    for key, said in catalogue()._catalog.items():
        text = key[0] if isinstance(key, tuple) else key.split("\x04")[-1]
        if text:
            names = set(re.findall(r"%\((\w+)\)", text))
            assert set(re.findall(r"%\((\w+)\)", said)) <= names, text
