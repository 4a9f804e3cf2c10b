"""The papers of a case: which moves change them, and how they are made in the background.

Whether there is something to make is read off the case itself: its last event that changes a paper
against the one that its papers were last made after. So nothing is lost when a worker dies.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone, translation

from workflow_core.calendar import clock
from workflow_core.signing import papers
from workflow_core.signing.models import Paper, PaperDesk

from .models import Case, Event
from .registry import definition_of, definitions
from .rules import NOBODY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workflow_core.signing.papers import Content, Outline

    from .models import CaseQuerySet
    from .registry import Definition
    from .rules import Rule

log = logging.getLogger(__name__)
PATIENCE = timedelta(minutes=15)
"""So long a case that was put in line is left to the line."""
LATER = -10
MOST_TRIES = 5
"""So often a paper is tried before somebody has to look at it (``make_papers --again``)."""


@dataclass(frozen=True)
class Papers:
    """What a process brings along for its papers.

    ``moves`` change them; ``outline`` lists those a case has now, ``content`` says what is printed
    on one, ``may_see`` whether a reader of the case may read one of this kind; ``parties`` names
    who signs it, and ``keepers`` are those who may record ink and refusals. ``language`` is the
    papers' own, whatever their reader's is.
    """

    moves: frozenset[str]
    outline: Callable[[Any], Sequence[Outline]]
    content: Callable[[Any, Outline], Content]
    may_see: Callable[[Any, str, Any], bool]
    parties: Callable[[Any, str], Sequence[Any]]
    keepers: Rule
    language: str = "id"


def order_papers(definition: Definition, case: Any, move: str) -> None:
    """Have the papers of a case made once the move is committed; costs the move no statement."""
    if definition.papers is not None and move in definition.papers.moves:
        _put_in_line(case.pk)


def make_papers_of(pk: int) -> list[Paper]:
    """Make what papers a case lacks, and note how far that is; the papers made, old or new.

    A paper that cannot be made does not keep the others back. Raises its error at the end, and the
    case stays behind.
    """
    case = Case.objects.select_related("institution").get(pk=pk).coerced
    definition = definition_of(type(case))
    if definition.papers is None:
        return []
    seq, troubles, made = case.version, [], []
    with (
        translation.override(definition.papers.language),
        timezone.override(case.institution.time_zone),
    ):
        for outline in definition.papers.outline(case):
            if outline.is_draft:
                continue
            try:
                found = papers.made_for(case, outline)
                made.append(
                    found or papers.make(case, outline, definition.papers.content(case, outline))
                )
            except Exception as trouble:
                log.exception("%s of case %s was not made", outline.kind, pk)
                troubles.append(trouble)
    if troubles:
        raise troubles[0]
    PaperDesk.objects.update_or_create(case_id=pk, defaults={"seq": seq})
    return made


def papers_changed(case: Any) -> None:
    """Something beside the history has changed them: have them looked at again."""
    PaperDesk.objects.filter(case_id=case.pk).update(seq=0)
    _put_in_line(case.pk)


def _put_in_line(pk: int) -> None:
    def enqueue() -> None:  # a partial has no name, and Django's log asks for one
        from .jobs import make_papers  # noqa: PLC0415 - jobs call this module

        make_papers.enqueue(pk)

    transaction.on_commit(enqueue, robust=True)


def cases_behind(*, again: bool = False) -> CaseQuerySet:
    """Cases whose papers are older than what happened, and that nobody was asked for lately.

    With ``again`` also those given up, and those asked for a moment ago.
    """
    behind = [_behind(one) for one in definitions() if one.papers is not None]
    found = Case.objects.filter(reduce(or_, behind, NOBODY))
    if not again:
        given_up = Paper.objects.filter(case=OuterRef("pk"), made_at=None, tries__gte=MOST_TRIES)
        lately = clock.now() - PATIENCE
        found = found.exclude(Exists(given_up)).exclude(paper_desk__ordered_at__gt=lately)
    return found.order_by("pk")


def order_papers_left(*, again: bool = False) -> int:
    """Put in line what is behind, after all that somebody waits for; how many cases those are."""
    from .jobs import make_papers  # noqa: PLC0415 - jobs call this module

    cases = list(cases_behind(again=again).values_list("pk", flat=True))
    PaperDesk.objects.bulk_create(
        [PaperDesk(case_id=pk, ordered_at=clock.now()) for pk in cases],
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["ordered_at"],
    )
    for pk in cases:
        make_papers.using(priority=LATER).enqueue(pk)
    return len(cases)


def _behind(definition: Definition) -> Q:
    assert definition.papers is not None  # noqa: S101  narrows the type
    made = PaperDesk.objects.filter(case=OuterRef("case")).values("seq")
    moved = Event.objects.filter(case=OuterRef("pk"), transition__in=definition.papers.moves)
    return Q(flow_class=definition.flow_class) & Q(
        Exists(moved.filter(seq__gt=Coalesce(made[:1], 0)))
    )
