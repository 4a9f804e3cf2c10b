"""What must hold: each with the sentence its user reads while it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, Max, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow_core.calendar import clock
from workflow_core.engine.rules import condition

from . import windows
from .completeness import missing_in_plan
from .dates import date_of
from .organisation import result_for
from .state import CycleState

if TYPE_CHECKING:
    from .models import Appraisal


@condition(
    gettext_lazy(
        "The plan needs at least one main result, and every result an indicator with a target."
    )
)
def plan_is_complete(appraisal: Appraisal) -> bool:
    return not missing_in_plan(appraisal.plan_version)


@condition(
    gettext_lazy("The rater has already noted remarks on the plan; wait for it to be returned.")
)
def no_remark_yet(appraisal: Appraisal) -> bool:
    return not appraisal.remarks.filter(case_version=appraisal.version).exists()


@condition(
    gettext_lazy(
        "The plan was proposed without your agreement; the rater's superior decides on it."
    )
)
def employee_proposed(appraisal: Appraisal) -> bool:
    return not appraisal.proposed_unsigned


@condition(gettext_lazy("The evaluation has begun: the last set version of the plan stands."))
def revision_is_in_time(appraisal: Appraisal) -> bool:
    return appraisal.plan.in_force_id is None or not evaluation_has_begun(appraisal)


@condition(gettext_lazy("The employee still has time to propose the plan himself."))
def plan_is_overdue(appraisal: Appraisal) -> bool:
    return windows.is_over(windows.plan_due(appraisal))


@condition(
    gettext_lazy("The plan was proposed without agreement: only the rater's superior may set it.")
)
def escalation_is_possible(appraisal: Appraisal) -> bool:
    return appraisal.superior_id not in (None, appraisal.reviewer_id)


@condition(
    gettext_lazy("Plans are revised only while the cycle is open and before its evaluation.")
)
def cycle_is_open(appraisal: Appraisal) -> bool:
    return appraisal.cycle.state == CycleState.OPEN and not evaluation_has_begun(appraisal)


@condition(
    gettext_lazy(
        "Periodic appraisals take over the year's plan; revise it in the annual appraisal."
    )
)
def cycle_is_annual(appraisal: Appraisal) -> bool:
    return bool(appraisal.cycle.is_annual)


@condition(gettext_lazy("The evaluation has not begun."))
def evaluation_has_begun(appraisal: Appraisal) -> bool:
    return windows.is_over(windows.evaluation_starts(appraisal))


@condition(gettext_lazy("There is no set version of the plan to fall back on."))
def a_version_is_in_force(appraisal: Appraisal) -> bool:
    return appraisal.plan.in_force_id is not None


def _report_opens(appraisal: Appraisal) -> str:
    from django.utils.formats import date_format  # noqa: PLC0415

    opens = date_of(appraisal, "report_opens")
    return _("Reports open on %(date)s.") % {"date": date_format(opens)}


@condition(_report_opens)
def report_window_has_opened(appraisal: Appraisal) -> bool:
    return windows.is_over(windows.evaluation_starts(appraisal))


@condition(gettext_lazy("The report window is over."))
def report_window_is_open(appraisal: Appraisal) -> bool:
    return not windows.is_over(windows.report_due(appraisal))


@condition(gettext_lazy("The employee still has time to report."))
def report_window_is_over(appraisal: Appraisal) -> bool:
    return windows.is_over(windows.report_due(appraisal))


@condition(
    gettext_lazy(
        "Every planned result needs a realisation, and evidence or the reason why there is none."
    )
)
def report_is_complete(appraisal: Appraisal) -> bool:
    results = appraisal.plan_version.results.count()
    told = appraisal.realisations.filter(result__version=appraisal.plan_version_id).exclude(text="")
    told = told.filter(Q(evidence__isnull=False) | ~Q(no_evidence_reason=""))
    return bool(results and results == told.distinct().count())


@condition(
    gettext_lazy("Less than a working day is left for the rating: too little to mend a report.")
)
def time_is_left_to_mend(appraisal: Appraisal) -> bool:
    if appraisal.superior_id is None:
        return True
    tomorrow = windows.calendar(appraisal).deadline(clock.now(), 1)
    due = windows.rating_due(appraisal)
    return due is None or tomorrow <= due


@condition(
    gettext_lazy(
        "The result of the unit for this period is not known yet; it comes before any rating."
    )
)
def organisation_result_is_known(appraisal: Appraisal) -> bool:
    return result_for(appraisal) is not None


@condition(gettext_lazy("You have agreed already; now it is up to the rater."))
def reuse_is_not_agreed_yet(appraisal: Appraisal) -> bool:
    return appraisal.reuse_agreed_at is None


@condition(
    gettext_lazy(
        "The result of the old unit cannot be taken over: it was changed or taken back, "
        "or an objection to it is open. This period is rated anew."
    )
)
def earlier_result_counts(appraisal: Appraisal) -> bool:
    """Whether what would be taken over is still the delivered, undisputed result of its period."""
    from .models import Objection, Rating  # noqa: PLC0415 - the models need the machine

    objected = Objection.objects.filter(appraisal=OuterRef("appraisal"), withdrawn_at=None)
    decided_anew = Q(appraisal__reopened=True, appraisal__approved_at=None)
    found = Rating.objects.filter(
        pk=appraisal.earlier_rating_id,
        appraisal__delivered_at__isnull=False,
        appraisal__cancelled=False,
    ).exclude(appraisal__predicate="")
    found = found.exclude(Exists(objected) & (Q(appraisal__decided_at=None) | decided_anew))
    return found.alias(last=Max("appraisal__ratings__number")).filter(number=F("last")).exists()


@condition(gettext_lazy("The rater still has time to rate."))
def rater_is_late(appraisal: Appraisal) -> bool:
    return windows.is_over(windows.rating_due(appraisal))


@condition(gettext_lazy("There is nobody above the rater."))
def a_superior_exists(appraisal: Appraisal) -> bool:
    return appraisal.superior_id is not None


@condition(gettext_lazy("The superior still has time to rate."))
def superior_is_late(appraisal: Appraisal) -> bool:
    return windows.is_over(windows.superior_due(appraisal))


@condition(gettext_lazy("There is nobody above the superior."))
def somebody_is_above(appraisal: Appraisal) -> bool:
    from .effects import above  # noqa: PLC0415 - the effects ask permissions and windows

    return appraisal.in_charge_id is not None and above(appraisal.in_charge_id) is not None


@condition(gettext_lazy("The signing and objection periods are still running."))
def answer_is_overdue(appraisal: Appraisal) -> bool:
    return windows.is_over(windows.answer_due(appraisal))


def _why_final(appraisal: Appraisal) -> str:
    if appraisal.rated_as_superior:
        return _(
            "The result is final: the rater's superior rated because the rater was late. "
            "The regulation allows no objection to it."
        )
    return _(
        "The result is final: it was given by the head of the region, "
        "above whom there is nobody to object to."
    )


@condition(_why_final, lasting=True)
def result_is_not_final(appraisal: Appraisal) -> bool:
    return not appraisal.final


@condition(gettext_lazy("The period for objections is over."), lasting=True)
def objection_window_is_open(appraisal: Appraisal) -> bool:
    return not windows.is_over(windows.objection_due(appraisal))


@condition(gettext_lazy("You have declared that you file no objection."), lasting=True)
def objection_is_not_waived(appraisal: Appraisal) -> bool:
    return appraisal.objection_waived_at is None


@condition(
    gettext_lazy("An objection has been decided; the regulation knows no second one."), lasting=True
)
def nothing_was_decided(appraisal: Appraisal) -> bool:
    return appraisal.decided_at is None


@condition(
    gettext_lazy(
        "The employee may still object; "
        "the result can be received when that period is over or waived."
    )
)
def objection_is_past(appraisal: Appraisal) -> bool:
    return (
        appraisal.final
        or appraisal.objection_waived_at is not None
        or appraisal.decided_at is not None
        or windows.is_over(windows.objection_due(appraisal))
    )


@condition(gettext_lazy("Both sides must be on record before the decision."))
def both_sides_are_on_record(appraisal: Appraisal) -> bool:
    objection = appraisal.objection
    return objection is not None and objection.statements.exists()


@condition(
    gettext_lazy(
        "The decision still waits for signatures; "
        "it can be received when all have signed or the period is over."
    )
)
def decision_is_signed_or_overdue(appraisal: Appraisal) -> bool:
    if appraisal.decided_at is None:
        return True
    signed = appraisal.decision_signed_by_employee_at and appraisal.decision_signed_by_rater_at
    return bool(signed) or windows.is_over(windows.decision_signature_due(appraisal))


@condition(gettext_lazy("All have signed the decision, or still have time to."))
def decision_signatures_are_overdue(appraisal: Appraisal) -> bool:
    return windows.is_over(windows.decision_absence_due(appraisal))


@condition(gettext_lazy("The cycle is not being closed yet."))
def closing_has_begun(appraisal: Appraisal) -> bool:
    return appraisal.reopened or appraisal.cycle.state == CycleState.CLOSING


@condition(gettext_lazy("Nobody has asked to reopen this case."))
def reopening_was_requested(appraisal: Appraisal) -> bool:
    return appraisal.reopen_requested_by_id is not None


@condition(gettext_lazy("Another HR officer has to confirm the request that is already there."))
def reopening_was_not_requested(appraisal: Appraisal) -> bool:
    return appraisal.reopen_requested_by_id is None
