from .appraisal import Appraisal
from .cycle import Cycle, UnitResult
from .extension import Extension
from .objection import Decision, Objection, Statement
from .past import PastResult
from .pattern import PatternReason
from .plan import Expectation, Indicator, Plan, PlannedResult, PlanVersion, Remark
from .rating import Rating
from .report import Evidence, Measurement, Realisation
from .rule_set import RuleSet

__all__ = [
    "Appraisal",
    "Cycle",
    "Decision",
    "Evidence",
    "Expectation",
    "Extension",
    "Indicator",
    "Measurement",
    "Objection",
    "PastResult",
    "PatternReason",
    "Plan",
    "PlanVersion",
    "PlannedResult",
    "Rating",
    "Realisation",
    "Remark",
    "RuleSet",
    "Statement",
    "UnitResult",
]
