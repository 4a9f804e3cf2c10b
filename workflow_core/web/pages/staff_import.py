"""Bringing in a staff file: hand it in, look at what it would do, confirm, read what it did."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from workflow_core.people.models import ImportRecord
from workflow_core.people.staff_import import Preview, apply, preview
from workflow_core.web.access import access, role_everywhere, standing_of
from workflow_core.web.staff_forms import ImportForm
from workflow_core.web.uploads import forget, keep, kept
from workflow_core.web.words import moment

RECORDS_SHOWN = 10
CHANGES_SHOWN = 200

COUNTS = {
    "people_in_file": _("People in the file"),
    "units_in_file": _("Units in the file"),
    "new": _("New people"),
    "changed": _("People with changes"),
    "unchanged": _("People without change"),
    "leaving": _("People not in the file"),
    "units_new": _("New units"),
    "units_changed": _("Units with changes"),
    "units_missing": _("Units not in the file"),
    "postings_opened": _("Positions beginning"),
    "postings_closed": _("Positions ending"),
    "postings_corrected": _("Positions corrected"),
    "headships_opened": _("Heads appointed"),
    "headships_closed": _("Heads relieved"),
    "headships_corrected": _("Heads corrected"),
}


@access(role_everywhere("hr"))
def staff_import(request: HttpRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return redirect("staff_import_check", keep(request.user, form.cleaned_data["file"]))
    institution = standing_of(request).person.institution
    records = ImportRecord.objects.filter(institution=institution)
    newest = records.select_related("imported_by").order_by("-imported_at")[:RECORDS_SHOWN]
    done = [(moment(one.imported_at), str(one), one.imported_by) for one in newest]
    context = {"form": form, "records": done}
    return render(request, "people/import.html", context, status=422 if form.errors else 200)


@access(role_everywhere("hr"))
def staff_import_check(request: HttpRequest, token: str) -> HttpResponse:
    file = kept(request.user, token)
    if file is None:
        raise Http404
    officer = standing_of(request).person
    institution = officer.institution
    if request.method != "POST":
        found = preview(institution, file)
        context = {**_told(found), "digest": found.digest, "file": file.name}
        return render(request, "people/import_check.html", context)
    result = apply(institution, file, by=officer, digest=request.POST.get("digest", "-"))
    if result.applied:
        forget(request.user, token)
    context = {**_told(result), "applied": result.applied, "file": file.name}
    status = 200 if result.applied else 422
    return render(request, "people/import_done.html", context, status=status)


def _told(found: Preview) -> dict[str, Any]:
    return {
        "found": found,
        "counts": [(COUNTS.get(name, name), n) for name, n in found.counts.items() if n],
        "changed": found.changed[:CHANGES_SHOWN],
        "leaving": found.leaving[:CHANGES_SHOWN],
        "is_cut": max(len(found.changed), len(found.leaving)) > CHANGES_SHOWN,
    }
