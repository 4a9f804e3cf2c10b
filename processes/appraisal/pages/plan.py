"""The plan: its editor for whoever drafts it, a page to read for all others who see the case."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from processes.appraisal import services
from processes.appraisal.matrix import roles_for
from processes.appraisal.models import Appraisal, PlanVersion
from processes.appraisal.plan_draft import is_same, read_draft
from processes.appraisal.plans import last_years_version, offers_for, side_sentences
from processes.appraisal.reading import (
    annex_of,
    expected,
    lines_of_draft,
    lines_of_version,
    remarks_on,
    result_rows,
)
from processes.appraisal.state import State
from processes.appraisal.values import VALUES
from workflow_core.web import autosave, kept
from workflow_core.web.access import access
from workflow_core.web.changes import compare
from workflow_core.web.stale import stale_page

from .admission import appraisal_reader
from .plan_sheet import ANNEX, Sheet, read_sheet, sheet_of

AFTER = {"done": "case", "check": "plan_check"}


@access(appraisal_reader)
@never_cache  # going back never shows a draft older than the stored one
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, case: Appraisal) -> HttpResponse:
    if request.method == "POST":
        return _save(request, case)
    if services.may_write_plan(case, request.user):
        typed = kept.typed(request)
        if typed is not None:
            return _editor(request, case, read_sheet(typed, offers_for(case), "save"))
        sheet = sheet_of(case.plan_version, offers_for(case))
        sheet.opened = request.GET.get("open", "")
        return _editor(request, case, sheet)
    return _read(request, case)


def _save(request: HttpRequest, case: Appraisal) -> HttpResponse:
    action = request.POST.get("action", "save")
    sheet = read_sheet(request.POST, offers_for(case), action)
    request.filled_form = sheet  # type: ignore[attr-defined]  # a refusal shows back what was typed
    if action == "autosave":
        return _autosave(request, case, sheet)
    is_change = sheet.change(action)
    if not sheet.is_storable():
        return _editor(request, case, sheet)
    draft = sheet.draft()
    wrong = sheet.wrong()
    if action == "copy-last" and not wrong:
        draft = _with_last_year(case, draft)
    if action == "copy-roles" and not wrong:
        added = roles_for(case, sheet.offers.superior)
        draft = replace(draft, results=(*draft.results, *added))
    try:
        version = _store(request, case, sheet.edition, draft)
    except services.Stale as stale:
        stored = lines_of_version(_fresh(case))
        mine = lines_of_draft(draft)
        return stale_page(request, case, edition=stale.edition, mine=mine, stored=stored)
    if is_change or wrong:
        sheet.stored(version)
        return _editor(request, case, sheet, saved=autosave.partly_saved(wrong))
    messages.success(request, f"{autosave.saved_at()}.")
    return redirect(AFTER.get(action, "plan"), case.pk)


def _autosave(request: HttpRequest, case: Appraisal, sheet: Sheet) -> HttpResponse:
    """Keep what is typed while it is typed; numbers that are none are left out and told."""
    if not sheet.is_storable():
        return autosave.refused(sheet.wrong())
    try:
        version = _store(request, case, sheet.edition, sheet.draft())
    except services.Stale:
        return autosave.stale()
    sheet.stored(version)
    return autosave.saved(sheet.hidden(), sheet.wrong())


def _store(
    request: HttpRequest, case: Appraisal, edition: int, draft: services.PlanDraft
) -> PlanVersion:
    """Store the draft. What is stored already is no conflict and no new edition."""
    version = case.plan_version
    is_known = version.edition == edition and is_same(version, draft)
    if is_known and services.may_write_plan(case, request.user):
        return version
    try:
        version = services.save_plan(case, by=request.user, edition=edition, draft=draft)
    except services.Stale:
        version = _fresh(case)
        if not is_same(version, draft):
            raise
    kept.settle(request)
    return version


def _fresh(case: Appraisal) -> PlanVersion:
    return PlanVersion.objects.get(pk=case.plan_version_id)


def _with_last_year(case: Appraisal, draft: services.PlanDraft) -> services.PlanDraft:
    """Last year's results after what is written already; the rest only where nothing is written."""
    version = last_years_version(case)
    if version is None:
        return draft
    old = read_draft(version)
    annex = {name: getattr(draft, name) or getattr(old, name) for name in ANNEX}
    return services.PlanDraft(
        results=(*draft.results, *(replace(one, acting_id=None) for one in old.results)),
        approach=draft.approach,
        expectations={**old.expectations, **draft.expectations},
        **annex,
    )


def _editor(request: HttpRequest, case: Appraisal, sheet: Sheet, saved: str = "") -> HttpResponse:
    remarks = remarks_on(case, State.PROPOSED)
    sheet.place(remarks)
    here = {block.pk for block in sheet.results}
    wrong = sheet.wrong()
    values = [sheet.plan[f"value_{one.number}"] for one in VALUES]
    annex = [sheet.plan[name] for name in ANNEX]
    context = {
        "case": case,
        "sheet": sheet,
        "wrong": wrong,
        "saved": saved,
        "general_remarks": [one for one in remarks if one.result_id not in here],
        "values": list(zip(VALUES, values, strict=True)),
        "annex": annex,
        "values_filled": sum(bool(field.value()) for field in values),
        "values_wrong": any(field.errors for field in values),
        "annex_wrong": any(field.errors for field in annex),
        "last_year": last_years_version(case),
        "roles": roles_for(case, sheet.offers.superior) if sheet.offers.superior else [],
        "draft_key": f"{request.user.pk}:{request.path}",
        "is_kept": request.method == "GET" and kept.typed(request) is not None,
    }
    return render(request, "appraisal/plan_edit.html", context, status=422 if wrong else 200)


def _read(request: HttpRequest, case: Appraisal) -> HttpResponse:
    version = case.plan_version
    others = [one for one in case.plan.versions.order_by("number") if one.pk != version.pk]
    against = next((one for one in others if str(one.number) == request.GET.get("against")), None)
    context = {
        "case": case,
        "version": version,
        "in_force": case.plan.in_force_id == version.pk,
        "rows": result_rows(version, remarks=remarks_on(case, State.PROPOSED)),
        "values": expected(version),
        "annex": annex_of(version),
        "beside": side_sentences(case),
        "others": others,
        "against": against,
        "changes": compare(lines_of_version(against), lines_of_version(version)) if against else [],
        "back": reverse("case", args=[case.pk]),
    }
    return render(request, "appraisal/plan.html", context)
