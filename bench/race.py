"""The contenders in turn, many rounds, so that a busy moment of the machine hits all of them."""

from __future__ import annotations

import gc
from dataclasses import dataclass, field
from statistics import fmean, median
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

from . import cpu

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .contenders import Contender, Step


@dataclass
class Line:
    """What was measured of one kind of move; times in seconds."""

    name: str
    statements: int = 0
    wall: list[float] = field(default_factory=list)
    application: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)

    @property
    def elapsed(self) -> float:
        return median(self.wall)

    @property
    def application_cpu(self) -> float:
        return median(self.application)

    @property
    def database_cpu(self) -> float:
        """A mean, because a coarse clock shows most moves as none."""
        return fmean(self.database)

    @property
    def cpu(self) -> float:
        return self.application_cpu + self.database_cpu


def contenders() -> list[Contender]:
    """All of them, each with its own request between the same two people."""
    from tests.appraisal_world import someone
    from workflow_core.people.models import Institution, Unit

    from .contenders.appraisal import RealAppraisal
    from .contenders.bare import Bare
    from .contenders.fsm_only import FsmOnly
    from .contenders.ours import Ours
    from .contenders.stock_viewflow import StockViewflow
    from .contenders.usual import Usual

    office = _Office(Institution.objects.create(code="bench", name="Bench"))
    unit = Unit.objects.create(institution=office.institution, code="0", name="Bench")
    asker, head = (someone(office, name, unit) for name in ("asker", "head"))
    return [
        RealAppraisal(),
        *(kind(asker, head) for kind in (Bare, FsmOnly, Usual, StockViewflow, Ours)),
    ]


@dataclass
class _Office:
    institution: Any


def run(rivals: Sequence[Contender], *, rounds: int, pairs: int) -> list[Line]:
    """Each contender makes its steps ``pairs`` times a round; each round another one begins."""
    lines: dict[str, Line] = {}
    for contender in rivals:
        for step in contender.steps():
            line = lines.setdefault(step.line, Line(step.line))
            line.statements = max(line.statements, contender.statements(step))
    turns = [(one.steps(), one.backend()) for one in rivals]
    for steps, backend in turns:  # caches fill, statements are prepared
        list(_turn(steps, backend, pairs))
    gc.collect()
    gc.freeze()
    for number in range(rounds):
        first = number % len(turns)
        for steps, backend in turns[first:] + turns[:first]:
            for name, wall, application, database in _turn(steps, backend, pairs):
                lines[name].wall.append(wall)
                lines[name].application.append(application)
                lines[name].database.append(database)
    return list(lines.values())


def _turn(
    steps: Sequence[Step], backend: int | None, pairs: int
) -> Iterator[tuple[str, float, float, float]]:
    for step in [*steps] * pairs:
        database = cpu.seconds(backend)
        application = process_time()
        wall = perf_counter()
        step.make()
        wall = perf_counter() - wall
        application = process_time() - application
        yield step.line, wall, application, cpu.seconds(backend) - database
