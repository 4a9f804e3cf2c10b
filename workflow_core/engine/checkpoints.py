"""Checkpoints: where every chain stood at one time, kept outside the database.

A chain proves its own rows. That a case is gone with all its rows, or that a whole chain was made
anew, only somebody who remembers how it was can see: the checkpoint remembers.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .chain import Broken
from .models import Case, Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PAGE = 1000
LAST_LINE = "sha256"


class DamagedCheckpoint(ValueError):  # noqa: N818 - said of the file
    """The file is no checkpoint, or not the one that was written."""


@dataclass(frozen=True)
class Mark:
    """Where one case's chain stood: so many events, and the hash of the last."""

    case_id: int
    version: int
    head: str

    def line(self) -> str:
        return f"{self.case_id} {self.version} {self.head}\n"


def marks() -> Iterator[Mark]:
    """Where every chain stands now, in the order of the cases."""
    found = Case.objects.order_by("pk").values_list("pk", "version", "head")
    for row in found.iterator(chunk_size=PAGE):
        yield Mark(*row)


def written(found: Iterable[Mark]) -> Iterator[str]:
    """The lines of a checkpoint; the last one is the SHA-256 of all before it."""
    whole = hashlib.sha256()
    for mark in found:
        line = mark.line()
        whole.update(line.encode())
        yield line
    yield f"{LAST_LINE} {whole.hexdigest()}\n"


def read(lines: Iterable[str]) -> Iterator[Mark]:
    """The marks of a checkpoint; ``DamagedCheckpoint`` at the first line that is not as written."""
    whole, ended = hashlib.sha256(), ""
    for line in lines:
        if ended:
            raise DamagedCheckpoint("something stands behind the last line")
        if line.startswith(LAST_LINE):
            ended = line.split()[-1]
            continue
        mark = _mark(line)
        whole.update(mark.line().encode())
        yield mark
    if ended != whole.hexdigest():
        raise DamagedCheckpoint("the lines are not those that were written")


def _mark(line: str) -> Mark:
    try:
        case, version, head = line.split()
        return Mark(int(case), int(version), head)
    except ValueError as wrong:
        raise DamagedCheckpoint(f"not a line of a checkpoint: {line[:40]!r}") from wrong


def compare(found: Iterable[Mark]) -> Iterator[Broken]:
    """What of a checkpoint is no longer so: cases that are gone, chains that were made anew."""
    page: list[Mark] = []
    for mark in found:
        page.append(mark)
        if len(page) == PAGE:
            yield from _compare(page)
            page = []
    yield from _compare(page)


def _compare(page: list[Mark]) -> Iterator[Broken]:
    ids = [mark.case_id for mark in page]
    versions = {mark.version for mark in page}
    rows = Event.objects.filter(case__in=ids, seq__in=versions).order_by()
    hashes = {(case, seq): text for case, seq, text in rows.values_list("case", "seq", "hash")}
    there = set(Case.objects.filter(pk__in=ids).values_list("pk", flat=True))
    for mark in page:
        if mark.case_id not in there:
            yield Broken(mark.case_id, 0, "the case is gone")
        elif hashes.get((mark.case_id, mark.version)) != mark.head:
            yield Broken(mark.case_id, mark.version, "the row is not the one of the checkpoint")
