"""The self-report: realisation, measured values and evidence, result by result."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
)
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from processes.appraisal import figures, proofs, services
from processes.appraisal.forms import RealisationForm, is_storable
from processes.appraisal.models import Appraisal, Evidence, PlannedResult, Remark
from processes.appraisal.reading import remarks_on, result_rows, target_of
from processes.appraisal.state import State
from workflow_core.web import autosave, kept
from workflow_core.web.access import access
from workflow_core.web.cases import LARGEST_ID
from workflow_core.web.stale import stale_page

from .admission import appraisal_reader, evidence_reader


@dataclass
class Entry:
    """One planned result on the form, with its targets and the evidence it has already."""

    result: PlannedResult
    form: RealisationForm
    targets: list[tuple[str, str]]
    evidence: list[Evidence]
    remarks: list[Remark]
    is_open: bool = False
    has_focus: bool = False

    def is_whole(self) -> bool:
        """Whether nothing is missing of it; such a card can be folded away."""
        told = _typed(self.form, "text")
        is_shown = bool(self.evidence or _typed(self.form, "no_evidence_reason"))
        return bool(told and is_shown and not self.form.errors)


def _typed(form: RealisationForm, name: str) -> str:
    return str(form[name].value() or "").strip()


@dataclass
class Sheet:
    """The whole report being written."""

    edition: int
    entries: list[Entry]

    said: str = ""

    def is_storable(self) -> bool:
        """Whether it can be kept as a draft; what is merely incomplete can."""
        return all(is_storable(one.form) for one in self.entries)

    def place(self, opened: str) -> None:
        """Open the cards on which there is something to do."""
        for one in self.entries:
            is_asked = opened == str(one.result.pk) or one.has_focus or len(self.entries) == 1
            one.is_open = bool(is_asked or one.remarks or one.form.errors or not one.is_whole())

    def wrong(self) -> list[Any]:
        """The fields with their errors, in the order of the page."""
        forms = [one.form for one in self.entries if one.form.is_bound]
        return [field for form in forms for field in form.visible_fields() if field.errors]

    def drafts(self) -> dict[int, services.RealisationDraft]:
        return {one.result.pk: _draft(one.form) for one in self.entries}

    def typed(self) -> list[tuple[str, str]]:
        """What was typed, by label, for the page of a refusal."""
        fields = [one for entry in self.entries for one in entry.form.visible_fields()]
        return [(str(one.label), str(one.data)) for one in fields if one.data]


def _draft(form: RealisationForm) -> services.RealisationDraft:
    given = form.cleaned_data
    return services.RealisationDraft(given["text"], given["no_evidence_reason"], form.measured)


AFTER = {"done": "case", "check": "report_check"}
EVIDENCE = ("title", "url", "file")


@access(appraisal_reader)
@never_cache  # going back never shows a draft older than the stored one
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, case: Appraisal) -> HttpResponse:
    if request.method == "POST":
        return _save(request, case)
    if services.may_write_report(case, request.user):
        return _editor(request, case, _sheet(case, kept.typed(request)))
    rows = result_rows(case.plan_version, case, remarks_on(case, State.REPORTED))
    return render(request, "appraisal/report.html", {"case": case, "rows": rows})


def _sheet(case: Appraisal, sent: QueryDict | None = None, files: Any = None) -> Sheet:
    """The form as it is stored, or as it was sent."""
    remarks = remarks_on(case, State.REPORTED)
    found = case.realisations.prefetch_related("evidence", "measurements")
    achieved = {one.result_id: one for one in found}
    results = case.plan_version.results.prefetch_related("indicators")
    given = {} if sent is None else {"data": sent, "files": files}
    entries = [_entry(one, achieved.get(one.pk), remarks, given) for one in results]
    edition = case.report_edition if sent is None else sent.get("edition", "")
    return Sheet(int(edition) if str(edition).isdecimal() else 0, entries)


def _entry(
    result: PlannedResult, achieved: Any, remarks: list[Remark], sent: dict[str, Any]
) -> Entry:
    indicators = list(result.indicators.all())
    initial: dict[str, Any] = {}
    if achieved:
        initial = {"text": achieved.text, "no_evidence_reason": achieved.no_evidence_reason}
        initial |= {
            f"measured_{one.indicator_id}": one.value for one in achieved.measurements.all()
        }
    form = RealisationForm(**sent, prefix=f"r{result.pk}", indicators=indicators, initial=initial)
    return Entry(
        result=result,
        form=form,
        targets=[(one.text, target_of(one)) for one in indicators],
        evidence=list(achieved.evidence.all()) if achieved else [],
        remarks=[one for one in remarks if one.result_id == result.pk],
    )


def _save(request: HttpRequest, case: Appraisal) -> HttpResponse:
    sheet = _sheet(case, request.POST, request.FILES)
    request.filled_form = sheet  # type: ignore[attr-defined]  # a refusal shows back what was typed
    action = request.POST.get("action", "save")
    if action == "autosave":
        return _autosave(request, case, sheet)
    if not sheet.is_storable():
        return _editor(request, case, sheet)
    written = sheet.drafts()
    try:
        sheet.edition = _store(request, case, sheet, written)
    except services.Stale as stale:
        mine, stored = _lines(sheet, written), _stored_lines(case, sheet)
        return stale_page(request, case, edition=stale.edition, mine=mine, stored=stored)
    _change_evidence(request, case, sheet)
    if wrong := sheet.wrong():
        return _editor(request, case, sheet, saved=autosave.partly_saved(wrong))
    if request.headers.get("HX-Request"):
        return _again(request, case)
    messages.success(request, f"{autosave.saved_at()}.")
    return redirect(AFTER.get(action, "report"), case.pk)


def _again(request: HttpRequest, case: Appraisal) -> HttpResponse:
    """The form as it is now stored, after evidence was added to one card or taken from it."""
    case.refresh_from_db(fields=["report_edition"])
    sheet = _sheet(case)
    for one in sheet.entries:
        one.has_focus = str(one.result.pk) == request.POST.get("at")
    removed = "remove" in request.POST
    sheet.said = _("Evidence removed.") if removed else _("Evidence added.")
    return _editor(request, case, sheet, saved=autosave.saved_at())


def _autosave(request: HttpRequest, case: Appraisal, sheet: Sheet) -> HttpResponse:
    """Keep what is typed while it is typed; evidence is added by its button alone."""
    wrong = [one for one in sheet.wrong() if one.name not in EVIDENCE]
    text_forms = [one.form for one in sheet.entries]
    for form in text_forms:
        for name in EVIDENCE:
            form.errors.pop(name, None)
    if not sheet.is_storable():
        return autosave.refused(wrong)
    try:
        edition = _store(request, case, sheet, sheet.drafts())
    except services.Stale:
        return autosave.stale()
    begun = any(_typed(form, name) for form in text_forms for name in ("title", "url"))
    return autosave.saved({"edition": edition}, wrong, whole=not begun)


def _store(
    request: HttpRequest,
    case: Appraisal,
    sheet: Sheet,
    written: dict[int, services.RealisationDraft],
) -> int:
    """Store the draft. What is stored already is no conflict and no new edition."""
    edition, mine = sheet.edition, _lines(sheet, written)
    is_known = case.report_edition == edition and mine == _stored_lines(case, sheet)
    if is_known and services.may_write_report(case, request.user):
        return edition
    try:
        edition = services.save_report(case, by=request.user, edition=edition, drafts=written)
    except services.Stale as stale:
        if mine != _stored_lines(case, sheet):
            raise
        edition = stale.edition
    kept.settle(request)
    return edition


def _change_evidence(request: HttpRequest, case: Appraisal, sheet: Sheet) -> None:
    for entry in sheet.entries:
        if entry.form.has_evidence:
            _attach(request, case, entry)
    if (wanted := _number(request.POST.get("remove", ""))) is not None:
        services.remove_evidence(case, by=request.user, evidence_id=wanted)


def _attach(request: HttpRequest, case: Appraisal, entry: Entry) -> None:
    """Add one evidence; what is there already, as after a double click, is not added twice."""
    given, title = entry.form.cleaned_data, entry.form.evidence_title
    file = given.get("file")
    same = [one for one in entry.evidence if one.title == title and bool(one.file) == bool(file)]
    if any(one.file.size == file.size if file else one.url == given["url"] for one in same):
        return
    if file:
        file.name = f"{uuid.uuid4().hex}.{entry.form.kind}"
    services.add_evidence(
        case,
        by=request.user,
        result_id=entry.result.pk,
        title=title,
        url=given.get("url") or "",
        file=file,
    )


def _editor(request: HttpRequest, case: Appraisal, sheet: Sheet, saved: str = "") -> HttpResponse:
    wrong = sheet.wrong()
    sheet.place(request.GET.get("open", ""))
    context = {"case": case, "sheet": sheet, "wrong": wrong, "saved": saved}
    context["draft_key"] = f"{request.user.pk}:{request.path}"
    context["is_kept"] = request.method == "GET" and kept.typed(request) is not None
    return render(request, "appraisal/report_edit.html", context, status=422 if wrong else 200)


def _stored_lines(case: Appraisal, sheet: Sheet) -> list[str]:
    found = case.realisations.prefetch_related("measurements")
    written = {
        one.result_id: services.RealisationDraft(
            one.text,
            one.no_evidence_reason,
            {row.indicator_id: row.value for row in one.measurements.all()},
        )
        for one in found
    }
    return _lines(sheet, written)


def _lines(sheet: Sheet, written: dict[int, services.RealisationDraft]) -> list[str]:
    """A report as lines of text, for comparing two."""
    lines = []
    for result in (one.result for one in sheet.entries):
        draft = written.get(result.pk, services.RealisationDraft())
        lines.append(f"{result.text}: {draft.text.strip() or '–'}")
        lines += [
            f"{one.text}: {figures.show(draft.measured[one.pk])} {one.unit}".strip()
            for one in result.indicators.all()
            if one.pk in draft.measured
        ]
        if draft.no_evidence_reason.strip():
            lines.append(
                _("No evidence, because: %(reason)s") % {"reason": draft.no_evidence_reason.strip()}
            )
    return ["\n".join(text.splitlines()) for text in lines]


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and int(text[:20]) <= LARGEST_ID
    return int(text) if is_number else None


@access(evidence_reader)
@require_safe
def evidence(request: HttpRequest, evidence: Evidence) -> HttpResponseBase:
    """A file kept as evidence."""
    if not evidence.file:
        raise Http404
    return file_response(evidence.file, evidence.title)


def file_response(file: Any, title: str) -> FileResponse:
    """A file as a download, never shown inside the application."""
    extension = str(file.name).rpartition(".")[2]
    name = slugify(title.removesuffix(f".{extension}")[:80]) or "bukti"
    response = FileResponse(
        file.open("rb"),
        as_attachment=True,
        filename=f"{name}.{extension}",
        content_type=proofs.CONTENT_TYPES.get(extension, "application/octet-stream"),
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
