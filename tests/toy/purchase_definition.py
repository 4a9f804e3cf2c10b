from workflow_core.engine.deadlines import Deadline
from workflow_core.engine.models import WorkItem
from workflow_core.engine.nodes import StateFlow, StateTask, person, queue
from workflow_core.engine.registry import Definition, register

from .purchase import Purchase, Stage, approver, buyer, examining, head, hr


class PurchaseFlow(StateFlow):
    process_class, task_class = Purchase, WorkItem

    draft = StateTask(Stage.DRAFT, desk=person(buyer))
    checking = StateTask(Stage.CHECKING, desk=queue(approver))
    deciding = StateTask(Stage.DECIDING, desk=person(head))


def rights(purchase):
    deciding = purchase.state == Stage.DECIDING and purchase.examiner_id
    return {(purchase.examiner_id, "examine_case")} if deciding else set()


register(
    Definition(
        name="purchase",
        label="Purchase",
        states=Stage,
        case_class=Purchase,
        flow_class=PurchaseFlow,
        readers=buyer | head | approver | hr | examining,
        begin_told="Opened.",
        notices={
            "begin": [head],
            "submit": [head, approver],
            "inspect": [buyer, head],
            "order": [buyer, hr],
            "expire": [buyer, head],
        },
        documents={"inspect": lambda purchase: {"title": purchase.title, "price": purchase.price}},
        deadlines=(
            Deadline("check", (Stage.CHECKING,), lambda one: one.check_due_at, "expire"),
            Deadline("late", (Stage.DECIDING,), lambda one: one.check_due_at),
            Deadline("decide", (Stage.DECIDING,), lambda one: one.decision_due_at, "remind"),
        ),
        grants=rights,
        reopened_from=(Stage.ORDERED,),
        related=("chief",),
    )
)
