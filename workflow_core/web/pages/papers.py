"""Papers: to read, to print, and what happened to them off the screen."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from workflow_core.engine.papers import Papers, papers_changed
from workflow_core.signing import papers, scans
from workflow_core.signing.models import Paper, PaperMark
from workflow_core.signing.papers import Outline
from workflow_core.web.access import access
from workflow_core.web.cases import full_title
from workflow_core.web.paper_access import (
    outline_reader,
    paper_keeper,
    paper_reader,
    scan_reader,
)
from workflow_core.web.paper_forms import MarkForm


@access(paper_reader)
@require_safe
def paper(request: HttpRequest, paper: Paper, case: Any) -> HttpResponseBase:
    """The signed file, byte for byte as it was made."""
    who = case.subject.name if case.subject else case.title
    name = f"{slugify(f'{paper.form} {paper.title} {who}')}.pdf"
    return attachment(paper.file.open("rb"), name, "application/pdf")


@access(outline_reader)
@require_safe
def draft(request: HttpRequest, case: Any, hook: Papers, outline: Outline) -> HttpResponseBase:
    """The paper as it stands now, marked as a draft; a signed one is read as it was made."""
    found = papers.made_for(case, outline)
    if found is not None:
        return redirect("paper", found.pk)
    with translation.override(hook.language), timezone.override(case.institution.time_zone):
        pdf = papers.draft(hook.content(case, outline))
    response = HttpResponse(pdf, content_type="application/pdf")
    name = slugify(f"draf {outline.form} {outline.title}")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return kept_private(response)


@access(scan_reader)
@require_safe
def scan(request: HttpRequest, mark: PaperMark) -> HttpResponseBase:
    kind = str(mark.file.name).rpartition(".")[2]
    return attachment(mark.file.open("rb"), f"pindaian-{mark.pk}.{kind}", scans.CONTENT_TYPES[kind])


@access(paper_keeper)
@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest, case: Any, hook: Papers, outline: Outline) -> HttpResponse:
    """Upload the scan of a paper signed in ink, or record that somebody refused to sign."""
    people = list(hook.parties(case, outline.kind))
    if case.subject_id == request.user.pk:
        people = [one for one in people if one.pk == request.user.pk]
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = MarkForm(*sent, people=people)
    if request.method == "POST" and form.is_valid() and _is_kept(request, form, case, outline):
        return redirect("case", case.pk)
    context = {
        "form": form,
        "case": case,
        "outline": outline,
        "title": full_title(case, request.user),
    }
    return render(request, "workflow/paper_mark.html", context, status=422 if form.errors else 200)


def _is_kept(request: HttpRequest, form: MarkForm, case: Any, outline: Outline) -> bool:
    given = form.cleaned_data
    about: dict[str, Any] = {
        "case": case.case_ptr,
        "paper": outline.kind,
        "edition": outline.edition,
        "person": given["person"],
        "day": given["day"],
        "by": request.user,
    }
    try:
        if given["kind"] == PaperMark.Kind.INK:
            scans.keep_ink(**about, file=given["file"])
        else:
            scans.record_refusal(**about, reason=given["reason"])
    except ValidationError as refused:
        form.add_error("file", refused)
        return False
    papers_changed(case)
    messages.success(request, _("Recorded. The paper is made anew with this note."))
    return True


def attachment(file: Any, name: str, content_type: str) -> HttpResponseBase:
    """A stored file as a download that no shared cache keeps and no browser reinterprets."""
    response = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    return kept_private(response)


def kept_private(response: HttpResponseBase) -> HttpResponseBase:
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
