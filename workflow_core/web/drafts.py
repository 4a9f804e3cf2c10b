"""Drafts of moves: kept while they are typed, their author's alone, gone when the move is made."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from workflow_core.calendar import clock
from workflow_core.engine.models import Case

from .inputs import check_storable
from .models import Draft, new_edition

LARGEST = 200_000
"""Of all texts of a draft together, in characters."""


class Stale(Exception):  # noqa: N818 - an answer, not an error
    """A newer text was saved since this one was opened; ``draft`` is the stored one."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("stale")
        self.draft = draft


def find(case: Case, person: Any, move: str) -> Draft | None:
    """What this person has typed for this move on this case."""
    return Draft.objects.filter(case=case.pk, person=person, move=move).first()


def check(texts: Mapping[str, Any]) -> None:
    """Raise ``ValidationError`` for what no draft keeps: too much, or unstorable characters."""
    whole = json.dumps(texts, ensure_ascii=False)
    if len(whole) > LARGEST:
        raise ValidationError(_("The text is too long to be kept as a draft. Shorten it."))
    for value in texts.values():
        for text in value if isinstance(value, list) else [value]:
            check_storable(str(text or ""))


def check_edition(stored: Draft | None, edition: str, texts: Mapping[str, Any]) -> None:
    """Raise ``Stale`` where another text than the one on the page is stored."""
    if stored and stored.edition != edition and stored.texts != texts:
        raise Stale(stored)


@transaction.atomic
def save(case: Case, person: Any, move: str, *, edition: str, texts: dict[str, Any]) -> Draft:
    """Store what was typed over the ``edition`` that stood on the page; returns the draft.

    Raises ``Stale`` where a newer, different text is stored, ``ValidationError`` as ``check`` does.
    The same text again changes nothing.
    """
    check(texts)
    said = {"texts": texts, "case_version": case.version, "saved_at": clock.now()}
    found = Draft.objects.select_for_update().get_or_create(
        case_id=case.pk, person=person, move=move, defaults=said
    )
    draft, is_new = found
    check_edition(draft, edition, texts)
    if not is_new and draft.texts != texts:
        draft.edition = new_edition()
        for name, value in said.items():
            setattr(draft, name, value)
        draft.save()
    return draft


def forget(case: Case, person: Any, move: str) -> None:
    """The move was made, or its author starts anew."""
    Draft.objects.filter(case=case.pk, person=person, move=move).delete()
