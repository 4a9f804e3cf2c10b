from typing import Any

from django.core.management.base import BaseCommand

from processes.appraisal.demo.story import PASSWORD, accounts, tell


class Command(BaseCommand):
    help = "Build the demonstration district, unless it is there, and print its accounts."

    def handle(self, *args: Any, **options: Any) -> None:
        if tell():
            self.stdout.write("Demonstration built.")
        for one in accounts():
            self.stdout.write(f"account: {one.role} {one.username} {PASSWORD}")
