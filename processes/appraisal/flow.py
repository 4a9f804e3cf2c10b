"""Whose desk: one line per wait. The edges come from the machines."""

from workflow_core.engine.models import WorkItem
from workflow_core.engine.nodes import StateFlow, StateTask, person, queue

from .models import Appraisal, Cycle
from .permissions import approver_role, employee, hr, in_charge, rater, reviewer, whoever_rated
from .state import CycleState, State


class AppraisalFlow(StateFlow):
    process_class, task_class = Appraisal, WorkItem

    drafting = StateTask(State.DRAFTING, desk=person(employee))
    proposed = StateTask(State.PROPOSED, desk=person(reviewer))
    executing = StateTask(State.EXECUTING, desk=person(employee))
    reported = StateTask(State.REPORTED, desk=person(rater))
    escalated = StateTask(State.ESCALATED, desk=person(in_charge))
    rated = StateTask(State.RATED, desk=person(whoever_rated))
    delivered = StateTask(State.DELIVERED, desk=person(employee))
    received = StateTask(State.RECEIVED, desk=person(employee))
    accepted = StateTask(State.ACCEPTED, desk=queue(approver_role))
    unsigned = StateTask(State.UNSIGNED, desk=queue(approver_role))
    objected = StateTask(State.OBJECTED, desk=person(whoever_rated))
    explained = StateTask(State.EXPLAINED, desk=person(in_charge))
    decided = StateTask(State.DECIDED, desk=queue(approver_role))
    approved = StateTask(State.APPROVED, desk=queue(hr))


class CycleFlow(StateFlow):
    process_class, task_class = Cycle, WorkItem

    prepared = StateTask(CycleState.PREPARED, desk=queue(hr))
    open = StateTask(CycleState.OPEN, desk=queue(hr))
    evaluating = StateTask(CycleState.EVALUATING, desk=queue(hr))
    closing = StateTask(CycleState.CLOSING, desk=queue(hr))
