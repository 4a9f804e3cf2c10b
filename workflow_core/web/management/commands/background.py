import time
from collections.abc import Sequence
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

PARTS = {
    "deadlines": "run_deadlines",
    "mail": "send_mail",
    "papers": "make_papers",
    "receipts": "forget_refused",
}
"""What can be done by itself, so that a mail server that hangs never stops a legal clock."""


class Command(BaseCommand):
    help = "What happens by itself: clocks, reminders, e-mail, papers. Once, or every minute."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on until stopped")

    def handle(self, *args: Any, parts: Sequence[str], every: int | None, **options: Any) -> None:
        if unknown := set(parts) - set(PARTS):
            raise CommandError(f"no such part: {', '.join(sorted(unknown))}")
        self.go_round(parts or list(PARTS))
        while every:
            close_old_connections()
            time.sleep(every)
            self.go_round(parts or list(PARTS))

    def go_round(self, parts: Sequence[str]) -> None:
        """One failing part stops neither the others nor the next round."""
        for name in (PARTS[part] for part in parts):
            try:
                call_command(name, stdout=self.stdout, stderr=self.stderr)
            except Exception as failed:  # noqa: BLE001 - the database may be back in a minute
                self.stderr.write(f"{name} failed: {failed}")
