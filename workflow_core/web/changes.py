"""Two texts compared line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Change:
    """One line of a comparison: ``same``, ``gone`` or ``new``."""

    kind: str
    text: str


def compare(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """What went and what came between two texts, line by line."""
    found: list[Change] = []
    for kind, first, last, start, end in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            found += [Change("same", text) for text in old[first:last]]
        else:
            found += [Change("gone", text) for text in old[first:last]]
            found += [Change("new", text) for text in new[start:end]]
    return found
