"""What the form of a move does with its draft: keep it, show it again, throw it away."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from workflow_core.web import autosave as told
from workflow_core.web import drafts, kept
from workflow_core.web.cases import title_of
from workflow_core.web.forms import MoveForm
from workflow_core.web.models import Draft
from workflow_core.web.stale import stale_page
from workflow_core.web.words import moment


def autosave(request: HttpRequest, case: Any, name: str, form: MoveForm) -> HttpResponse:
    """Keep what is typed while it is typed."""
    try:
        draft = _save(request, case, name, form)
    except drafts.Stale:
        return told.stale()
    except ValidationError as wrong:
        return JsonResponse({"detail": " ".join(wrong.messages)}, status=422)
    return told.saved({"edition": draft.edition}, [])


def save(request: HttpRequest, case: Any, name: str, form: MoveForm) -> HttpResponse:
    """Keep it at the press of a button, or show what was kept meanwhile.

    Raises ``ValidationError`` for what cannot be kept.
    """
    try:
        _save(request, case, name, form)
    except drafts.Stale as stale:
        return _choice(request, case, form, stale.draft)
    messages.success(request, f"{told.saved_at()}.")
    return redirect(request.path)


def discard(request: HttpRequest, case: Any, name: str, form: MoveForm) -> HttpResponse:
    """Begin anew; a newer text than the one on the page is shown first."""
    if (page := newer(request, case, name, form)) is not None:
        return page
    drafts.forget(case, request.user, name)
    messages.success(request, _("The draft was thrown away."))
    return redirect(request.path)


def newer(request: HttpRequest, case: Any, name: str, form: MoveForm) -> HttpResponse | None:
    """The page of the choice, where a newer text than the one that was sent is kept."""
    stored = drafts.find(case, request.user, name)
    try:
        drafts.check_edition(stored, form["edition"].data or "", form.texts())
    except drafts.Stale as stale:
        return _choice(request, case, form, stale.draft)
    return None


def context(request: HttpRequest, case: Any, form: MoveForm, draft: Draft | None) -> dict[str, Any]:
    """What the page says of a draft; ``draft`` is the one that fills the form."""
    return {
        "saves": bool(form.texts()),
        "draft": draft,
        "draft_at": moment(draft.saved_at) if draft else "",
        "is_old": draft is not None and draft.case_version != case.version,
        "draft_key": f"{request.user.pk}:{request.path}",
        "secrets": form.secrets(),
    }


def _save(request: HttpRequest, case: Any, name: str, form: MoveForm) -> Draft:
    edition = form["edition"].data or ""
    draft = drafts.save(case, request.user, name, edition=edition, texts=form.texts())
    kept.settle(request)
    return draft


def _choice(request: HttpRequest, case: Any, form: MoveForm, stored: Draft) -> HttpResponse:
    return stale_page(
        request,
        case,
        edition=stored.edition,
        mine=_lines(form, form.texts()),
        stored=_lines(form, stored.texts),
        title=title_of(case),
        secrets=form.secrets(),
    )


def _lines(form: MoveForm, texts: dict[str, Any]) -> list[str]:
    return ["\n".join(f"{label}: {text}".splitlines()) for label, text in form.told(texts)]
