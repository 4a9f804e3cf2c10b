"""The rules of one institution from a day on, as rows that are added and never changed."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow_core.calendar import clock
from workflow_core.people.models import Institution, Person
from workflow_core.signing.append_only import AppendOnly


class RuleSet(AppendOnly):
    """What an institution sets otherwise than the law's defaults; see ``rule_settings``.

    ``departures``: canonical JSON of the settings that differ. A cycle pins the row that is in
    force on its first day.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="rule_sets")
    number = models.PositiveIntegerField(_("number"))
    effective_from = models.DateField(_("in force from"))
    departures = models.TextField(default="{}")
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta(AppendOnly.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["institution", "number"], name="rule_set_once")
        ]

    def __str__(self) -> str:
        said: Any = _("Rules no. %(number)d") % {"number": self.number}
        return str(said)
