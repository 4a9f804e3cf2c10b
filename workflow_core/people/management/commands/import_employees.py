"""Bring a national staff export into an institution from the command line."""

import json
import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from workflow_core.people.findings import ERROR, Finding
from workflow_core.people.models import Headship, Institution, Person, Unit
from workflow_core.people.services import add_official
from workflow_core.people.staff_import import Preview, Result, apply, preview

LABELS = {
    "people_in_file": gettext_lazy("People in the file"),
    "units_in_file": gettext_lazy("Units in the file"),
    "new": gettext_lazy("New people"),
    "changed": gettext_lazy("Changed people"),
    "unchanged": gettext_lazy("Unchanged people"),
    "leaving": gettext_lazy("In the system, not in the file"),
    "units_new": gettext_lazy("New units"),
    "units_changed": gettext_lazy("Changed units"),
    "units_missing": gettext_lazy("Units not in the file"),
    "postings_opened": gettext_lazy("Positions opened"),
    "postings_closed": gettext_lazy("Positions closed"),
    "postings_corrected": gettext_lazy("Positions corrected"),
    "headships_opened": gettext_lazy("Heads appointed"),
    "headships_closed": gettext_lazy("Heads ended"),
    "headships_corrected": gettext_lazy("Heads corrected"),
}
SHOWN_FINDINGS = 50


class Command(BaseCommand):
    help = "Import a national staff export (.xlsx): all of it, or nothing where it has errors."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--institution", required=True, metavar="CODE")
        parser.add_argument("--name", default="", help="create the institution where missing")
        parser.add_argument("--time-zone", default="", choices=["", *Institution.Zone.values])
        parser.add_argument("--head", default="", help="official without NIP heading the whole")
        parser.add_argument("--head-title", default="Bupati")
        parser.add_argument("--dry-run", action="store_true", help="check only, write nothing")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.perf_counter()
        with transaction.atomic():
            institution = self._institution(options)
            if options["dry_run"]:
                outcome: Preview = preview(institution, options["file"])
            else:
                outcome = apply(institution, options["file"], by=None)
                if outcome.ok and options["head"]:
                    self._head(institution, options["head"], options["head_title"])
            if options["dry_run"] or not outcome.ok:
                transaction.set_rollback(True)
        seconds = time.perf_counter() - began
        if options["format"] == "json":
            facts = outcome.as_dict() | {"seconds": round(seconds, 3)}
            self.stdout.write(json.dumps(facts, ensure_ascii=False, indent=2))
        else:
            self._tell(outcome, seconds)
        if not outcome.ok:
            raise CommandError(
                ngettext(
                    "%(n)d error: nothing was imported.",
                    "%(n)d errors: nothing was imported.",
                    len(outcome.errors),
                )
                % {"n": len(outcome.errors)}
            )

    def _institution(self, options: dict[str, Any]) -> Institution:
        code, name, zone = options["institution"], options["name"], options["time_zone"]
        institution = Institution.objects.filter(code=code).first()
        if institution is None:
            if not name:
                raise CommandError(
                    _("There is no institution %s. Create it with --name NAME.") % code
                )
            facts = {"time_zone": zone} if zone else {}
            institution = Institution.objects.create(code=code, name=name, **facts)
        return institution

    def _head(self, institution: Institution, name: str, title: str) -> None:
        """Appoint the official who heads the whole; nothing where he does already."""
        root = Unit.objects.filter(institution=institution, parent=None).order_by("pk").first()
        if root is None:
            return
        present = Headship.objects.filter(unit=root, ends=None).select_related("person").first()
        if present is not None and present.person.name == name:
            return
        today = timezone.localdate(timezone=ZoneInfo(institution.time_zone))
        username = slugify(title)
        if Person.objects.filter(username=username).exists():
            username = f"{username}-{slugify(name)}-{institution.code}"[:40]
        add_official(
            institution,
            name=name,
            username=username,
            title=title,
            unit=root,
            by=None,
            starts=today if present else today.replace(month=1, day=1),
        )

    def _tell(self, outcome: Preview, seconds: float) -> None:
        for key, number in outcome.counts.items():
            self.stdout.write(f"{LABELS[key]}: {number}")
        for finding in outcome.findings[:SHOWN_FINDINGS]:
            self.stdout.write(self._line(finding))
        if hidden := len(outcome.findings[SHOWN_FINDINGS:]):
            self.stdout.write(
                ngettext("… and %(n)d more remark", "… and %(n)d more remarks", hidden)
                % {"n": hidden}
            )
        if isinstance(outcome, Result) and outcome.applied:
            self.stdout.write(_("Imported in %.1f s.") % seconds)
        elif outcome.ok:
            self.stdout.write(_("Checked in %.1f s; nothing was written.") % seconds)

    def _line(self, finding: Finding) -> str:
        level = _("Error") if finding.level == ERROR else _("Warning")
        place = " ".join(filter(None, [finding.sheet, finding.column]))
        row = " " + _("row %d") % finding.row if finding.row else ""
        where = f" [{place}{row}]" if place or row else ""
        return f"{level}{where}: {finding.message} {finding.hint}".rstrip()
