"""The forms of the appraisal's own pages, by noun."""

from .cycle import CaseFilter, CycleForm, DecreeForm, LateJoinerForm, PeriodForm, UnitResultForm
from .fields import is_storable
from .plan import IndicatorForm, PlanForm, ResultForm
from .report import RealisationForm, RemarkForm

__all__ = [
    "CaseFilter",
    "CycleForm",
    "DecreeForm",
    "IndicatorForm",
    "LateJoinerForm",
    "PeriodForm",
    "PlanForm",
    "RealisationForm",
    "RemarkForm",
    "ResultForm",
    "UnitResultForm",
    "is_storable",
]
