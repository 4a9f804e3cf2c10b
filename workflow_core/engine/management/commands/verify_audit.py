from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflow_core.engine.chain import Broken, verify
from workflow_core.engine.checkpoints import compare, read
from workflow_core.engine.models import Case


class Command(BaseCommand):
    help = "Derive the history of every case again and name the first row that does not fit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--case", type=int, help="only this case")
        parser.add_argument("--institution", help="only this institution's cases (its code)")
        parser.add_argument("--against", type=Path, help="a file of checkpoint_audit")

    def handle(self, *args: Any, **options: Any) -> None:
        filters = {}
        if options["case"]:
            filters["pk"] = options["case"]
        if options["institution"]:
            filters["institution__code"] = options["institution"]
        broken = list(verify(**filters))
        if options["against"]:
            broken += self.compared(options["against"])
        for one in broken:
            self.stderr.write(f"case {one.case_id}, event {one.seq}: {one.fault}")
        if broken:
            raise CommandError(f"{len(broken)} broken")
        self.stdout.write(f"{Case.objects.filter(**filters).count()} cases: every history is whole")

    def compared(self, file: Path) -> list[Broken]:
        try:
            with file.open(encoding="ascii") as lines:
                return list(compare(read(lines)))
        except (OSError, ValueError) as wrong:
            raise CommandError(f"{file}: {wrong}") from wrong
