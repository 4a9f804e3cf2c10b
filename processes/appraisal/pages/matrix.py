"""The role-result matrix of a head: read side by side, noted member by member."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from processes.appraisal import matrix as matrices
from processes.appraisal.forms.matrix import RoleForm
from processes.appraisal.models import Appraisal
from processes.appraisal.permissions import employee
from workflow_core.engine import engine
from workflow_core.engine.errors import Forbidden
from workflow_core.web.access import access, standing_of

from .admission import appraisal_reader


@dataclass
class Part:
    """One result of the head with the form for the member's part in it."""

    cell: matrices.Cell
    form: RoleForm


def may_note(case: Appraisal, person: object) -> bool:
    """Whether this person notes parts: the head himself, while his case is open."""
    return case.state in matrices.OPEN and engine.is_admitted(case, employee, person)


@access(appraisal_reader)
@require_safe
def matrix(request: HttpRequest, case: Appraisal) -> HttpResponse:
    context = {
        "case": case,
        "matrix": matrices.matrix_of(case, standing_of(request)),
        "may_note": may_note(case, request.user),
    }
    return render(request, "appraisal/matrix.html", context)


@access(appraisal_reader)
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, case: Appraisal, member_pk: int) -> HttpResponse:
    if not may_note(case, request.user):
        raise Forbidden
    rows = matrices.matrix_of(case, standing_of(request)).rows
    row = next((one for one in rows if one.case.pk == member_pk), None)
    if row is None:
        raise Http404
    parts = [Part(one, _form(request, one)) for one in row.cells]
    if request.method == "POST" and not [one for one in parts if not one.form.is_valid()]:
        drafts = {one.cell.result.pk: one.form.draft() for one in parts}
        matrices.save_roles(case, by=request.user, member=row.case.employee, drafts=drafts)
        messages.success(request, _("The parts were noted."))
        return redirect("matrix", case.pk)
    wrong = [field for one in parts for field in one.form.visible_fields() if field.errors]
    context = {"case": case, "row": row, "parts": parts, "wrong": wrong}
    return render(request, "appraisal/matrix_member.html", context, status=422 if wrong else 200)


def _form(request: HttpRequest, cell: matrices.Cell) -> RoleForm:
    role = cell.role
    initial = {}
    if role:
        cascade = matrices.NONE if role.has_none else role.cascade
        initial = {"cascade": cascade, "text": role.text, "team": role.team}
    return RoleForm(request.POST or None, prefix=f"r{cell.result.pk}", initial=initial)
