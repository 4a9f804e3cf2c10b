"""Receipts on the pages: stamped first, told of afterwards, shown when something breaks down."""

import hashlib
import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from workflow_core.engine import engine, receipts
from workflow_core.engine.machine import ways
from workflow_core.engine.models import Event, Receipt
from workflow_core.engine.registry import definition_of
from workflow_core.signing.canonical import canonical
from workflow_core.signing.signatures import fingerprint

from . import drafts
from .forms import MoveForm
from .words import zone_name


def receive(
    request: HttpRequest, case: Any, move: str, form: MoveForm, principal: Any
) -> Receipt | None:
    """Stamp what was sent in, where a clock is running; ``None`` where nothing hangs on time.

    ``None`` too for whoever may not make this move now, and for more than a form can hold.
    """
    definition = definition_of(type(case))
    way = ways(type(case))[move].get(case.state)
    if way is None or not definition.deadlines_of(case.state):
        return None
    at = receipts.arrival(case)
    if not engine.is_permitted(case, way, request.user, principal):
        return None
    try:
        drafts.check(form.texts())
    except ValidationError:  # what cannot be kept is refused at its field
        return None
    sent = _sent(case, move, form, principal)
    key = str(form["key"].data or "")[: receipts.LONGEST_KEY]
    try:
        receipt = receipts.stamp(case, by=request.user, name=move, key=key, at=at, sent=sent)
    except ValueError:  # what cannot be kept is refused at its field
        return None
    request.receipt = receipt  # type: ignore[attr-defined]  # the error page names it
    return receipt


def _sent(case: Any, move: str, form: MoveForm, principal: Any) -> dict[str, Any]:
    """All that the move goes by: what was typed, files, and the document that it signs.

    So nobody gains time for writing: with another text, file or draft it is another receipt.
    """
    document = definition_of(type(case)).documents.get(move)
    files = {name: list(map(_digest, form.files.getlist(name))) for name in form.files}
    return {
        "texts": form.texts(),
        "on_behalf_of": principal.pk if principal else None,
        "files": files,
        "document": fingerprint(canonical(document(case))) if document else "",
    }


def _digest(file: UploadedFile) -> str:
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()


def broken(case: Any, move: str, person: Any, principal: Any) -> Receipt | None:
    """What this person sent in with this very form and got no answer to, if he still may again."""
    if not definition_of(type(case)).deadlines_of(case.state):
        return None
    wanted = (case.version, principal.pk if principal else None)
    for found in receipts.unanswered(case, person).filter(transition=move):
        content = content_of(found)
        if (content["version"], content.get("on_behalf_of")) == wanted:
            found.is_repeated = True
            return found
    return None


def content_of(receipt: Receipt) -> dict[str, Any]:
    """What was sent in, as it was stamped; empty where it is kept no longer."""
    found: dict[str, Any] = json.loads(receipt.content or "{}")
    return found


def receipt_of(event: Event, person: Any) -> Receipt | None:
    """The receipt of a move; for whoever pressed the button twice."""
    return Receipt.objects.filter(event=event, person=person).first()


def told(receipt: Receipt | None) -> str:
    """The receipt in a sentence: its number, and when it was received to the second."""
    if receipt is None:
        return ""
    return _("Receipt %(number)s, received on %(at)s.") % {
        "number": receipt.number,
        "at": to_the_second(receipt),
    }


def to_the_second(receipt: Receipt) -> str:
    local = timezone.localtime(receipt.received_at)
    day = formats.date_format(local, "DATE_FORMAT")
    return f"{day}, {local:%H.%M.%S} {zone_name()}"
