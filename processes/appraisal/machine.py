"""The appraisal: who may do what next. PermenPANRB 6/2022, as told in docs/processes/appraisal.md."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow_core.engine.machine import SAME, choose, move

from . import conditions as c
from . import effects, transfers
from .permissions import (
    approver,
    approver_role,
    employee,
    employee_moved,
    employee_to_sign,
    gave_a_rating,
    gave_a_rating_as_rater,
    gave_a_rating_or_explained,
    hr,
    in_charge,
    proposer_of_unsigned,
    rater,
    rater_of_moved,
    rater_to_sign,
    reopener,
    reviewer,
    system,
    whoever_rated,
)
from .state import State as S

BEFORE_RATING = (S.DRAFTING, S.PROPOSED, S.EXECUTING)
AFTER_REPORT = (
    S.REPORTED, S.ESCALATED, S.RATED, S.DELIVERED, S.RECEIVED, S.ACCEPTED,
    S.UNSIGNED, S.OBJECTED, S.EXPLAINED, S.DECIDED, S.APPROVED,
)  # fmt: skip


def whose_rating(appraisal: Any, **given: Any) -> str:
    """Where a case goes that has to be rated again: to the rater, or to the superior who had rated in his place."""
    return S.ESCALATED if appraisal.rated_as_superior else S.REPORTED


def what_reopens(appraisal: Any, **given: Any) -> str:
    return S.EXPLAINED if appraisal.decided_at else whose_rating(appraisal)


def where_the_plan_restarts(appraisal: Any, **given: Any) -> str:
    """Where a transfer leads: to a new agreement, but for a plan that stands under the same rater."""
    is_open = appraisal.cycle.is_annual and appraisal.plan_version.set_at is None
    return S.DRAFTING if is_open else S.EXECUTING


class AppraisalMoves:
    """Every move of an appraisal, in the order in which a good year makes them."""

    # The plan

    @move(S.DRAFTING, to=S.PROPOSED, by=employee, when=[c.revision_is_in_time, c.plan_is_complete], needs=["signature"],
          label=_("Propose the plan"), told=_("%(actor)s signed the plan and handed it over for review."))
    def propose(self, *, at, **given):
        """The employee signs the plan and hands it to whoever reviews it."""
        self.proposed_at, self.proposed_unsigned = at, False
        if c.plan_is_overdue(self) and self.superior_id:
            self.reviewer_id = self.superior_id

    @move(S.DRAFTING, to=S.PROPOSED, by=rater, when=[c.plan_is_overdue, c.plan_is_complete], needs=["reason"],
          careful=True, label=_("Propose without agreement"),
          told=_("%(actor)s proposed the plan without the employee's agreement."))
    def propose_unsigned(self, *, at, **given):
        """The employee refuses the plan or is silent past D2: the rater proposes it, and only his superior may set it."""
        self.proposed_at, self.proposed_unsigned = at, True
        self.reviewer_id = self.superior_id or self.rater_id

    @move(S.PROPOSED, to=S.DRAFTING, by=employee, when=[c.employee_proposed, c.no_remark_yet],
          label=_("Withdraw the plan"), told=_("%(actor)s withdrew the plan to work on it."))
    def withdraw(self, **given):
        """The employee takes the plan back while nobody has noted remarks on it."""

    @move(S.PROPOSED, to=S.DRAFTING, by=reviewer, needs=["reason"], takes=["remarks"],
          label=_("Return the plan"), told=_("%(actor)s returned the plan with remarks."))
    def return_plan(self, *, by, at, remarks=None, **given):
        """The reviewer asks for changes; the employee sees each remark at the result it belongs to."""
        effects.note_remarks(self, remarks, by, at)

    @move(S.PROPOSED, to=S.EXECUTING, by=reviewer, never=[proposer_of_unsigned], when=[c.revision_is_in_time], needs=["signature"],
          label=_("Set the plan"), told=_("%(actor)s set the plan; it now binds both."))
    def set_plan(self, *, at, **given):
        """The reviewer fixes the plan; from here on it binds both sides."""
        effects.fix_plan(self, at)

    @move(S.PROPOSED, to=SAME, by=system, when=[c.plan_is_overdue, c.escalation_is_possible],
          label=_("Pass the plan upwards"), told=_("The period for setting plans is over: the rater's superior reviews the plan."))
    def escalate_plan(self, **given):
        """D2 is over: the rater's superior reviews the plan from now on."""
        effects.keep_remarks(self)
        self.reviewer_id = self.superior_id

    @move(S.EXECUTING, to=S.DRAFTING, by=employee | rater, when=[c.cycle_is_open, c.cycle_is_annual], needs=["reason"],
          label=_("Revise the plan"), told=_("%(actor)s opened a new version of the plan."))
    def revise_plan(self, **given):
        """A new version is opened; the old one stays in force until the new one is set."""
        effects.open_new_version(self)

    @move(S.DRAFTING, S.PROPOSED, to=S.EXECUTING, by=system, when=[c.evaluation_has_begun, c.a_version_is_in_force],
          label=_("Drop the revision"), told=_("The evaluation began: the last set version of the plan stands."))
    def drop_revision(self, **given):
        """The evaluation begins while a revision is unfinished: the last set version stands."""
        effects.fall_back(self)

    # The report

    @move(S.EXECUTING, to=S.REPORTED, by=employee,
          when=[c.report_window_has_opened, c.report_window_is_open, c.report_is_complete], needs=["signature"],
          label=_("Hand in the report"), told=_("%(actor)s handed in the report."))
    def report(self, *, at, **given):
        """The employee states what was achieved of each result, with evidence, and signs."""
        self.reported_at, self.report_missed = at, False

    @move(S.EXECUTING, to=S.REPORTED, by=system, when=[c.report_window_is_over],
          label=_("Go on without report"), told=_("The period for reports is over: the appraisal goes on without a report."))
    def miss_report(self, **given):
        """Nobody reported in time; the appraisal goes on, marked as without report."""
        self.report_missed = self.reported_at is None

    @move(S.REPORTED, to=S.EXECUTING, by=rater, when=[c.time_is_left_to_mend], needs=["reason"],
          takes=["remarks"], label=_("Return the report"), told=_("%(actor)s returned the report with remarks."))
    def return_report(self, *, by, at, remarks=None, **given):
        """The rater asks for a better report; the employee gets a short new window."""
        effects.note_remarks(self, remarks, by, at)
        effects.reopen_report(self, at)

    # The rating

    @move(S.REPORTED, to=S.RATED, by=rater, when=[c.organisation_result_is_known], needs=["ratings", "signature"],
          label=_("Rate"), told=_("%(actor)s rated and signed."))
    def rate(self, *, ratings, by, on_behalf_of, at, **given):
        """The rater gives both ratings with a note, and a reason wherever he departs from the suggestion."""
        effects.give_rating(self, ratings, move="rate", by=by, on_behalf_of=on_behalf_of, at=at)
        self.rated_by_id, self.rated_at = self.rater_id, at
        self.rated_as_superior, self.final = False, self.superior_id is None

    @move(S.EXECUTING, S.REPORTED, to=SAME, by=employee_moved, when=[c.reuse_is_not_agreed_yet, c.earlier_result_counts], needs=["signature"],
          label=_("Agree to take over the old unit's result"),
          told=_("%(actor)s agreed to take over the last periodic result of the old unit."))
    def agree_reuse(self, *, at, **given):
        """Whoever moved to another unit agrees that his last periodic result there is taken over."""
        self.reuse_agreed_at = at

    @move(S.EXECUTING, S.REPORTED, to=S.RATED, by=rater_of_moved, when=[c.earlier_result_counts, c.report_window_has_opened], needs=["signature"],
          label=_("Take over the old unit's result"), told=_("%(actor)s took over the last periodic result of the old unit."))
    def reuse_result(self, *, by, on_behalf_of, at, **given):
        """The new rater agrees too: the last periodic result of the old unit counts for this period."""
        effects.reuse_rating(self, by=by, on_behalf_of=on_behalf_of, at=at)
        self.rated_by_id, self.rated_at = self.rater_id, at
        self.rated_as_superior, self.final = False, self.superior_id is None

    @move(S.REPORTED, to=S.ESCALATED, by=system, when=[c.rater_is_late, c.a_superior_exists],
          label=_("Pass the rating upwards"), told=_("The rater's time is over: the rating passes to his superior."))
    def escalate(self, *, at, **given):
        """D10: the rater was late; his superior rates, and the result will be final."""
        self.levels_up = 0
        if c.superior_is_late(self):  # he gets his time even where the rater's ended after D10
            self.rating_due_at = at
        effects.put_in_charge(self)

    @move(S.ESCALATED, to=SAME, by=system, when=[c.superior_is_late, c.somebody_is_above],
          label=_("Pass the rating further upwards"), told=_("The superior's time is over: the rating passes one level up."))
    def escalate_further(self, **given):
        """D10 is over for this superior too: the next level rates."""
        effects.pass_further_up(self)
        self.levels_up += 1

    @move(S.ESCALATED, to=S.RATED, by=in_charge, never=[rater, gave_a_rating_as_rater], when=[c.organisation_result_is_known],
          needs=["ratings", "signature"], label=_("Rate in the rater's place"),
          told=_("%(actor)s rated in the rater's place; the result is final."))
    def rate_as_superior(self, *, ratings, by, on_behalf_of, at, **given):
        """The superior rates because the rater was late; there is no objection to the result."""
        effects.give_rating(self, ratings, move="rate_as_superior", by=by, on_behalf_of=on_behalf_of, at=at)
        self.rated_by_id, self.rated_at = self.in_charge_id, at
        self.rated_as_superior = self.final = True

    @move(S.RATED, to=choose(whose_rating, S.REPORTED, S.ESCALATED), by=whoever_rated, needs=["reason"],
          label=_("Recall the rating"), told=_("%(actor)s recalled the rating before delivery."))
    def recall(self, *, at, **given):
        """Whoever rated takes the rating back before it is delivered."""
        effects.take_back_rating(self, at)

    @move(S.RATED, to=S.DELIVERED, by=whoever_rated | hr | system,
          label=_("Deliver the rating"), told=_("%(actor)s delivered the rating to the employee."))
    def deliver(self, *, by, at, **given):
        """The signed evaluation reaches the employee, after calibration; in bulk too."""
        effects.only_where(by is not None or self.cycle.deliver_automatically)
        self.delivered_at = at

    # The employee's answer

    @move(S.DELIVERED, to=S.RECEIVED, by=employee | system,
          label=_("Confirm receipt"), told=_("%(actor)s received the evaluation."))
    def receive(self, *, by, at, **given):
        """The employee confirms receipt, which starts the clocks for signing and for objecting."""
        effects.only_where(by is not None or self.cycle.deemed_receipt_days)
        self.received_at, self.receipt_deemed = at, by is None

    @move(S.RECEIVED, to=S.ACCEPTED, by=employee, needs=["signature"],
          label=_("Sign the evaluation"), told=_("%(actor)s signed the evaluation."))
    def accept(self, *, at, **given):
        """The employee signs and returns the evaluation; this waives nothing."""
        self.accepted_at = at

    @move(S.ACCEPTED, to=SAME, by=employee,
          when=[c.result_is_not_final, c.objection_is_not_waived, c.objection_window_is_open, c.nothing_was_decided],
          needs=["signature"], careful=True, label=_("Declare that I file no objection"),
          told=_("%(actor)s declared that no objection will be filed."))
    def waive_objection(self, *, at, **given):
        """The employee may declare that he files no objection; nobody has to."""
        self.objection_waived_at = at

    @move(S.RECEIVED, S.ACCEPTED, to=S.OBJECTED, by=employee,
          when=[c.result_is_not_final, c.objection_is_not_waived, c.objection_window_is_open, c.nothing_was_decided],
          needs=["objection"], label=_("File an objection"), told=_("%(actor)s filed an objection."))
    def file_objection(self, *, objection, at, **given):
        """The employee objects, with reasons, to the rater's superior."""
        effects.file(self, objection, at)
        effects.put_in_charge(self)

    @move(S.OBJECTED, to=S.EXPLAINED, by=whoever_rated, never=[in_charge], needs=["statement"],
          label=_("Explain the rating"), told=_("%(actor)s explained the rating."))
    def explain(self, *, statement, by, at, **given):
        """Whoever rated answers the objection."""
        effects.put_on_record(self, "explanation", statement, by, at)

    @move(S.OBJECTED, to=S.EXPLAINED, by=in_charge | system, never=[rater, whoever_rated, gave_a_rating], needs=["statement"],
          label=_("Record the hearing"), told=_("%(actor)s put both sides on record; the objection is examined."))
    def hear(self, *, by, at, statement="", **given):
        """The superior hears both sides and keeps a record; past the time to explain, the silence is recorded."""
        effects.hear(self, statement, by, at)

    @move(S.EXPLAINED, to=S.DECIDED, by=in_charge, never=[rater, whoever_rated, gave_a_rating_or_explained],
          when=[c.both_sides_are_on_record],
          needs=["reason", "signature"], label=_("Uphold the result"), told=_("%(actor)s upheld the result."))
    def uphold(self, *, reason, by, on_behalf_of, at, **given):
        """The superior upholds the result, with reasons. There is no second appeal."""
        effects.decide(self, "upheld", reason, self.current_rating, by=on_behalf_of or by, at=at)

    @move(S.EXPLAINED, to=S.DECIDED, by=in_charge, never=[rater, whoever_rated, gave_a_rating_or_explained],
          when=[c.both_sides_are_on_record, c.organisation_result_is_known], needs=["reason", "ratings", "signature"],
          label=_("Change the result"), told=_("%(actor)s changed the result."))
    def change_result(self, *, reason, ratings, by, on_behalf_of, at, **given):
        """The superior changes the result, with new ratings and a new recommendation; the old one stays readable."""
        before = (self.results, self.behaviour)
        rating = effects.give_rating(self, ratings, move="change_result", by=by, on_behalf_of=on_behalf_of, at=at)
        effects.only_if_changed(before, (rating.results, rating.behaviour))
        effects.decide(self, "changed", reason, rating, by=on_behalf_of or by, at=at)

    @move(S.OBJECTED, S.EXPLAINED, to=S.ACCEPTED, by=employee, when=[c.nothing_was_decided], needs=["reason", "signature"], careful=True,
          label=_("Withdraw the objection"), told=_("%(actor)s withdrew the objection."))
    def withdraw_objection(self, *, at, **given):
        """The employee withdraws the objection and signs the evaluation."""
        self.objections.filter(withdrawn_at=None).update(withdrawn_at=at)
        self.accepted_at = self.accepted_at or at
        self.objection_waived_at = at

    @move(S.DECIDED, to=SAME, by=employee_to_sign | rater_to_sign, needs=["signature"],
          label=_("Sign the decision"), told=_("%(actor)s signed the decision."))
    def sign_decision(self, *, by, at, **given):
        """The employee and whoever rated sign the decision beside the superior; who does not is recorded as absent."""
        if by.pk == self.subject_id:
            self.decision_signed_by_employee_at = at
        else:
            self.decision_signed_by_rater_at = at

    @move(S.DECIDED, to=SAME, by=system, when=[c.decision_signatures_are_overdue],
          label=_("Record missing signatures"),
          told=_("The period for signing the decision is over: missing signatures are recorded as absent."))
    def record_absence(self, *, at, **given):
        """Who has not signed the decision in time is recorded as absent; nobody signs for him."""
        self.decision_absence_at = at

    @move(S.RECEIVED, to=S.UNSIGNED, by=system, when=[c.answer_is_overdue],
          label=_("Record as unsigned"), told=_("Both periods are over: recorded as not signed in time."))
    def lapse(self, **given):
        """The signing and objection periods are over without an answer; nobody's signature is ever faked."""

    # The end

    @move(S.ACCEPTED, S.UNSIGNED, S.DECIDED, to=S.APPROVED, by=approver | approver_role,
          when=[c.objection_is_past, c.decision_is_signed_or_overdue],
          label=_("Receive as competent authority"), told=_("%(actor)s received the evaluation as competent authority."))
    def approve(self, *, at, **given):
        """The competent authority (PyB) receives the evaluation; in bulk too."""
        self.approved_at = at

    @move(S.ACCEPTED, S.UNSIGNED, to=choose(whose_rating, S.REPORTED, S.ESCALATED), by=approver | approver_role,
          when=[c.nothing_was_decided], needs=["reason"], careful=True,
          label=_("Send back for a new rating"), told=_("%(actor)s sent the evaluation back for a new rating."))
    def send_back(self, *, at, **given):
        """The competent authority asks for a new rating, with a reason."""
        effects.take_back_rating(self, at)

    @move(S.APPROVED, to=S.CLOSED, by=hr, when=[c.closing_has_begun],
          label=_("Close"), told=_("%(actor)s closed the appraisal."))
    def close(self, *, at, **given):
        """HR closes the case by closing the cycle; from here on nothing changes a number."""
        self.closed_at, self.reopen_requested_by = at, None

    @move(S.CLOSED, to=SAME, by=hr, when=[c.reopening_was_not_requested], needs=["reason"], careful=True,
          label=_("Ask to reopen"), told=_("%(actor)s asked to reopen the appraisal."))
    def request_reopen(self, *, by, **given):
        """An HR officer asks to reopen a closed case; the reason is shown to the employee."""
        self.reopen_requested_by = by

    @move(S.CLOSED, to=choose(what_reopens, S.REPORTED, S.ESCALATED, S.EXPLAINED), by=hr, never=[reopener],
          when=[c.reopening_was_requested], needs=["reason"], careful=True,
          label=_("Confirm the reopening"), told=_("%(actor)s confirmed: the appraisal is open again."))
    def confirm_reopen(self, *, at, **given):
        """A second HR officer confirms; the case goes back and later closes singly."""
        self.reopened, self.reopen_requested_by = True, None
        effects.reopen(self, at)

    @move(*BEFORE_RATING, *AFTER_REPORT, to=S.CANCELLED, by=hr, needs=["reason_code", "reason"], careful=True,
          label=_("Cancel the appraisal"), told=_("%(actor)s cancelled the appraisal."))
    def cancel(self, **given):
        """HR ends the appraisal early: transfer, retirement, leave, death, or no plan."""
        self.cancelled = True

    @move(*BEFORE_RATING, to=choose(where_the_plan_restarts, S.DRAFTING, S.EXECUTING), by=hr, needs=["line", "reason"],
          careful=True, label=_("Transfer"), told=_("%(actor)s put a new rater and superior on the appraisal."))
    @move(*AFTER_REPORT, to=SAME, by=hr, needs=["line", "reason"],
          careful=True, label=_("Transfer"), told=_("%(actor)s put a new rater and superior on the appraisal."))
    def transfer(self, *, line, at, **given):
        """A new line of command, with decree and date; an unreported plan is agreed anew, for a new post on a plan of its own."""
        is_anew = transfers.move_line(self, line)
        if self.state in BEFORE_RATING:
            transfers.follow_plan(self, at, is_anew=is_anew)
