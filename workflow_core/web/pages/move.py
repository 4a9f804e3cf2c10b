"""The form of one move. GET asks, POST goes through the engine's one door."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from workflow_core.engine import engine, receipts
from workflow_core.engine.errors import Conflict, Forbidden, NotReady, Overtaken, Refused
from workflow_core.engine.machine import Way, ways
from workflow_core.engine.models import Event, Receipt, WorkItem
from workflow_core.engine.registry import Definition, definition_of
from workflow_core.people.models import Person
from workflow_core.people.names import one_stop
from workflow_core.web import drafts, kept, receiving
from workflow_core.web.access import access, case_reader, standing_of
from workflow_core.web.cases import LARGEST_ID, ask_of, title_of, visible_case
from workflow_core.web.forms import MoveForm
from workflow_core.web.models import Draft
from workflow_core.web.timeline import sentence
from workflow_core.web.waiting import items_of
from workflow_core.web.words import due, holder

from . import drafted

DraftAction = Callable[[HttpRequest, Any, str, MoveForm], HttpResponse]
DRAFT_ACTIONS: dict[str, DraftAction] = {
    "autosave": drafted.autosave,
    "save": drafted.save,
    "discard": drafted.discard,
}


@access(case_reader)
@never_cache  # going back never shows a draft older than the stored one
def move(request: HttpRequest, case: Any, move: str) -> HttpResponse:
    if move not in ways(type(case)):
        raise Http404
    if request.method != "POST":
        return _ask(request, case, move)
    form = _sent(request, case, move, request.POST)
    if action := DRAFT_ACTIONS.get(request.POST.get("action", "")):
        return _draft(request, case, move, form, action)
    return _submit(request, case, move, form)


def _ask(request: HttpRequest, case: Any, name: str) -> HttpResponse:
    kept_texts = kept.typed(request)
    if kept_texts is not None:
        return _return(request, case, name, _sent(request, case, name, kept_texts))
    principal = _person(request.GET.get("for"))
    way = _way_now(request, case, name, principal)
    draft = shown = drafts.find(case, request.user, name)
    initial: dict[str, Any] = {"on_behalf_of": principal.pk if principal else None}
    if draft:
        initial |= {**draft.texts, "edition": draft.edition}
    broken = receiving.broken(case, name, request.user, principal)
    if broken:
        initial |= receiving.content_of(broken)["texts"]
        request.receipt, shown = broken, None  # type: ignore[attr-defined]
    form = _form(request, case, way, initial=initial)
    with receipts.as_received(broken):
        reasons = engine.unmet(case, way)
    return _page(request, case, way, form, principal=principal, reasons=reasons, draft=shown)


def _return(request: HttpRequest, case: Any, name: str, sent: MoveForm) -> HttpResponse:
    """The page as it was sent when the session was over; it is sent once more by hand."""
    principal = _person(sent["on_behalf_of"].data)
    way = _way_now(request, case, name, principal)
    form = _form(request, case, way, initial=_as_typed(sent))
    return _page(request, case, way, form, principal=principal, is_kept=True)


def _sent(request: HttpRequest, case: Any, name: str, data: QueryDict) -> MoveForm:
    by_source = ways(type(case))[name]
    # A repetition comes when the case has already moved on; its form asks the same wherever the
    # move starts.
    way = by_source.get(case.state) or next(iter(by_source.values()))
    form = _form(request, case, way, data=data, files=request.FILES)
    request.filled_form = form  # type: ignore[attr-defined]  # a refusal shows back what was typed
    return form


def _draft(
    request: HttpRequest, case: Any, name: str, form: MoveForm, action: DraftAction
) -> HttpResponse:
    principal = _person(request.POST.get("on_behalf_of"))
    _way_now(request, case, name, principal)
    try:
        return action(request, case, name, form)
    except ValidationError as wrong:
        messages.warning(request, " ".join(wrong.messages))
        return _preview(request, case, name, form, principal)


def _submit(request: HttpRequest, case: Any, name: str, form: MoveForm) -> HttpResponse:
    principal = _person(request.POST.get("on_behalf_of"))
    if "preview" in request.POST:
        return _preview(request, case, name, form, principal)
    receipt = receiving.receive(request, case, name, form, principal)
    if (newer := drafted.newer(request, case, name, form)) is not None:
        receipts.answer(receipt, refusal=_("A newer draft was saved meanwhile."))
        return newer
    if not form.is_valid():
        # Of what was received whole only password or file can be wrong now: it may be sent again.
        if not (receipt and receipt.is_repeated):
            receipts.answer(receipt, refusal=_("The form was not complete."))
        return _again(request, case, name, form, principal)
    try:
        event = _perform(request, case, name, form, principal=principal, receipt=receipt)
    except NotReady as refused:
        place = form.place_of(refused.field)
        if place is None and not form.names:
            raise
        form.add_error(place, [str(one) for one in refused.sentences])
        return _page(request, case, form.way, form, principal=principal)
    drafts.forget(case, request.user, name)
    return _done(request, event, definition_of(type(case)), receipt)


def _perform(
    request: HttpRequest,
    case: Any,
    name: str,
    form: MoveForm,
    *,
    principal: Person | None,
    receipt: Receipt | None,
) -> Event:
    """Make the move as of the instant at which it was received, and note that on the receipt."""
    try:
        event = engine.perform(
            case,
            name,
            by=request.user,
            on_behalf_of=principal,
            key=receipt.key if receipt else form.cleaned_data["key"],
            expected_version=form.cleaned_data["expected_version"],
            receipt=receipt,
            **form.given,
        )
    except Overtaken:  # the receipt keeps its instant for the next try
        raise
    except Refused as refused:
        receipts.answer(receipt, refusal=str(refused))
        raise
    receipts.answer(receipt, event=event)
    return event


def _preview(
    request: HttpRequest, case: Any, name: str, sent: MoveForm, principal: Person | None
) -> HttpResponse:
    """The page anew with what was typed and what would follow from it; nothing is written.

    Nothing is checked either: whoever only looks may leave fields empty.
    """
    way = _way_now(request, case, name, principal)
    form = _form(request, case, way, initial=_as_typed(sent))
    return _page(request, case, way, form, principal=principal)


def _as_typed(sent: MoveForm) -> dict[str, Any]:
    return {field: sent[field].data for field in sent.fields}


def _again(
    request: HttpRequest, case: Any, name: str, form: MoveForm, principal: Person | None
) -> HttpResponse:
    """The form with what is wrong at its place; whoever may not send it is not asked to mend it."""
    way = _way_now(request, case, name, principal)
    return _page(request, case, way, form, principal=principal)


def _way_now(request: HttpRequest, case: Any, name: str, principal: Person | None) -> Way:
    """The move from where the case is now, if this reader may make it."""
    way = ways(type(case))[name].get(case.state)
    if way is None:
        raise Conflict(case, engine.last_event(case))
    if not engine.is_permitted(case, way, request.user, principal):
        raise Forbidden
    return way


def _form(request: HttpRequest, case: Any, way: Way, **kwargs: Any) -> MoveForm:
    start = {"expected_version": case.version, "edition": ""}
    kwargs["initial"] = {**start, **kwargs.get("initial", {})}
    return MoveForm(
        way=way, definition=definition_of(type(case)), case=case, person=request.user, **kwargs
    )


def _page(
    request: HttpRequest,
    case: Any,
    way: Way,
    form: MoveForm,
    *,
    principal: Person | None,
    reasons: Sequence[str] = (),
    draft: Draft | None = None,
    is_kept: bool = False,
) -> HttpResponse:
    definition = definition_of(type(case))
    show = definition.previews.get(way.name)
    shown = show(case, request.user) if show and not reasons else None
    parts = [] if reasons else form.parts()
    panels = [one for one in (shown, *(part.panel for part in parts)) if one]
    context = {
        "case": case,
        "title": title_of(case),
        "way": way,
        "consequence": definition.guide.get(way.name, ""),
        "form": form,
        "parts": parts,
        "shown": shown,
        "is_wide": bool(panels),
        "styles": dict.fromkeys(one.style for one in panels if one.style),
        "principal": principal,
        "reasons": reasons,
        "is_kept": is_kept,
        "resent": _resent(request),
        **drafted.context(request, case, form, draft),
    }
    status = 422 if reasons or form.errors else 200
    return render(request, "workflow/move.html", context, status=status)


def _resent(request: HttpRequest) -> str:
    receipt = getattr(request, "receipt", None)
    return receiving.told(receipt) if receipt and receipt.is_repeated else ""


def _done(
    request: HttpRequest, event: Event, definition: Definition, receipt: Receipt | None
) -> HttpResponse:
    """Say what happened and what comes next, on the case; on the desk where the case is out of
    sight now.
    """
    case = visible_case(standing_of(request), event.case_id)
    said = (
        sentence(event, definition),
        _next(case, definition, request.user),
        receiving.told(receipt or receiving.receipt_of(event, request.user)),
    )
    messages.success(request, " ".join(filter(None, said)))
    return redirect("case", case.pk) if case else redirect("desk")


def _next(case: Any, definition: Definition, reader: Any) -> str:
    """Whose turn it is now, and until when."""
    item = items_of([case.pk]).get(case.pk) if case else None
    if item is None:
        return ""
    until = due(item.due_at)
    said = [_turn(case, definition, item, reader), *([until.moment] if until else [])]
    return one_stop(f"{', '.join(said)}.")


def _turn(case: Any, definition: Definition, item: WorkItem, reader: Any) -> str:
    if item.owner_id != reader.pk:
        return _("Now it waits for %s") % holder(item)
    asked = ask_of(case, definition) or definition.state_label(case.state)
    return _("Your turn: %s") % asked


def _person(number: str | None) -> Person | None:
    """The principal named in address or form; ``Forbidden`` for a number that is nobody's."""
    if not number:
        return None
    if not (number.isascii() and number.isdigit() and 0 < int(number[:20]) <= LARGEST_ID):
        raise Forbidden
    person = Person.objects.filter(pk=int(number)).first()
    if person is None:
        raise Forbidden
    return person
