"""The appraisal's papers, as the engine gets to know them."""

from processes.appraisal.documents import DOCUMENTS
from processes.appraisal.permissions import employee, hr, in_charge, rater, superior, whoever_rated
from workflow_core.engine.papers import Papers

from .content import content, parties
from .outline import ABSENCES, may_see, outline

PAPERS = Papers(
    moves=frozenset({*DOCUMENTS, *ABSENCES}),
    outline=outline,
    content=content,
    may_see=may_see,
    parties=parties,
    keepers=employee | rater | superior | in_charge | whoever_rated | hr,
)
