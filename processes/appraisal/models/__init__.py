from .appraisal import Appraisal
from .cycle import Cycle, UnitResult
from .objection import Decision, Objection, Statement
from .plan import Expectation, Indicator, Plan, PlannedResult, PlanVersion, Remark
from .rating import Rating
from .report import Evidence, Measurement, Realisation

__all__ = [
    "Appraisal",
    "Cycle",
    "Decision",
    "Evidence",
    "Expectation",
    "Indicator",
    "Measurement",
    "Objection",
    "Plan",
    "PlanVersion",
    "PlannedResult",
    "Rating",
    "Realisation",
    "Remark",
    "Statement",
    "UnitResult",
]
