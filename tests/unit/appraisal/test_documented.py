"""The documentation says of every move what is given along, and what may be added."""

from workflow_core.engine.diagram import page
from workflow_core.engine.registry import definition_named


def row_of(move):
    rows = page(definition_named("appraisal")).splitlines()
    [row] = [row for row in rows if row.startswith(f"| `{move}` |")]
    return row


def test_what_a_move_needs_stands_in_its_row():
    assert row_of("rate").endswith("| ratings, signature |")


def test_what_may_be_added_is_marked_as_optional():
    assert row_of("return_plan").endswith("| reason, remarks (optional) |")
