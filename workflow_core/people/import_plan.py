"""What an import will write: unsaved rows, and the people they concern."""

from dataclasses import dataclass, field

from workflow_core.people.findings import Finding
from workflow_core.people.models import Headship, Person, Posting, Unit
from workflow_core.people.names import spoken

PASSIVE = frozenset({"unchanged", "leaving", "units_missing"})
"""The counts of what is left as it is."""


@dataclass(frozen=True, slots=True)
class Change:
    """One person the import adds or changes; ``what`` names the changed fields."""

    nip: str
    name: str
    row: int
    what: tuple[str, ...] = ()

    @property
    def spoken_name(self) -> str:
        """The name as screens show it."""
        return spoken(self.name)


@dataclass(slots=True)
class Plan:
    """Rows to write, still unsaved, and the remarks that only the database could raise."""

    findings: list[Finding] = field(default_factory=list)
    new_units: list[list[Unit]] = field(default_factory=list)
    changed_units: list[Unit] = field(default_factory=list)
    missing_units: list[Unit] = field(default_factory=list)
    new_people: list[Person] = field(default_factory=list)
    changed_people: list[Person] = field(default_factory=list)
    renumbered: list[Person] = field(default_factory=list)
    leaving: list[Person] = field(default_factory=list)
    closed_postings: list[Posting] = field(default_factory=list)
    corrected_postings: list[Posting] = field(default_factory=list)
    new_postings: list[Posting] = field(default_factory=list)
    closed_headships: list[Headship] = field(default_factory=list)
    corrected_headships: list[Headship] = field(default_factory=list)
    new_headships: list[Headship] = field(default_factory=list)
    added: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0

    def counts(self) -> dict[str, int]:
        """How many of each; ``new``, ``changed``, ``unchanged`` and ``leaving`` are people."""
        return {
            "new": len(self.added),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "leaving": len(self.leaving),
            "units_new": sum(len(level) for level in self.new_units),
            "units_changed": len(self.changed_units),
            "units_missing": len(self.missing_units),
            "postings_opened": len(self.new_postings),
            "postings_closed": len(self.closed_postings),
            "postings_corrected": len(self.corrected_postings),
            "headships_opened": len(self.new_headships),
            "headships_closed": len(self.closed_headships),
            "headships_corrected": len(self.corrected_headships),
        }

    def writes_nothing(self) -> bool:
        return not any(number for key, number in self.counts().items() if key not in PASSIVE)
