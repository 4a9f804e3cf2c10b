from typing import Any

from django.core.management.base import BaseCommand

from workflow_core.engine.receipts import forget_refused


class Command(BaseCommand):
    help = "Drop the texts of what was sent in and refused long ago; the receipts stay."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{forget_refused()} forgotten")
