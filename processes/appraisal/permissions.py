"""Who may: what a person is to an appraisal.

Each rule answers for one case and, as its bulk twin, for all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from workflow_core.engine.rules import Granted, Relation, Role, mover, system

from . import windows

if TYPE_CHECKING:
    from workflow_core.engine.standing import Standing

__all__ = [
    "approver",
    "approver_role",
    "auditor",
    "employee",
    "employee_moved",
    "employee_to_sign",
    "gave_a_rating",
    "gave_a_rating_as_rater",
    "gave_a_rating_or_explained",
    "hr",
    "in_charge",
    "may_see_rating",
    "may_see_signature",
    "observer",
    "plan_writer",
    "proposer_of_unsigned",
    "rater",
    "rater_of_moved",
    "rater_to_sign",
    "reopener",
    "reviewer",
    "superior",
    "system",
    "whoever_rated",
    "withholds_reason",
]

employee = Relation("subject", own=True)
rater = Relation("rater")
superior = Relation("superior")
reviewer = Relation("reviewer")
"""Who reviews the plan: the rater; from the end of D2 on his superior."""
in_charge = Relation("in_charge")
"""The superior who rates when the rater was late, and who hears and decides objections."""
whoever_rated = Relation("rated_by")
gave_a_rating = mover("rate", "reuse_result", "rate_as_superior")
"""Whoever has ever rated this case, himself or in somebody's name, and in whose name."""
gave_a_rating_as_rater = mover("rate", "reuse_result")
spoke_for_the_rater = mover("rate", "reuse_result", "explain")
"""Whoever rated as rater or explained the rating, himself or in somebody's name."""
gave_a_rating_or_explained = mover("rate", "reuse_result", "rate_as_superior", "explain")
"""Whoever may not decide an objection: he, or the one he stood in for, is a side in it."""
approver = Relation("approver")
approver_role = Role("approver")
hr = Role("hr")
auditor = Role("auditor")
observer = Granted("observe_case")


@dataclass(frozen=True)
class ProposerOfUnsigned(Relation):
    """The rater, while the plan on the table is one that he proposed without agreement."""

    column: str = "rater"

    def people(self, case: Any) -> list[int]:
        if not (case.proposed_unsigned and case.superior_id):
            return []
        return [*super().people(case), *mover("propose_unsigned").people(case)]


proposer_of_unsigned = ProposerOfUnsigned()


@dataclass(frozen=True)
class Reopener(Relation):
    """Whoever asked to reopen, at the keyboard and in whose name."""

    column: str = "reopen_requested_by"

    def people(self, case: Any) -> list[int]:
        asked = case.events.filter(transition="request_reopen").order_by("-seq").first()
        return [pk for pk in (asked.actor_id, asked.on_behalf_of_id) if pk] if asked else []


reopener = Reopener()


@dataclass(frozen=True)
class StillToSign(Relation):
    """Somebody whose signature on the decision is still missing."""

    stamp: str = ""

    def holds(self, case: Any, standing: Standing) -> bool:
        return getattr(case, self.stamp) is None and super().holds(case, standing)

    def q(self, standing: Standing) -> Q:
        return Q(**{self.stamp: None}) & super().q(standing)


employee_to_sign = StillToSign("subject", own=True, stamp="decision_signed_by_employee_at")
rater_to_sign = StillToSign("rated_by", stamp="decision_signed_by_rater_at")


@dataclass(frozen=True)
class OfMoved(Relation):
    """Somebody on a case whose employee brought a result along from his old unit.

    ``stamp`` is the column that must be filled: the result itself, or the employee's agreement.
    """

    stamp: str = ""

    def holds(self, case: Any, standing: Standing) -> bool:
        return getattr(case, self.stamp) is not None and super().holds(case, standing)

    def q(self, standing: Standing) -> Q:
        return Q(**{f"{self.stamp}__isnull": False}) & super().q(standing)

    def people(self, case: Any) -> list[int]:
        return [] if getattr(case, self.stamp) is None else super().people(case)


employee_moved = OfMoved("subject", own=True, stamp="earlier_rating_id")
rater_of_moved = OfMoved("rater", stamp="reuse_agreed_at")


def may_see_rating(case: Any, person: Any) -> bool:
    """Whether a reader of the case may read its ratings.

    Everybody may but the employee, and he from the delivery on. What was taken back before delivery
    (recall, sending back, reopening) is hidden from him again until a rating is delivered. The
    engine's documents are not affected: whoever signs one reads it whole.
    """
    return bool(case.delivered_at is not None or case.subject_id != person.pk)


TELLS_OF_A_RATING = frozenset({"recall", "send_back"})
"""Moves whose reasons speak of a rating."""


def withholds_reason(case: Any, event: Any, person: Any) -> bool:
    """Whether an event's reason is kept from a reader who may not see the rating it is about."""
    return event.transition in TELLS_OF_A_RATING and not may_see_rating(case, person)


@dataclass(frozen=True)
class RaterPastD2(Relation):
    """The rater past D2, who may then write the plan that the employee left unwritten."""

    column: str = "rater"

    def holds(self, case: Any, standing: Standing) -> bool:
        return super().holds(case, standing) and windows.is_over(windows.plan_due(case))


plan_writer = employee | RaterPastD2()


WITHOUT_RATING = frozenset({"propose", "set_plan", "report"})
"""What is signed with these moves holds no rating."""


def may_see_signature(case: Any, signature: Any, person: Any) -> bool:
    """Whether a reader of the case may read this signed document.

    Its signer always may; for others it is as in ``may_see_rating``.
    """
    return (
        signature.purpose in WITHOUT_RATING
        or signature.signer_id == person.pk
        or may_see_rating(case, person)
    )
