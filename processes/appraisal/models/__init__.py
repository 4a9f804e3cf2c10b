from .appraisal import Appraisal
from .cycle import Cycle, UnitResult
from .dialogue import Agreement
from .extension import Extension
from .matrix import Role
from .objection import Decision, Objection, Statement
from .past import PastResult
from .pattern import PatternReason
from .plan import Expectation, Indicator, Plan, PlannedResult, PlanVersion, Remark
from .rating import Rating
from .report import Evidence, Measurement, Realisation
from .rule_set import RuleSet
from .work import ActionStep, Progress

__all__ = [
    "ActionStep",
    "Agreement",
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
    "Progress",
    "Rating",
    "Realisation",
    "Remark",
    "Role",
    "RuleSet",
    "Statement",
    "UnitResult",
]
