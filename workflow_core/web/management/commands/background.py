import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

ROUND = ("run_deadlines", "send_mail", "make_papers")


class Command(BaseCommand):
    help = "What happens by itself: clocks, reminders, e-mail, papers. Once, or every minute."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on until stopped")

    def handle(self, *args: Any, every: int | None, **options: Any) -> None:
        self.go_round()
        while every:
            close_old_connections()
            time.sleep(every)
            self.go_round()

    def go_round(self) -> None:
        """One failing part stops neither the others nor the next round."""
        for name in ROUND:
            try:
                call_command(name, stdout=self.stdout, stderr=self.stderr)
            except Exception as failed:  # noqa: BLE001 - the database may be back in a minute
                self.stderr.write(f"{name} failed: {failed}")
