"""The ways a move can be refused; pages and API turn them into 409, 403 and 422."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import formats, timezone
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .models import Case, Event


class Refused(Exception):  # noqa: N818 - refusals are answers, not errors
    """A move was refused; nothing was changed."""


class Conflict(Refused):
    """The case has moved on. Carries the event that moved it, so the page can say who and when."""

    def __init__(self, case: Case, event: Event | None = None, sentence: str = "") -> None:
        super().__init__(sentence or _told(event))
        self.case, self.event = case, event


class Overtaken(Conflict):
    """Somebody sent something in just before; nothing is lost, the same may be sent again."""

    def __init__(self, case: Case) -> None:
        super().__init__(
            case, sentence=_("Something was sent in just before you; try again in a moment.")
        )


def _told(event: Event | None) -> str:
    if event is None:
        return _("The case has moved on in the meantime.")
    return _("The case has moved on in the meantime: %(who)s, %(when)s.") % {
        "who": event.actor or _("the system"),
        "when": formats.date_format(timezone.localtime(event.at), "SHORT_DATETIME_FORMAT"),
    }


class Forbidden(Refused):
    """This person may not make this move on this case now.

    The sentence says why, where it may be said.
    """

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or _("This step is not yours to take on this case."))


class NotReady(Refused):
    """The case or what was given lacks something; the sentences are what the user reads.

    ``field`` names the input at fault where one is, so that the form shows the sentence there.
    """

    def __init__(self, sentences: Sequence[object], *, field: str | None = None) -> None:
        super().__init__(" ".join(map(str, sentences)))
        self.sentences, self.field = list(sentences), field
