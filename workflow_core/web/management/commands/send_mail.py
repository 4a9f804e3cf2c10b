from typing import Any

from django.core.management.base import BaseCommand

from workflow_core.web.mail import send_at_once, send_digests


class Command(BaseCommand):
    help = (
        "Send news by e-mail to those who want it; safe to repeat and to run on several machines."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{send_at_once() + send_digests()} sent")
