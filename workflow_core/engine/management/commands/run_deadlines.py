from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from workflow_core.engine.deadlines import run
from workflow_core.engine.reminders import remind


class Command(BaseCommand):
    help = (
        "Make every move whose clock is over and remind people of what waits; safe to repeat and "
        "to run on several machines."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--now", type=datetime.fromisoformat, help="rehearse at this instant")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")

    def handle(self, *args: Any, now: datetime | None, dry_run: bool, **options: Any) -> None:
        if now and timezone.is_naive(now):
            now = timezone.make_aware(now)
        made = failed = 0
        for one in run(now, dry_run=dry_run):
            failed += bool(one.fault)
            made += not one.fault
            self.stdout.write(f"case {one.case_id}: {one.code} {one.move} {one.fault or 'done'}")
        told = 0 if dry_run else remind(now)
        self.stdout.write(f"{made} moved, {failed} failed, {told} reminded")
