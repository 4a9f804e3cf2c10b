from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflow_core.engine.diagram import page
from workflow_core.engine.registry import definitions


class Command(BaseCommand):
    help = "Write docs/processes/<name>.md for every process, or --check that they are up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        folder = Path(settings.BASE_DIR) / "docs" / "processes"
        folder.mkdir(parents=True, exist_ok=True)
        for definition in definitions():
            path, text = folder / f"{definition.name}.md", page(definition)
            if not check:
                path.write_text(text, encoding="utf-8")
            elif not path.exists() or path.read_text(encoding="utf-8") != text:
                raise CommandError(f"{path.name} is out of date: run manage.py process_docs")
        self.stdout.write("docs/processes is up to date" if check else "docs/processes written")
