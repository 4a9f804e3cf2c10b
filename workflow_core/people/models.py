"""Who works where: institutions, their units, the people in them and since when.

Everything that changes over time is a dated row (``starts``, ``ends`` inclusive, open end =
``None``); nothing is overwritten, because a paper signed last year must still name last year's
superior.
"""

import datetime as dt

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from tree_queries.models import TreeNode

from workflow_core.calendar import clock

from .names import spoken, spoken_unit


class DatedQuerySet(models.QuerySet):
    """Rows that hold from one day to another."""

    def on(self, day: dt.date):
        """The rows that hold on this day."""
        return self.filter(Q(ends=None) | Q(ends__gte=day), starts__lte=day)


class Dated(models.Model):
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class Institution(models.Model):
    """A local government: the wall that no query looks over."""

    class Zone(models.TextChoices):
        WIB = "Asia/Jakarta", "WIB"
        WITA = "Asia/Makassar", "WITA"
        WIT = "Asia/Jayapura", "WIT"

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    time_zone = models.CharField(
        _("time zone"), max_length=40, choices=Zone.choices, default=Zone.WIB
    )
    six_day_week = models.BooleanField(_("six-day week"), default=False)
    calendar_version = models.PositiveIntegerField(default=0, editable=False)
    settings = models.JSONField(_("settings"), default=dict, blank=True)

    def __str__(self):
        return spoken_unit(self.name)


