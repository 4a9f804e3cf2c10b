"""The appraisal and its cycle, as the engine gets to know them."""

from django.utils.translation import gettext_lazy as _

from workflow_core.engine.registry import Definition, register

from . import extensions
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
from .inputs import CYCLE_INPUTS, INPUTS
from .journey import journey
from .judging import PREVIEWS
from .models import Appraisal, Cycle
from .notices import NOTICES, concerned
from .organisation import take_along
from .panels import brief, glance, panels
from .papers.definition import PAPERS
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
        together=take_along,
        reopened_from=(State.CLOSED,),
        related=("cycle__rule_set", "unit", "plan", "plan_version"),
        panels=panels,
        guide=CONSEQUENCES,
        asks=ASKS,
        otherwise=OTHERWISE,
        good_way=GOOD_WAY,
        journey=journey,
        counsel=counsel,
        glance=glance,
        brief=brief,
        papers=PAPERS,
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
        inputs=CYCLE_INPUTS,
        notices={"put_off": [concerned]},
        places=extensions.own_cases,
        begin_told=_("%(actor)s prepared the cycle."),
        panels=panels,
        guide=CYCLE_CONSEQUENCES,
        asks=CYCLE_ASKS,
    )
)
