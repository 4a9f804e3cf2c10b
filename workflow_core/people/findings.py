"""What a check found, and where: a sentence for a clerk, never for a programmer."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

ERROR = "error"
WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on a staff file. ``row`` is the number the spreadsheet shows; None: the whole."""

    level: str
    code: str
    message: str
    hint: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""

    def as_dict(self) -> dict:
        return asdict(self)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether anything among them forbids the import."""
    return any(finding.level == ERROR for finding in findings)
