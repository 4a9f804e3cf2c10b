from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from workflow_core.engine.checkpoints import marks, written


class Command(BaseCommand):
    help = (
        "Write where every history stands to a file, to be kept on another machine; "
        "verify_audit --against FILE then finds what was removed or made anew since."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        cases = 0
        with file.open("x", encoding="ascii") as out:
            for line in written(marks()):
                out.write(line)
                cases += 1
        self.stdout.write(f"{cases - 1} cases; {line.strip()}")
