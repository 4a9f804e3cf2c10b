"""Who is told of which move.

The mover himself never is; queues show HR and the approver their work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workflow_core.engine.rules import NOBODY, Rule

from .extensions import people_concerned
from .permissions import employee, in_charge, rater, reviewer, superior, whoever_rated

if TYPE_CHECKING:
    from django.db.models import Q

    from workflow_core.engine.standing import Standing


@dataclass(frozen=True)
class Concerned(Rule):
    """Everybody in the appraisals whose dates the last circular put off; they are only told."""

    def holds(self, case: Any, standing: Standing) -> bool:
        return False

    def q(self, standing: Standing) -> Q:
        return NOBODY

    def people(self, case: Any) -> list[int]:
        return people_concerned(case)

    def __str__(self) -> str:
        return "everybody concerned"


concerned = Concerned()

NOTICES = {
    "begin": [employee],
    "propose": [reviewer],
    "propose_unsigned": [employee, reviewer],
    "withdraw": [reviewer],
    "return_plan": [employee],
    "set_plan": [employee, rater],
    "escalate_plan": [employee, rater, reviewer],
    "revise_plan": [employee, rater],
    "drop_revision": [employee, rater],
    "report": [rater],
    "miss_report": [employee, rater],
    "return_report": [employee],
    "rate": [],
    "agree_reuse": [rater],
    "reuse_result": [],
    "escalate": [employee, rater, in_charge],
    "escalate_further": [employee, rater, in_charge],
    "recall": [],
    "deliver": [employee, whoever_rated],
    "receive": [whoever_rated],
    "accept": [whoever_rated],
    "waive_objection": [whoever_rated],
    "file_objection": [whoever_rated, in_charge],
    "explain": [employee, in_charge],
    "hear": [employee, whoever_rated, in_charge],
    "uphold": [employee, whoever_rated],
    "change_result": [employee, whoever_rated],
    "withdraw_objection": [whoever_rated, in_charge],
    "sign_decision": [in_charge],
    "record_absence": [employee, whoever_rated],
    "lapse": [employee, whoever_rated],
    "approve": [employee, whoever_rated],
    "send_back": [employee, rater, whoever_rated],
    "close": [employee],
    "request_reopen": [employee],
    "confirm_reopen": [employee, rater, superior],
    "cancel": [employee, rater],
    "transfer": [employee, rater, superior],
}
