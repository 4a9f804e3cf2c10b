"""Sending once more what broke down, exactly as it was received and as of that instant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from workflow_core.engine import receipts
from workflow_core.engine.machine import ways
from workflow_core.engine.models import Receipt
from workflow_core.engine.registry import definition_of
from workflow_core.engine.standing import Standing

from . import drafts
from .cases import visible_case
from .forms import MoveForm
from .receiving import content_of


@dataclass(frozen=True)
class Again:
    """The button: ``fields`` are sent to ``href``; without any it leads to the form there, because
    a password or a file is needed that nothing keeps.
    """

    href: str
    fields: list[tuple[str, str]]


def again(receipt: Receipt, standing: Standing) -> Again | None:
    """How a receipt without an answer is sent again; ``None`` where that is of no use."""
    case = visible_case(standing, receipt.case_id)
    person, name, content = standing.person, receipt.transition, content_of(receipt)
    if case is None or content.get("version") != case.version:
        return None
    way = ways(type(case)).get(name, {}).get(case.state)
    is_open = receipts.unanswered(case, person).filter(pk=receipt.pk).exists()
    if way is None or not is_open:
        return None
    href, principal = reverse("move", args=[case.pk, name]), content.get("on_behalf_of")
    form = MoveForm(way=way, definition=definition_of(type(case)), case=case, person=person)
    if form.secrets():
        return Again(f"{href}?{urlencode({'for': principal})}" if principal else href, [])
    draft = drafts.find(case, person, name)
    fixed = {
        "key": receipt.key,
        "expected_version": case.version,
        "on_behalf_of": principal,
        "edition": draft.edition if draft else "",
    }
    return Again(href, [*_sent(content["texts"]), *_sent(fixed)])


def _sent(texts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """As a browser sends them: one pair for each chosen value, none for what was not ticked."""
    for name, value in texts.items():
        for one in value if isinstance(value, list) else [value]:
            if one is not None and one is not False:
                yield name, "on" if one is True else str(one)
