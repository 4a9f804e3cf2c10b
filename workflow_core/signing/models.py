"""Signatures and the papers made from them.

What was signed, by whom, when, for what purpose: rows are added, never changed. A paper is the
printed form of it, made in the background.
"""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow_core.calendar import clock

from .append_only import AppendOnly

PERSON = settings.AUTH_USER_MODEL


class Signature(AppendOnly):
    """A person confirmed the canonical text of a document with his password."""

    case = models.ForeignKey("core_engine.Case", models.PROTECT, related_name="signatures")
    purpose = models.CharField(_("purpose"), max_length=60)
    signer = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(_("signed at"))
    document = models.TextField(_("canonical document"))
    sha256 = models.CharField(max_length=64)
    signer_as = models.JSONField(_("signer as he stood then"), default=dict)

    class Meta(AppendOnly.Meta):
        abstract = False
        ordering = ["pk"]
        indexes = [models.Index(fields=["case", "purpose"], name="signature_of_case")]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.signer}"


TOKEN_BYTES = 24
"""Of the address of a paper's verification page: nobody guesses 192 bits."""


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


class Paper(models.Model):
    """A document of a case as a file. ``source`` names the content: other content, other paper.

    The row is there before the file, because the file carries the row's ``token``; a paper once
    made is never made again.
    """

    case = models.ForeignKey("core_engine.Case", models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=40)
    form = models.CharField(_("form"), max_length=20, blank=True)
    title = models.CharField(_("document"), max_length=200)
    source = models.CharField(max_length=64)
    token = models.CharField(max_length=43, unique=True, default=new_token, editable=False)
    signed_by = models.JSONField(default=list)
    label = models.CharField(_("kind of signature"), max_length=200, blank=True)
    begun_at = models.DateTimeField(default=clock.now)
    made_at = models.DateTimeField(_("made at"), null=True)
    file = models.FileField(_("file"), upload_to="papers/%Y/%m/", max_length=200, blank=True)
    size = models.PositiveIntegerField(_("size"), default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "source"], name="paper_once")
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.title}".strip()


class PaperDesk(models.Model):
    """How far the papers of a case have been made: up to which of its events."""

    case = models.OneToOneField(
        "core_engine.Case", models.PROTECT, primary_key=True, related_name="paper_desk"
    )
    seq = models.PositiveIntegerField(default=0)
    ordered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.case_id}: {self.seq}"


class PaperMark(AppendOnly):
    """What happened to a paper off the screen: it was signed in ink, or somebody refused to."""

    class Kind(models.TextChoices):
        INK = "ink", _("signed in ink")
        REFUSED = "refused", _("refused to sign")

    case = models.ForeignKey("core_engine.Case", models.PROTECT, related_name="paper_marks")
    paper = models.CharField(max_length=40)
    edition = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    reason = models.TextField(_("reason"), blank=True)
    file = models.FileField(_("scan"), upload_to="scans/%Y/%m/", max_length=200, blank=True)
    size = models.PositiveIntegerField(_("size"), default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta(AppendOnly.Meta):
        abstract = False
        ordering = ["pk"]
        indexes = [models.Index(fields=["case", "paper"], name="mark_of_paper")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person}"


class Bundle(models.Model):
    """Many papers as one ZIP file, packed in the background for the person who asked."""

    owner = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    cases = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    papers = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(default=clock.now)
    beat_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    file = models.FileField(upload_to="bundles/%Y/%m/", max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["owner", "asked_at"], name="bundle_of_owner")]

    def __str__(self) -> str:
        return self.title
