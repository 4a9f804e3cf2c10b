"""What a process tells a reader about one case: its map, and what to do next."""

from dataclasses import dataclass, field

DONE, HERE, COMING = "done", "here", "coming"


@dataclass(frozen=True)
class Stop:
    """One station of the map: ``step`` is done, here or coming; ``note`` a date in words."""

    label: str
    step: str
    note: str = ""


@dataclass(frozen=True)
class Journey:
    """The map of a case, and in sentences what the map cannot draw."""

    steps: list[Stop]
    asides: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Work:
    """Where a reader does the work that comes before his next move.

    ``leads``: it is offered before the move, also where that can be made already.
    """

    label: str
    href: str
    leads: bool = False


@dataclass(frozen=True)
class Counsel:
    """What the state of a case means for a reader.

    ``can``: what he can do; ``otherwise``: what happens if nobody does it; ``href``: the help.
    """

    means: str
    can: str = ""
    otherwise: str = ""
    href: str = ""
    work: Work | None = None
