"""Receipts on the pages: stamped first, told of afterwards, shown when something breaks down."""

from typing import Any

from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from workflow_core.engine import receipts
from workflow_core.engine.models import Receipt
from workflow_core.engine.registry import definition_of

from .forms import MoveForm
from .words import zone_name


def receive(request: HttpRequest, case: Any, move: str, form: MoveForm) -> Receipt | None:
    """Stamp what was sent in, where a clock is running; ``None`` where nothing hangs on time."""
    if not definition_of(type(case)).deadlines_of(case.state):
        return None
    key = str(form["key"].data or "")[: receipts.LONGEST_KEY]
    try:
        receipt = receipts.stamp(case, by=request.user, name=move, key=key, texts=form.texts())
    except ValueError:  # what cannot be kept is refused at its field
        return None
    request.receipt = receipt  # type: ignore[attr-defined]  # the error page names it
    return receipt


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
