"""Who may open the appraisal's own pages; used with ``access``. Strangers get 404."""

from typing import Any

from django.http import Http404, HttpRequest

from processes.appraisal.models import Appraisal, Cycle, Evidence, Progress
from processes.appraisal.patterns import may_oversee, may_speak_for
from processes.appraisal.permissions import approver, approver_role, hr, may_see_signature
from workflow_core.engine.standing import Standing
from workflow_core.people.models import Person
from workflow_core.signing.models import Signature
from workflow_core.web.access import Arguments, standing_of
from workflow_core.web.cases import LARGEST_ID

RELATED = (
    "institution",
    "subject",
    "unit",
    "cycle__rule_set",
    "plan",
    "plan_version",
    "rater",
    "superior",
)


def _take(arguments: Arguments, name: str) -> tuple[int, Arguments]:
    rest = dict(arguments)
    pk = rest.pop(name)
    if not 0 < pk <= LARGEST_ID:
        raise Http404
    return pk, rest


def _visible(standing: Standing, pk: int) -> Appraisal:
    found: Any = Appraisal.objects.visible_to(standing).filter(pk=pk)
    case: Appraisal | None = found.select_related(*RELATED).first()
    if case is None:
        raise Http404
    return case


def appraisal_reader(request: HttpRequest, arguments: Arguments) -> Arguments:
    """Those who may see the appraisal; the view gets ``case`` in place of ``case_pk``."""
    pk, rest = _take(arguments, "case_pk")
    return {"case": _visible(standing_of(request), pk), **rest}


def evidence_reader(request: HttpRequest, arguments: Arguments) -> Arguments:
    """Those who may see the appraisal that an evidence belongs to; the view gets ``evidence``."""
    pk, rest = _take(arguments, "pk")
    seen = Appraisal.objects.visible_to(standing_of(request)).order_by().values("pk")
    found = Evidence.objects.filter(pk=pk, realisation__appraisal__in=seen).first()
    if found is None:
        raise Http404
    return {"evidence": found, **rest}


def progress_reader(request: HttpRequest, arguments: Arguments) -> Arguments:
    """Those who may see the appraisal that a note of progress belongs to."""
    pk, rest = _take(arguments, "pk")
    seen = Appraisal.objects.visible_to(standing_of(request)).order_by().values("pk")
    found = Progress.objects.filter(pk=pk, appraisal__in=seen).first()
    if found is None:
        raise Http404
    return {"progress": found, **rest}


def signature_reader(request: HttpRequest, arguments: Arguments) -> Arguments:
    """Those who may see the case and what was signed; the view gets ``signature`` and ``case``."""
    pk, rest = _take(arguments, "pk")
    signature = Signature.objects.filter(pk=pk).select_related("signer", "on_behalf_of").first()
    if signature is None:
        raise Http404
    case = _visible(standing_of(request), signature.case_id)
    if not may_see_signature(case, signature, request.user):
        raise Http404
    return {"signature": signature, "case": case, **rest}


def cycle_officer(request: HttpRequest, arguments: Arguments) -> Arguments:
    """Personnel officers of the cycle's institution; the view gets ``cycle`` in place of ``pk``."""
    cycle, rest = _cycle(request, arguments)
    if not hr.holds(cycle, standing_of(request)):
        raise Http404
    return {"cycle": cycle, **rest}


def cycle_overseer(request: HttpRequest, arguments: Arguments) -> Arguments:
    """Personnel officers and auditors of the cycle's institution; the view gets ``cycle``."""
    cycle, rest = _cycle(request, arguments)
    if not may_oversee(cycle, standing_of(request)):
        raise Http404
    return {"cycle": cycle, **rest}


def pattern_reader(request: HttpRequest, arguments: Arguments) -> Arguments:
    """The rater of a team, his deputies, HR and auditors; the view gets ``cycle`` and ``rater``."""
    cycle, rest = _cycle(request, arguments)
    pk, rest = _take(rest, "rater")
    rater = Person.objects.filter(pk=pk, institution=cycle.institution_id).first()
    standing = standing_of(request)
    if rater is None or not (may_speak_for(cycle, rater, standing) or may_oversee(cycle, standing)):
        raise Http404
    return {"cycle": cycle, "rater": rater, **rest}


def approving(request: HttpRequest, arguments: Arguments) -> Arguments:
    """Those who receive evaluations as competent authority, by role."""
    if "approver" not in standing_of(request).roles:
        raise Http404
    return arguments


def bulk_mover(request: HttpRequest, arguments: Arguments) -> Arguments:
    """Who may make this move on a cycle's appraisals: HR delivers, the approver receives."""
    cycle, rest = _cycle(request, arguments)
    standing = standing_of(request)
    may = {
        "deliver": lambda: hr.holds(cycle, standing),
        "approve": lambda: approver_role.holds(cycle, standing) or approver.holds(cycle, standing),
    }.get(rest["move"])
    if may is None or not may():
        raise Http404
    return {"cycle": cycle, **rest}


def _cycle(request: HttpRequest, arguments: Arguments) -> tuple[Cycle, Arguments]:
    pk, rest = _take(arguments, "pk")
    own = Cycle.objects.filter(pk=pk, institution=request.user.institution_id)  # type: ignore[union-attr]
    cycle: Any = own.select_related("institution", "unit", "approver", "rule_set").first()
    if cycle is None:
        raise Http404
    return cycle, rest
