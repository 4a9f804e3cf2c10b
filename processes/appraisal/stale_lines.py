"""How many appraisals wait for a new line of command, and which, as one officer sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache
from django.utils.translation import ngettext

from workflow_core.calendar import clock

from .models import Appraisal
from .movement import RELATED, UNRATED, Answer, Proposal, proposals
from .permissions import hr

if TYPE_CHECKING:
    from workflow_core.engine.standing import Standing

SECONDS = 300


def stale(standing: Standing) -> list[Proposal]:
    """The proposals for the cases that this officer looks after, by name."""
    cases = Appraisal.objects.visible_to(standing).filter(hr.q(standing), state__in=UNRATED)
    rows = cases.select_related(*RELATED).order_by("subject__name", "pk")
    return proposals(list(rows), clock.today())


def how_many(standing: Standing) -> int:
    """How many appraisals are to be moved or ended; remembered for a few minutes."""

    def counted() -> int:
        return len([one for one in stale(standing) if one.answer != Answer.STAY])

    return int(cache.get_or_set(_key(standing), counted, SECONDS) or 0)


def forget(standing: Standing) -> None:
    """Count anew the next time."""
    cache.delete(_key(standing))


def _key(standing: Standing) -> str:
    return f"transfers:{standing.person.pk}"


def told(count: int) -> str:
    """The sentence that leads an officer to them; empty where there is none."""
    sentence = ngettext(
        "%(count)d appraisal has to be moved", "%(count)d appraisals have to be moved", count
    )
    return sentence % {"count": count} if count else ""
