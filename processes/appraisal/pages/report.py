"""The self-report: realisation, measured values and evidence, result by result."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from processes.appraisal import figures, proofs, services
from processes.appraisal.forms import RealisationForm
from processes.appraisal.models import Appraisal, Evidence, PlannedResult, Remark
from processes.appraisal.permissions import employee
from processes.appraisal.reading import remarks_on, result_rows, target_of
from processes.appraisal.state import State
from workflow_core.calendar import clock
from workflow_core.engine import engine
from workflow_core.web.access import access
from workflow_core.web.cases import LARGEST_ID

from .admission import appraisal_reader, evidence_reader
from .stale import stale_page


@dataclass
class Entry:
    """One planned result on the form, with its targets and the evidence it has already."""

    result: PlannedResult
    form: RealisationForm
    targets: list[tuple[str, str]]
    evidence: list[Evidence]
    remarks: list[Remark]


@dataclass
class Sheet:
    """The whole report being written."""

    edition: int
    entries: list[Entry]

    def is_valid(self) -> bool:
        return not [one for one in self.entries if not one.form.is_valid()]

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


@access(appraisal_reader)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, case: Appraisal) -> HttpResponse:
    if request.method == "POST":
        return _save(request, case)
    if may_write(case, request.user):
        return _editor(request, case, _sheet(case))
    rows = result_rows(case.plan_version, case, remarks_on(case, State.REPORTED))
    return render(request, "appraisal/report.html", {"case": case, "rows": rows})


def may_write(case: Appraisal, person: Any) -> bool:
    """Whether this person writes this report now: the employee, while the work is being done."""
    return case.state == State.EXECUTING and engine.is_admitted(case, employee, person)


def _sheet(case: Appraisal, request: HttpRequest | None = None) -> Sheet:
    """The form as it is stored, or as it was sent."""
    remarks = remarks_on(case, State.REPORTED)
    found = case.realisations.prefetch_related("evidence", "measurements")
    achieved = {one.result_id: one for one in found}
    results = case.plan_version.results.prefetch_related("indicators")
    entries = [_entry(one, achieved.get(one.pk), remarks, request) for one in results]
    edition = request.POST.get("edition", "") if request else case.report_edition
    return Sheet(int(edition) if str(edition).isdecimal() else 0, entries)


def _entry(
    result: PlannedResult, achieved: Any, remarks: list[Remark], request: HttpRequest | None
) -> Entry:
    indicators = list(result.indicators.all())
    sent: dict[str, Any] = {"data": request.POST, "files": request.FILES} if request else {}
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
    sheet = _sheet(case, request)
    request.filled_form = sheet  # type: ignore[attr-defined]  # a refusal shows back what was typed
    if not sheet.is_valid():
        return _editor(request, case, sheet)
    drafts = sheet.drafts()
    try:
        services.save_report(case, by=request.user, edition=sheet.edition, drafts=drafts)
    except services.Stale as stale:
        stored = _stored_lines(case)
        mine = _lines(case, drafts)
        if mine != stored:
            return stale_page(request, case, edition=stale.edition, mine=mine, stored=stored)
    for entry in sheet.entries:
        if entry.form.has_evidence:
            _attach(request, case, entry)
    if (wanted := _number(request.POST.get("remove", ""))) is not None:
        services.remove_evidence(case, by=request.user, evidence_id=wanted)
    now = time_format(timezone.localtime(clock.now()).time())
    messages.success(request, _("Draft saved at %(time)s.") % {"time": now})
    return redirect("case" if request.POST.get("action") == "done" else "report", case.pk)


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


def _editor(request: HttpRequest, case: Appraisal, sheet: Sheet) -> HttpResponse:
    wrong = sheet.wrong()
    context = {"case": case, "sheet": sheet, "wrong": wrong}
    return render(request, "appraisal/report_edit.html", context, status=422 if wrong else 200)


def _stored_lines(case: Appraisal) -> list[str]:
    found = case.realisations.prefetch_related("measurements")
    drafts = {
        one.result_id: services.RealisationDraft(
            one.text,
            one.no_evidence_reason,
            {row.indicator_id: row.value for row in one.measurements.all()},
        )
        for one in found
    }
    return _lines(case, drafts)


def _lines(case: Appraisal, drafts: dict[int, services.RealisationDraft]) -> list[str]:
    """A report as lines of text, for comparing two."""
    lines = []
    for result in case.plan_version.results.prefetch_related("indicators"):
        draft = drafts.get(result.pk, services.RealisationDraft())
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
    """A file kept as evidence: always a download, never shown inside the application."""
    if not evidence.file:
        raise Http404
    extension = str(evidence.file.name).rpartition(".")[2]
    title = evidence.title.removesuffix(f".{extension}")
    response = FileResponse(
        evidence.file.open("rb"),
        as_attachment=True,
        filename=f"{slugify(title) or 'bukti'}.{extension}",
        content_type=proofs.CONTENT_TYPES.get(extension, "application/octet-stream"),
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
