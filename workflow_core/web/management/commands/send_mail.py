import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from workflow_core.web.mail import send_at_once, send_digests


class Command(BaseCommand):
    help = (
        "Send the news that people want by e-mail; safe to repeat and to run on several machines."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on until stopped")

    def handle(self, *args: Any, every: int | None, **options: Any) -> None:
        while every:
            try:
                self.send()
            except Exception as failed:  # noqa: BLE001 - the next round may succeed: the database is back
                self.stderr.write(f"sending failed: {failed}")
            close_old_connections()
            time.sleep(every)
        self.send()

    def send(self) -> None:
        self.stdout.write(f"{send_at_once() + send_digests()} sent")
