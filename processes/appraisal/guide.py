"""What each state means, who can do what in it, and what happens if nobody does anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflow_core.web.maps import Counsel, Work

from .clock_words import clock_told
from .models import Cycle
from .permissions import (
    approver,
    approver_role,
    employee,
    hr,
    in_charge,
    rater,
    reviewer,
    superior,
    whoever_rated,
)
from .state import CycleState
from .state import State as S

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workflow_core.engine.rules import Rule
    from workflow_core.engine.standing import Standing

NOTHING_TO_DO = _("You need not do anything now. We tell you as soon as something happens.")
IT_WAITS = _("There is no hurry: nothing is lost while it waits.")

PARTIES: Mapping[str, object] = {
    "employee": _("The employee"),
    "rater": _("The rater"),
    "superior": _("The rater's superior"),
    "approver": _("The competent authority (PyB)"),
    "hr": _("The personnel office"),
}

# Who is which party, in the order in which a reader who is several is addressed.
RULES: Mapping[str, Rule] = {
    "employee": employee,
    "superior": in_charge | superior,
    "rater": rater | whoever_rated,
    "approver": approver | approver_role,
    "hr": hr,
}

# While a plan is reviewed, whoever reviews it is addressed as the rater.
REVIEW_RULES: Mapping[str, Rule] = {
    "employee": employee,
    "rater": reviewer,
    "superior": superior,
}


@dataclass(frozen=True)
class Help:
    """One state in plain words; ``can`` by party."""

    means: object
    can: Mapping[str, object]
    otherwise: object


HELP: Mapping[str, Help] = {
    S.DRAFTING: Help(
        _("The plan for this period (SKP) is being written. It binds nobody yet."),
        {
            "employee": _(
                "Write down your planned results and their targets, talk them over with your "
                "rater, then sign and propose the plan."
            ),
            "rater": _(
                "Talk with the employee about what you expect. Once the period for plans is over, "
                "you may write and propose the plan yourself."
            ),
        },
        _(
            "If the time runs out, the rater may propose a plan in the employee's stead. A "
            "revision left unfinished is dropped, and the old plan stands."
        ),
    ),
    S.PROPOSED: Help(
        _("The plan is signed and waits to be reviewed."),
        {
            "employee": _("You can take it back as long as nobody has noted a remark on it."),
            "rater": _(
                "Read it through. Set it, or return it with a remark at each result that needs "
                "work."
            ),
            "superior": _("You review it in the rater's place once his time is over."),
        },
        _("If the time runs out, the rater's superior reviews the plan."),
    ),
    S.EXECUTING: Help(
        _("The plan is set and binds both sides. Now it is carried out."),
        {
            "employee": _(
                "Note what you achieve and keep the evidence. Once reports open, hand in your "
                "report."
            ),
            "rater": _(
                "Give feedback along the way. If circumstances change, open a new version of the "
                "plan."
            ),
        },
        _("If no report comes in time, the appraisal goes on without one, and that is recorded."),
    ),
    S.REPORTED: Help(
        _("The report is with the rater."),
        {
            "employee": NOTHING_TO_DO,
            "rater": _(
                "Look at each result with its evidence, then rate and sign. If something is "
                "missing, return the report with remarks."
            ),
            "superior": _("The rating passes to you if the rater is late."),
        },
        _("If the time runs out, the rating passes to the rater's superior and is then final."),
    ),
    S.ESCALATED: Help(
        _("The rater's time is over. His superior rates in his place, and the result is final."),
        {
            "employee": NOTHING_TO_DO,
            "rater": _("You can no longer rate here. Tell your superior what he needs to know."),
            "superior": _("Look at each result with its evidence, then rate and sign."),
        },
        _("If this time runs out too, the rating passes one level up."),
    ),
    S.RATED: Help(
        _("The rating is signed. The employee has not seen it yet."),
        {
            "employee": NOTHING_TO_DO,
            "rater": _(
                "Deliver it to the employee. Until then you can still recall it, with a reason."
            ),
            "hr": _("You can deliver it in the rater's place, for many people at once too."),
        },
        _("If the time runs out, the delivery is late, and that can be seen."),
    ),
    S.DELIVERED: Help(
        _("The result has been delivered. The employee has still to confirm that he received it."),
        {
            "employee": _(
                "Read your result, then confirm that you received it. Confirming is not agreeing: "
                "it only starts your time to sign or to object."
            ),
            "rater": NOTHING_TO_DO,
        },
        _(
            "The result waits until receipt is confirmed. Only an institution that has set a time "
            "for it counts the result as received afterwards."
        ),
    ),
    S.RECEIVED: Help(
        _("The employee has the result and can now answer."),
        {
            "employee": _(
                "Sign the result, or file an objection with your reasons. Signing does not take "
                "away your right to object. Only a result that is final leaves no objection."
            ),
            "rater": NOTHING_TO_DO,
        },
        _(
            "If the time runs out, it is recorded as not signed and goes on. Nobody signs for the "
            "employee."
        ),
    ),
    S.ACCEPTED: Help(
        _("The employee has signed. Now it waits for the competent authority."),
        {
            "employee": _(
                "Until the time for it is over you can still object. If you are sure, you can "
                "declare that you will not."
            ),
            "rater": NOTHING_TO_DO,
            "approver": _(
                "Receive the result once the time to object is over, or send it back for a new "
                "rating with your reasons."
            ),
        },
        _("If the time runs out, it is late, and that can be seen. The result does not lapse."),
    ),
    S.UNSIGNED: Help(
        _("The time to answer passed without a signature. The result goes on all the same."),
        {
            "employee": _(
                "You need not do anything now. That there is no signature does not change the "
                "result."
            ),
            "rater": NOTHING_TO_DO,
            "approver": _("Receive the result, or send it back for a new rating with reasons."),
        },
        _("If the time runs out, it is late, and that can be seen. The result does not lapse."),
    ),
    S.OBJECTED: Help(
        _("The employee objects to the result. First whoever rated explains the rating."),
        {
            "employee": _(
                "You need not do anything now. If the matter is settled, you can withdraw the "
                "objection."
            ),
            "rater": _("Explain, point by point, how you came to this rating."),
            "superior": _("You can hear both sides yourself and put on record what they say."),
        },
        _("If no explanation comes in time, the silence is recorded and the superior goes on."),
    ),
    S.EXPLAINED: Help(
        _("Both sides are on record. The rater's superior examines the objection."),
        {
            "employee": _(
                "You need not do anything now. If the matter is settled, you can withdraw the "
                "objection."
            ),
            "rater": NOTHING_TO_DO,
            "superior": _("Uphold the result or change it, with your reasons, and sign."),
        },
        _("If the time runs out, the decision is late. The objection stays open until it is made."),
    ),
    S.DECIDED: Help(
        _("The objection is decided. There is no further appeal."),
        {
            "employee": _(
                "Sign the decision. If you do not, your absence is recorded; the decision stands."
            ),
            "rater": _(
                "Sign the decision. If you do not, your absence is recorded; the decision stands."
            ),
            "approver": _(
                "Receive the result once the decision is signed or the time for it is over."
            ),
        },
        _("If a signature is missing in the end, the absence is recorded and the result goes on."),
    ),
    S.APPROVED: Help(
        _("The competent authority has received the result."),
        {
            "employee": NOTHING_TO_DO,
            "rater": NOTHING_TO_DO,
            "hr": _("Close the appraisal once the closing of the cycle has begun."),
        },
        IT_WAITS,
    ),
    S.CLOSED: Help(
        _("The appraisal is finished. Nothing in it changes any more."),
        {
            "employee": _(
                "You can read and print everything. If you find a mistake, tell the personnel "
                "office."
            ),
            "rater": _("You can read and print everything."),
            "hr": _(
                "If a mistake has to be mended, ask to reopen the appraisal; a second officer "
                "confirms it."
            ),
        },
        _("Nothing more happens."),
    ),
    S.CANCELLED: Help(
        _("This appraisal was ended early, for example because of a transfer or a retirement."),
        {
            "employee": _(
                "You can read everything. If you think this is a mistake, tell the personnel "
                "office."
            ),
            "hr": _("If the person still takes part, add him to the cycle anew."),
        },
        _("Nothing more happens."),
    ),
}

ASKS: Mapping[str, object] = {
    S.DRAFTING: _("Write and propose your plan"),
    S.PROPOSED: _("Review the plan of %(subject)s"),
    S.EXECUTING: _("Carry out your plan and report on it"),
    S.REPORTED: _("Rate the report of %(subject)s"),
    S.ESCALATED: _("Rate %(subject)s in the rater's place"),
    S.RATED: _("Deliver the result of %(subject)s"),
    S.DELIVERED: _("Read your result and confirm receipt"),
    S.RECEIVED: _("Answer your result: sign or object"),
    S.ACCEPTED: _("Receive the result of %(subject)s"),
    S.UNSIGNED: _("Receive the result of %(subject)s"),
    S.OBJECTED: _("Explain your rating of %(subject)s"),
    S.EXPLAINED: _("Decide the objection of %(subject)s"),
    S.DECIDED: _("Receive the result of %(subject)s"),
    S.APPROVED: _("Close the appraisal of %(subject)s"),
}
CYCLE_ASKS: Mapping[str, object] = {
    CycleState.PREPARED: _("Look at the cycle and open it"),
    CycleState.OPEN: _("See to the plans and begin the evaluation"),
    CycleState.EVALUATING: _("See to the ratings and begin closing"),
    CycleState.CLOSING: _("Close the appraisals, then the cycle"),
}
COUNTS_AS_RECEIVED = _("If the time runs out, the result counts as received.")
# Said only where there is a time limit: receipt has one only where the cycle sets it.
OTHERWISE: Mapping[str, object] = {
    **{state: one.otherwise for state, one in HELP.items()},
    S.DELIVERED: COUNTS_AS_RECEIVED,
}

GOOD_WAY = (
    "propose", "set_plan", "report", "rate", "rate_as_superior", "deliver", "receive", "accept",
    "explain", "hear", "sign_decision", "approve", "close",
)  # fmt: skip

CONSEQUENCES: Mapping[str, object] = {
    "propose": _(
        "Read the plan once more. At the end of this page you sign it with your password; then it "
        "goes to your rater."
    ),
    "set_plan": _(
        "Read the plan. At the end of this page you sign it with your password; from then on it "
        "binds both sides."
    ),
    "propose_unsigned": _(
        "The plan goes to your superior without the employee's signature, and this is recorded. "
        "Only your superior can set it."
    ),
    "deliver": _(
        "The employee is told and reads the result from now on. Once he confirms receipt, his time "
        "to sign or to object begins. A delivered rating can no longer be recalled."
    ),
    "receive": _("From today your time to sign or to object is running."),
    "accept": _("You confirm that you know the result. You can still object afterwards."),
    "waive_objection": _("You can then no longer object to this result."),
    "file_objection": _(
        "The rater's superior hears both sides and decides. The result may go up or down, and the "
        "decision is final."
    ),
    "withdraw_objection": _(
        "You sign the result as it is and cannot object to it again. The objection stays readable."
    ),
    "recall": _(
        "The rating no longer counts, and the employee does not see it. Rate anew in time."
    ),
    "send_back": _(
        "The rating no longer counts. It has to be rated, delivered and answered anew; the old one "
        "stays readable."
    ),
    "close": _("From here on nothing in the appraisal changes."),
    "request_reopen": _(
        "The employee is told and reads your reason. It opens only once a second officer confirms."
    ),
    "confirm_reopen": _(
        "The appraisal opens again and its result no longer counts until it is decided anew."
    ),
    "cancel": _("The appraisal ends here. It cannot be opened again; what was written is kept."),
    "transfer": _(
        "Another rater and superior take over from now on. A plan that is not reported on yet is "
        "agreed anew; signatures stay as they are."
    ),
}
CYCLE_CONSEQUENCES: Mapping[str, object] = {
    "open_cycle": _("You can then launch the appraisals, and people begin with their plans."),
    "begin_evaluation": _("From then on no plan can be revised."),
    "begin_closing": _("The appraisals that the competent authority has received can be closed."),
    "put_off": _(
        "The new dates hold from now on, and everybody concerned is told once. What the system has "
        "already moved on stays where it is."
    ),
    "close_cycle": _("The cycle ends. Single appraisals open again only with two officers."),
}


def party_of(case: Any, standing: Standing) -> str:
    """What the reader is to the appraisal; empty for one who only reads. Deputies as principals."""
    rules = REVIEW_RULES if case.state == S.PROPOSED else RULES
    found = (
        party
        for acting in standing.capacities
        for party, rule in rules.items()
        if HELP[case.state].can.get(party)
        and any(part.holds(case, acting) for part in rule.parts())
    )
    return next(found, "")


def counsel(case: Any, standing: Standing) -> Counsel | None:
    """What the state of this appraisal means for a reader; nothing of that for a cycle."""
    if isinstance(case, Cycle):
        return None
    told, party = HELP[case.state], party_of(case, standing)
    return Counsel(
        means=" ".join(filter(None, [_means(case) or str(told.means), clock_told(case)])),
        can=str(told.can[party]) if party else "",
        otherwise=_otherwise(case) or str(told.otherwise),
        href=f"{reverse('help')}#{case.state}",
        work=_work(case) if party == "employee" else None,
    )


def _means(case: Any) -> str:
    """What this very case's state means, where that is another than the state's usual meaning."""
    if case.state != S.DRAFTING or case.plan.in_force_id is None:
        return ""
    return gettext(
        "Version %(new)d of the plan is being written. It does not bind yet; "
        "version %(old)d stays in force."
    ) % {"new": case.plan_version.number, "old": case.plan.in_force.number}


def _otherwise(case: Any) -> str:
    if case.state == S.DRAFTING and case.plan.in_force_id is None:
        return gettext(
            "If the time runs out, the rater may propose a plan in the employee's stead."
        )
    if case.state != S.DELIVERED:
        return ""
    if not case.cycle.deemed_receipt_days:
        return gettext("The result waits until receipt is confirmed.")
    return str(COUNTS_AS_RECEIVED)


def _work(case: Any) -> Work | None:
    """Where the employee writes, before he can sign and hand it over.

    A new version begins as a copy and could be proposed at once: there the writing leads.
    """
    if case.state == S.DRAFTING:
        leads = case.plan_version.number > 1
        return Work(str(_("Write the plan")), reverse("plan", args=[case.pk]), leads=leads)
    if case.state == S.EXECUTING:
        return Work(str(_("Write the report")), reverse("report", args=[case.pk]))
    return None
