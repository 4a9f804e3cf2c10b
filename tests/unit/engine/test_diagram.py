from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from workflow_core.engine.diagram import page
from workflow_core.engine.registry import definition_named, definition_of, register


@pytest.fixture
def folder(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    return tmp_path / "docs" / "processes"


def test_the_page_of_a_process_names_every_arrow_state_and_move():
    text = page(definition_named("purchase"))

    assert "    [*] --> draft\n" in text
    assert "    draft --> checking: submit\n    draft --> deciding: submit\n" in text
    assert "    dropped --> [*]\n" in text
    assert "| `checking` | Checking | queue: approver |" in text
    assert "| `deciding` | Deciding | chief |" in text
    assert "| `ordered` | Ordered | — |" in text
    assert "| `order` | deciding → ordered | chief, hr | whoever made inspect |" in text
    assert "has price, is affordable" in text
    assert "- **remind** (Remind): The system reminds the head.\n" in text


def test_documentation_that_was_just_written_is_up_to_date(folder):
    call_command("process_docs", verbosity=0)

    call_command("process_docs", "--check")

    assert {path.name for path in folder.iterdir()} >= {"leave.md", "purchase.md"}


def test_documentation_that_is_missing_is_found(folder):
    with pytest.raises(CommandError, match="out of date"):
        call_command("process_docs", "--check")


def test_documentation_that_differs_from_the_machine_is_found(folder):
    call_command("process_docs")
    Path(folder / "leave.md").write_text("Other words.", encoding="utf-8")

    with pytest.raises(CommandError, match=r"leave\.md is out of date"):
        call_command("process_docs", "--check")


def test_a_name_is_registered_once():
    with pytest.raises(ValueError, match="registered already"):
        register(definition_named("leave"))


def test_a_class_that_no_process_registered_is_an_error():
    with pytest.raises(LookupError, match="int belongs to no"):
        definition_of(int)
