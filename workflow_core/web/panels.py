"""What a process adds to the page of its case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Panel:
    """A template of the process, what it prints, and the stylesheet a form's page loads for it."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    style: str = ""
