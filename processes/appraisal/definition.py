"""The appraisal and its cycle, as the engine gets to know them."""

from django.utils.translation import gettext_lazy as _

from workflow_core.engine.registry import Definition, register

from .deadlines import DEADLINES
from .documents import DOCUMENTS
from .flow import AppraisalFlow, CycleFlow
from .guide import (
    ASKS,
    CONSEQUENCES,
    CYCLE_ASKS,
    CYCLE_CONSEQUENCES,
    GOOD_WAY,
    OTHERWISE,
    counsel,
)
from .inputs import INPUTS
from .journey import journey
from .judging import PREVIEWS
from .models import Appraisal, Cycle
from .notices import NOTICES
from .panels import brief, glance, panels
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
    withholds_reason,
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
        withholds=withholds_reason,
        inputs=INPUTS,
        previews=PREVIEWS,
        deadlines=DEADLINES,
        reopened_from=(State.CLOSED,),
        related=("cycle", "unit", "plan", "plan_version"),
        panels=panels,
        guide=CONSEQUENCES,
        asks=ASKS,
        otherwise=OTHERWISE,
        good_way=GOOD_WAY,
        journey=journey,
        counsel=counsel,
        glance=glance,
        brief=brief,
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
        guide=CYCLE_CONSEQUENCES,
        asks=CYCLE_ASKS,
    )
)