class Unit(TreeNode):
    """A part of the institution (unor): the whole, a dinas, a bidang, a subbagian, a school."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="units")
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=250)
    echelon = models.CharField(_("echelon"), max_length=4, blank=True)
    six_day_week = models.BooleanField(_("six-day week"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "code"], name="unit_code_once")
        ]
        permissions = [
            ("hr", "Runs personnel matters of this unit and those below it"),
            ("approver", "Approves for this unit and those below it"),
            ("auditor", "Reads everything in this unit and those below it"),
        ]

    def __str__(self):
        return spoken_unit(self.name)


class PersonManager(BaseUserManager):
    use_in_migrations = True

    def create_user(self, username, password=None, **facts):
        """Create a person who can sign in; all but staff of the system need ``institution``."""
        facts["email"] = (facts.get("email") or "").lower()
        person = self.model(username=username.lower(), **facts)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, username, password=None, **facts):
        return self.create_user(
            username, password, **{"is_staff": True, "is_superuser": True, **facts}
        )

    def get_by_natural_key(self, username):
        return self.get(username=username)


class Person(AbstractBaseUser, PermissionsMixin):
    """A civil servant or official, and at once his account. Never deleted, only deactivated."""

    class Kind(models.TextChoices):
        PNS = "pns", "PNS"
        PPPK = "pppk", "PPPK"
        OFFICIAL = "official", _("Official without NIP")

    class Status(models.TextChoices):
        """Legal standing (kedudukan hukum), codes of the national export."""

        ACTIVE = "01", _("Active")
        UNPAID_LEAVE = "02", _("Unpaid leave (CLTN)")
        STUDY = "03", _("Study assignment")
        SUSPENDED = "04", _("Suspended")
        DISCIPLINED = "15", _("Under disciplinary punishment")
        PRE_RETIREMENT = "20", _("Preparing for retirement (MPP)")
        RETIRED = "99", _("Retired")

    OUT_OF_SERVICE = (
        Status.UNPAID_LEAVE,
        Status.SUSPENDED,
        Status.PRE_RETIREMENT,
        Status.RETIRED,
    )

    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="people")
    username = models.CharField(_("user name"), max_length=40, unique=True)
    nip = models.CharField("NIP", max_length=18, unique=True, null=True, blank=True)
    external_id = models.CharField(_("id in the national system"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PNS)
    status = models.CharField(_("standing"), max_length=2, default=Status.ACTIVE)
    name = models.CharField(_("name"), max_length=200)
    front_title = models.CharField(_("title before the name"), max_length=60, blank=True)
    back_title = models.CharField(_("title after the name"), max_length=60, blank=True)
    rank = models.CharField(_("grade"), max_length=10, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default="id"
    )
    is_staff = models.BooleanField(_("system administrator"), default=False)
    is_active = models.BooleanField(_("account active"), default=True)
    activation = models.CharField(max_length=64, blank=True, editable=False)
    activation_ends = models.DateTimeField(null=True, editable=False)

    objects = PersonManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        indexes = [
            models.Index(fields=["institution", "name"], name="person_by_name"),
            models.Index(fields=["email"], name="person_by_email"),
        ]

    def __str__(self):
        return self.spoken_name

    @property
    def full_name(self) -> str:
        """The name as it stands on paper, as the national record has it; titles around it."""
        name = f"{self.front_title} {self.name}".strip()
        return f"{name}, {self.back_title}" if self.back_title else name

    @property
    def spoken_name(self) -> str:
        """The name as screens show it, and ``str()``: never all in capitals.

        Papers print ``full_name``.
        """
        name = f"{self.front_title} {spoken(self.name)}".strip()
        return f"{name}, {self.back_title}" if self.back_title else name

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return spoken(self.name)


class Posting(Dated):
    """A person holds a position in a unit for a time, definitively or acting (``kind``)."""

    class Kind(models.TextChoices):
        DEFINITIVE = "definitive", _("Definitive")
        PLT = "plt", _("Acting, post vacant (Plt.)")
        PLH = "plh", _("Acting, holder absent (Plh.)")
        SECONDED = "seconded", _("Seconded to another body (diperbantukan)")

    class PositionKind(models.TextChoices):
        """Kind of position; the values are the national codes (jenis jabatan)."""

        STRUCTURAL = "1", _("Structural")
        FUNCTIONAL = "2", _("Functional")
        DOUBLE = "3", _("Double")
        OPERATIONAL = "4", _("Operational (pelaksana)")

    person = models.ForeignKey(Person, models.PROTECT, related_name="postings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="postings")
    title = models.CharField(_("position"), max_length=250)
    position_kind = models.CharField(
        _("kind of position"), max_length=1, choices=PositionKind.choices, blank=True
    )
    echelon = models.CharField(_("echelon"), max_length=4, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.DEFINITIVE)
    source = models.CharField(_("source"), max_length=200, blank=True)
    created_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["unit", "starts"], name="posting_by_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ends=None, kind="definitive"),
                name="one_open_definitive_posting",
            ),
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("starts")), name="posting_in_order"
            ),
        ]

    def __str__(self):
        return f"{self.spoken_title}, {self.unit}"

    @property
    def spoken_title(self) -> str:
        """The position as screens show it: never all in capitals."""
        return spoken_unit(self.title)


class Headship(Dated):
    """A person heads a unit for a time."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="headships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="headships")
    source = models.CharField(_("source"), max_length=200, blank=True)
    created_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(ends=None), name="one_open_headship"
            ),
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("starts")), name="headship_in_order"
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.unit}"


class DelegationQuerySet(models.QuerySet):
    def acting(self, now: dt.datetime | None = None):
        """Those in force at this instant."""
        now = now or clock.now()
        return self.filter(starts_at__lte=now, ends_at__gt=now)


class Delegation(models.Model):
    """Somebody acts for somebody else for a time, to the second. Every event names both."""

    class Kind(models.TextChoices):
        PLT = "plt", _("Plt.")
        PLH = "plh", _("Plh.")
        LEAVE = "leave", _("leave deputy")

    principal = models.ForeignKey(Person, models.PROTECT, related_name="delegations_given")
    deputy = models.ForeignKey(Person, models.PROTECT, related_name="delegations_held")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    source = models.CharField(_("source"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    created_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = DelegationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["deputy", "ends_at"], name="delegation_held")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="delegation_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(principal=F("deputy")), name="delegation_to_another"
            ),
        ]

    def __str__(self):
        return f"{self.deputy} a.n. {self.principal}"


class ImportRecord(models.Model):
    """A staff file that changed something: which, when, by whom and what."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="imports")
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    digest = models.CharField("SHA-256", max_length=64)
    counts = models.JSONField(_("counts"), default=dict)
    imported_at = models.DateTimeField(_("imported at"))
    imported_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["institution", "imported_at"], name="import_by_institution")
        ]

    def __str__(self):
        return self.file_name or self.digest[:12]
