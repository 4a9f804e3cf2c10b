"""Whose desk the request lies on, and who is told."""

from workflow_core.engine.models import WorkItem
from workflow_core.engine.nodes import StateFlow, StateTask, person
from workflow_core.engine.registry import Definition, register

from .ours import Asking, Stage, asker, head


class AskingFlow(StateFlow):
    process_class, task_class = Asking, WorkItem

    asking = StateTask(Stage.ASKING, desk=person(asker))
    asked = StateTask(Stage.ASKED, desk=person(head))


register(
    Definition(
        name="asking",
        label="Asking",
        states=Stage,
        case_class=Asking,
        flow_class=AskingFlow,
        readers=asker | head,
        begin_told="Opened.",
        notices={"ask": [head], "send_back": [asker]},
    )
)
