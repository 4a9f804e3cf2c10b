"""The form of a move keeps out of the move what no column can hold."""

from dataclasses import replace

import pytest
from django import forms

from tests.toy.models import Leave
from workflow_core.engine.machine import ways
from workflow_core.engine.registry import definition_of
from workflow_core.web.forms import NeedsForm
from workflow_core.web.inputs import Input

HALF = "\ud83d"
"""Half a character, as a broken paste leaves it."""


class Words(Input):
    """A text, several texts, and texts by name."""

    def fields(self, case, person):
        return {
            "text": forms.CharField(required=False),
            "list": forms.TypedMultipleChoiceField(
                choices=[("a", "A"), ("b", "B")],
                coerce=lambda one: {"a": "plain", "b": HALF}[one],
                required=False,
            ),
            "table": forms.JSONField(required=False),
        }


def form_of(data):
    way = replace(ways(Leave)["grant"]["asked"], needs=("words",))
    definition = replace(definition_of(Leave), inputs={"words": Words()})
    return NeedsForm(
        {"key": "k", **data}, way=way, definition=definition, case=Leave(), person=None
    )


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"text": f"x{HALF}"}, "text"),
        ({"list": ["a", "b"]}, "list"),
        ({"table": '{"deep": ["\\ud83d"]}'}, "table"),
        ({"table": '{"deep": "a\\u0000b"}'}, "table"),
    ],
)
def test_a_text_that_cannot_be_stored_is_refused_at_its_field(data, field):
    form = form_of(data)
    assert not form.is_valid()
    assert set(form.errors) == {field}
    assert form.given == {}


def test_texts_that_can_be_stored_reach_the_move():
    form = form_of({"text": "x", "list": ["a"], "table": '{"deep": ["y", 3]}'})
    assert form.is_valid(), form.errors
    assert form.given == {"words": {"text": "x", "list": ["plain"], "table": {"deep": ["y", 3]}}}
