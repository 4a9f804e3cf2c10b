"""What was typed survives a session that ended: kept across the sign-in, for its writer alone.

A form says, signed, for whom and which address it was made and which of its fields are secret. When
it comes back after the session has ended, what it carries waits in the new, anonymous session and
fills the form again once the same person has signed in. Files and secrets are never kept.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from workflow_core.calendar import clock
from workflow_core.engine.errors import Forbidden

from . import drafts

MADE_FOR = "made_for"
"""The hidden field with the signed words."""

SESSION_KEY = "kept"
SALT = "workflow_core.web.kept"
LARGEST = drafts.LARGEST
"""Of all values together, in characters: what no draft takes is not kept either."""

LASTS = dt.timedelta(minutes=30)
PAGE_SECONDS = 4 * 24 * 60 * 60
"""How old a page may be: opened before a long weekend and sent after it."""

NEVER_KEPT = frozenset({"csrfmiddlewaretoken", MADE_FOR, "action", "preview"})


def made_for(request: HttpRequest, secrets: Sequence[str] = ()) -> str:
    """The signed words of a form on this page; ``secrets`` are the fields never to be kept."""
    return signing.dumps([request.user.pk, request.path, list(secrets)], salt=SALT, compress=True)


def keep(request: HttpRequest) -> None:
    """Keep what an anonymous request sent, where a form of ours sent it.

    Called only behind the check against forged requests. What saves itself is not kept: its page is
    still open, and holds the text.
    """
    made = _read(request)
    if made is None or request.POST.get("action") == "autosave":
        return
    person, path, secrets = made
    if path != request.path:
        return
    sent = _without(request.POST, secrets)
    if sum(len(one) for _name, values in sent.lists() for one in values) > LARGEST:
        sentence = _("You were signed out meanwhile, and what you sent is too long to be kept. "
                     "Go back in your browser and copy it before you sign in.")  # fmt: skip
        messages.warning(request, sentence)
        return
    request.session[SESSION_KEY] = [person, path, clock.now().timestamp(), sent.urlencode()]
    messages.info(request, _("You were signed out meanwhile. Sign in again: what you typed is "
                             "kept and comes back."))  # fmt: skip


def typed(request: HttpRequest) -> QueryDict | None:
    """What this person had sent to this page when his session was over, if it is still kept."""
    person, path, at, text = request.session.get(SESSION_KEY, (None, "", 0, ""))
    is_his = (person, path) == (request.user.pk, request.path)
    is_fresh = clock.now().timestamp() - at < LASTS.total_seconds()
    return QueryDict(text) if is_his and is_fresh else None


def receive(request: HttpRequest) -> None:
    """A form came from somebody signed in: it is his own.

    Raises ``Forbidden`` where the form was made for somebody else, who was signed in here.
    """
    made = _read(request)
    if made and made[0] != request.user.pk:
        raise Forbidden(
            _("This page was opened for somebody else who was signed in here. Open it again.")
        )


def settle(request: HttpRequest) -> None:
    """What this form sent is safe now, as a draft or in a move: nothing need be kept for it."""
    if _read(request) and typed(request) is not None:
        del request.session[SESSION_KEY]


def without_secrets(request: HttpRequest) -> QueryDict:
    """What a form sent, without what is never kept."""
    made = _read(request)
    return _without(request.POST, made[2] if made else [])


def _without(sent: QueryDict, secrets: Sequence[str]) -> QueryDict:
    found = sent.copy()
    for name in {*NEVER_KEPT, *secrets}:
        found.pop(name, None)
    return found


def _read(request: HttpRequest) -> tuple[int, str, list[str]] | None:
    words = request.POST.get(MADE_FOR, "")
    try:
        person, path, secrets = signing.loads(words, salt=SALT, max_age=PAGE_SECONDS)
    except signing.BadSignature:
        return None
    return person, path, secrets


def _forget_anothers(request: HttpRequest, user: Any, **_more: Any) -> None:
    """Whoever signs in inherits nothing of somebody else's."""
    if request.session.get(SESSION_KEY, [user.pk])[0] != user.pk:
        del request.session[SESSION_KEY]


user_logged_in.connect(_forget_anothers, dispatch_uid=SALT)
