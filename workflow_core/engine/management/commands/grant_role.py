from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from workflow_core.engine.grants import end, grant
from workflow_core.engine.models import Grant
from workflow_core.people.models import Person, Unit

ROLES = ("hr", "approver", "auditor")


class Command(BaseCommand):
    help = "Give a person a role on a unit and all below it, or end it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person", help="NIP or user name")
        parser.add_argument("role", choices=ROLES)
        parser.add_argument("--unit", help="code of the unit; without it the whole institution")
        parser.add_argument("--source", default="", help="decree that gives the role")
        parser.add_argument("--until", type=datetime.fromisoformat, help="end of the role")
        parser.add_argument("--end", action="store_true", help="end the role now")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(username="".join(options["person"].split()).lower()).first()
        if person is None or person.institution_id is None:
            raise CommandError("nobody in an institution has this user name")
        units = Unit.objects.filter(institution=person.institution_id)
        chosen = {"code": options["unit"]} if options["unit"] else {"parent": None}
        unit = units.filter(**chosen).order_by("pk").first()
        if unit is None:
            raise CommandError("there is no such unit")
        held = Grant.objects.active().filter(person=person, codename=options["role"], unit=unit)
        if options["end"]:
            for one in held:
                end(one)
            self.stdout.write(f"{person}: no longer {options['role']} of {unit}")
        elif not held.exists():
            until = options["until"]
            if until and timezone.is_naive(until):
                until = timezone.make_aware(until)
            source = options["source"] or "grant_role"
            grant(person=person, codename=options["role"], unit=unit, source=source, ends_at=until)
            self.stdout.write(f"{person}: {options['role']} of {unit}")
        else:
            self.stdout.write(f"{person} is {options['role']} of {unit} already")
