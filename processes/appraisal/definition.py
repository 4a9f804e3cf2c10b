"""The appraisal and its cycle, as the engine gets to know them."""

from django.utils.translation import gettext_lazy as _

from workflow_core.engine.registry import Definition, register

from .deadlines import DEADLINES
from .documents import DOCUMENTS
from .flow import AppraisalFlow, CycleFlow
from .inputs import INPUTS
from .models import Appraisal, Cycle
from .notices import NOTICES
from .panels import panels
from .permissions import (
    approver,
    approver_role,
    auditor,
    employee,
    hr,
    in_charge,
    observer,
    rater,
    reviewer,
    superior,
    whoever_rated,
)
from .state import CycleState, State

readers = (
    employee | rater | superior | reviewer | in_charge | whoever_rated
    | approver | approver_role | hr | auditor | observer
)  # fmt: skip

register(
    Definition(
        name="appraisal",
        label=_("Performance appraisal"),
        states=State,
        case_class=Appraisal,
        flow_class=AppraisalFlow,
        readers=readers,
        begin_told=_("%(actor)s opened the appraisal."),
        notices=NOTICES,
        documents=DOCUMENTS,
        inputs=INPUTS,
        deadlines=DEADLINES,
        reopened_from=(State.CLOSED,),
        related=("cycle", "unit", "plan", "plan_version"),
        panels=panels,
    )
)
register(
    Definition(
        name="cycle",
        label=_("Appraisal cycle"),
        states=CycleState,
        case_class=Cycle,
        flow_class=CycleFlow,
        readers=hr | auditor,
        begin_told=_("%(actor)s prepared the cycle."),
        panels=panels,
    )
)
