"""Put in line what papers are still to be made, and bundles that nobody packs any more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from workflow_core.engine.bundles import order_bundles_left
from workflow_core.engine.papers import order_papers_left


class Command(BaseCommand):
    help = "Put in line the papers that are behind what happened. `background` does it by itself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--again", action="store_true", help="at once, and also what was tried often enough"
        )

    def handle(self, *args: Any, again: bool = False, **options: Any) -> None:
        cases, bundles = order_papers_left(again=again), order_bundles_left()
        if cases or bundles:
            self.stdout.write(f"papers of {cases} cases, {bundles} bundles")
