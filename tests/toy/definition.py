from workflow_core.engine.models import WorkItem
from workflow_core.engine.nodes import StateFlow, StateTask, person
from workflow_core.engine.registry import Definition, register

from . import purchase_definition  # noqa: F401 - registers the other toy
from .models import Leave, State, asker, head


class LeaveFlow(StateFlow):
    process_class, task_class = Leave, WorkItem

    asking = StateTask(State.ASKING, desk=person(asker))
    asked = StateTask(State.ASKED, desk=person(head))


register(
    Definition(
        name="leave",
        label="Leave",
        states=State,
        case_class=Leave,
        flow_class=LeaveFlow,
        readers=asker | head,
        begin_told="Opened.",
        notices={"ask": [head], "grant": [asker], "decline": [asker]},
    )
)
