"""What the pages keep of their own: texts that are being typed."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models

from workflow_core.engine.models import Case


def new_edition() -> str:
    """A mark that no earlier text of the same draft had, also not one thrown away since."""
    return uuid4().hex


class Draft(models.Model):
    """What somebody has typed into the form of a move and not sent yet; nobody else sees it.

    ``texts`` are the fields as the form sends them, ``edition`` marks this very text, and
    ``case_version`` says where the case was when it was typed.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    move = models.CharField(max_length=40)
    texts = models.JSONField(default=dict)
    edition = models.CharField(max_length=32, default=new_edition)
    case_version = models.PositiveIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "person", "move"], name="one_draft")
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.move} {self.person_id}"
