"""Who may open papers, scans and bundles; used with ``access``. Everybody else gets 404."""

from typing import Any

from django.http import Http404, HttpRequest

from workflow_core.engine import engine
from workflow_core.engine.bundles import is_old
from workflow_core.engine.papers import Papers
from workflow_core.signing.models import Bundle, Paper, PaperMark
from workflow_core.signing.papers import Outline

from .access import Arguments, standing_of
from .cases import LARGEST_ID, definition_for, visible_case, visible_cases


def _readable(request: HttpRequest, case_pk: int, kind: str) -> tuple[Any, Papers]:
    """The case where its reader may also read its papers of this kind."""
    case = visible_case(standing_of(request), case_pk)
    hook = definition_for(case).papers if case is not None else None
    if hook is None or not hook.may_see(case, kind, request.user):
        raise Http404
    return case, hook


def paper_reader(request: HttpRequest, arguments: Arguments) -> Arguments:
    """Those who may read the case and this paper of it; the view gets ``paper`` and ``case``."""
    paper = _found(Paper, arguments["pk"])
    if paper.made_at is None:
        raise Http404
    case, _hook = _readable(request, paper.case_id, paper.kind)
    return {"paper": paper, "case": case}


def scan_reader(request: HttpRequest, arguments: Arguments) -> Arguments:
    """Those who may read the paper that the scan is of; the view gets ``mark``."""
    mark = _found(PaperMark, arguments["pk"])
    _readable(request, mark.case_id, mark.paper)
    if not mark.file:
        raise Http404
    return {"mark": mark}


def outline_reader(request: HttpRequest, arguments: Arguments) -> Arguments:
    """Those who may read a paper as it is now; the view gets ``case``, ``hook`` and ``outline``."""
    case, hook = _readable(request, arguments["case_pk"], arguments["kind"])
    return {"case": case, "hook": hook, "outline": _outline(hook, case, arguments)}


def paper_keeper(request: HttpRequest, arguments: Arguments) -> Arguments:
    """Those of them who may record ink and refusals on it."""
    found = outline_reader(request, arguments)
    if not engine.is_admitted(found["case"], found["hook"].keepers, request.user):
        raise Http404
    return found


def bundle_owner(request: HttpRequest, arguments: Arguments) -> Arguments:
    """Whoever asked for the bundle, for a week and while he may see all cases packed in it.

    The view gets ``bundle``.
    """
    bundle = _found(Bundle, arguments["pk"])
    if bundle.owner_id != request.user.pk or is_old(bundle):
        raise Http404
    seen = visible_cases(standing_of(request)).filter(pk__in=bundle.cases).count()
    if seen != len(set(bundle.cases)):
        raise Http404
    return {"bundle": bundle}


def _outline(hook: Papers, case: Any, arguments: Arguments) -> Outline:
    wanted = (arguments["kind"], arguments["edition"])
    for one in hook.outline(case):
        if (one.kind, one.edition) == wanted:
            return one
    raise Http404


def _found(model: Any, pk: int) -> Any:
    row = model.objects.filter(pk=pk).first() if 0 < pk <= LARGEST_ID else None
    if row is None:
        raise Http404
    return row
