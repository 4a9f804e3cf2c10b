"""The engine's tables: the case, the item it waits on, its history, and exceptional rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField
from guardian.models import UserObjectPermissionBase
from viewflow.workflow.managers import ProcessQuerySet
from viewflow.workflow.models import AbstractProcess, AbstractTask

from workflow_core import rows
from workflow_core.calendar import clock
from workflow_core.people.models import Institution, Unit
from workflow_core.signing.append_only import AppendOnly

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

PERSON = settings.AUTH_USER_MODEL

CHAINED = frozenset({"state", "version", "head"})
"""The columns that the history accounts for; only a move writes them."""

ENGINES_OWN = CHAINED | {"status", "finished", "flow_class", "definition_version"}
"""The columns of a case that only the engine writes."""


MOVED = CHAINED | {"status", "finished"}
"""The columns of a case that every move writes."""

ON_A_DESK = frozenset({"owner", "status", "assigned", "started", "finished"})
"""The columns of a work item that change while it lies on a desk."""


class CaseQuerySet(ProcessQuerySet, models.QuerySet["Case"]):  # type: ignore[misc]
    """Cases of one kind.

    ``visible_to`` is the one answer to "who may see this", for every list, page, file and socket.
    """

    def visible_to(self, person: Any) -> CaseQuerySet:
        """The cases this person, or this ``Standing``, may see; none for strangers."""
        from .registry import readers_of  # noqa: PLC0415 - the registry reads models
        from .standing import Standing  # noqa: PLC0415 - standing reads grants

        standing = person if isinstance(person, Standing) else Standing(person)
        person = standing.person
        if not person.is_authenticated or not person.is_active:
            return self.none()
        readers = readers_of(self.model).q(standing)
        return self.filter(readers, institution=person.institution_id)

    def update(self, **kwargs: Any) -> int:
        """As Django's, but never of a column that only a move may write."""
        if CHAINED & kwargs.keys():
            raise TypeError("Only the engine moves a case.")
        return super().update(**kwargs)

    def seal(self, **kwargs: Any) -> int:
        """Write what ``update`` refuses; for the engine alone."""
        return super().update(**kwargs)


class Case(AbstractProcess):  # type: ignore[misc]
    """One running process: viewflow's process and the state machine in one row.

    ``version`` counts its events, ``head`` is the hash of the last of them.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="cases")
    subject = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="cases")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="cases")
    title = models.CharField(_("title"), max_length=200, blank=True)
    created = models.DateTimeField(_("begun"), default=clock.now)
    state = FSMField(_("state"), max_length=30, protected=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    head = models.CharField(max_length=64, default="", editable=False)
    definition_version = models.PositiveSmallIntegerField(default=1, editable=False)
    parent_task = seed = artifact = None
    initial: ClassVar[str] = ""

    objects = CaseQuerySet.as_manager()

    class Meta:
        permissions = [
            ("observe_case", "May read this case"),
            ("examine_case", "May examine this case for its decision"),
        ]
        indexes = [
            models.Index(fields=["institution", "flow_class", "state"], name="case_by_state")
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not args:
            kwargs.setdefault("state", self.initial)
        super().__init__(*args, **kwargs)

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"

    @property
    def coerced(self) -> Any:
        """The case as its own kind."""
        return super().coerced if type(self) is Case else self

    def save(self, **kwargs: Any) -> None:
        """Save all but what only the engine writes, so that no stale copy undoes a move."""
        fields = kwargs.get("update_fields")
        if self._state.adding:
            kwargs["force_insert"] = True
        elif fields is None:
            kwargs["update_fields"] = self._loaded_fields() - ENGINES_OWN
        elif ENGINES_OWN & set(fields):
            raise TypeError("Only the engine moves a case.")
        super().save(**kwargs)

    def save_as_moved(self, fields: Iterable[str]) -> None:
        """Save the engine's own columns and ``fields``; for the engine alone."""
        rows.update(self, frozenset({*fields, *MOVED}))

    def _loaded_fields(self) -> set[str]:
        unread = self.get_deferred_fields()
        return {
            field.name
            for field in self._meta.concrete_fields
            if not field.primary_key and field.attname not in unread
        } - {"id"}

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; the protected state is read again too.

        django-fsm's own mixin lifts the protection for the whole class, and so for every thread.
        """
        fields = kwargs.get("fields", args[1] if len(args) > 1 else None)
        if fields is None or "state" in fields:
            self.__dict__.pop("state", None)
        super().refresh_from_db(*args, **kwargs)


class WorkItem(AbstractTask):  # type: ignore[misc]
    """What lies on somebody's desk: the one thing an open case waits for."""

    process = models.ForeignKey(Case, models.CASCADE, db_index=False, related_name="work_items")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="+")
    owner = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, db_index=False, related_name="work_items"
    )
    queue = models.CharField(max_length=30, blank=True)
    due_at = models.DateTimeField(null=True)
    calendar_version = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=50, default="NEW")
    created = models.DateTimeField(default=clock.now)
    data = models.JSONField(default=dict, blank=True)
    seed = artifact = previous = external_task_id = scheduled = None

    class Meta:
        indexes = [
            models.Index(fields=["owner", "due_at"], condition=Q(finished=None), name="desk"),
            models.Index(
                fields=["institution", "queue", "due_at"], condition=Q(finished=None), name="queue"
            ),
            models.Index(fields=["due_at"], condition=Q(finished=None), name="due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["process"], condition=Q(finished=None), name="one_open_item"
            )
        ]

    def save(self, **kwargs: Any) -> None:
        """As Django's; of an item that is there already only what changes on a desk is stored."""
        if self._state.adding or kwargs:
            super().save(**kwargs)
        else:
            rows.update(self, ON_A_DESK)


class Event(AppendOnly):
    """One move, as it happened; chained to the one before.

    ``facts`` is the canonical text that was hashed; the other columns repeat it for queries.
    """

    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="events")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField(_("time"))
    actor = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    transition = models.CharField(max_length=40)
    source = models.CharField(max_length=30)
    target = models.CharField(max_length=30)
    key = models.CharField(max_length=120, null=True)  # noqa: DJ001 - unique where there is one
    facts = models.TextField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta(AppendOnly.Meta):
        abstract = False
        ordering = ["case", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="event_order"),
            models.UniqueConstraint(fields=["actor", "key"], name="event_once"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(actor=None), name="event_once_by_system"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.seq} {self.transition}"

    @property
    def data(self) -> dict[str, Any]:
        """What the mover gave along."""
        from .chain import read_facts  # noqa: PLC0415 - the chain reads events

        return dict(read_facts(self.facts)["data"])

    @property
    def reason(self) -> str:
        return str(self.data.get("reason", ""))


class IncidentQuerySet(models.QuerySet["Incident"]):
    def open(self) -> IncidentQuerySet:
        """Those that still stand: nobody has moved the case since."""
        return self.filter(case__version=F("version"))


class Incident(models.Model):
    """A clock ran out on a case and the system could not do what follows, or nothing follows.

    It stands until the case moves; HR sees it, mends the cause and has it tried again.
    """

    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="incidents")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    code = models.CharField(max_length=20)
    move = models.CharField(max_length=40, blank=True)
    sentence = models.TextField(_("what stands in the way"))
    tries = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField(_("since"))
    last_at = models.DateTimeField(_("last tried"))

    objects = IncidentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "version", "code"], name="incident_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.version} {self.code}"


class Reminder(models.Model):
    """Somebody was reminded once, at one step before or after one due date, of what waits there.

    ``step`` counts working days: 7, 3, 1, 0 on the day itself, -3, -6 … after it. ``place`` names
    what waits: process, state, and the queue where it is one.
    """

    recipient = models.ForeignKey(PERSON, models.PROTECT, db_index=False, related_name="+")
    place = models.CharField(max_length=100)
    due_at = models.DateTimeField()
    step = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "place", "due_at", "step"], name="reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.place} {self.step}"


class Receipt(models.Model):
    """What somebody sent in, stamped before it is looked at: who, what, and when by the database.

    The move is made as of this instant, however long it takes. ``answered_at`` is empty while it is
    under way, or where it broke down; then the receipt and the text stay. ``content`` is empty
    where it was refused and is kept no longer.
    """

    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="receipts")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    person = models.ForeignKey(PERSON, models.PROTECT, db_index=False, related_name="receipts")
    transition = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField(_("received at"))
    answered_at = models.DateTimeField(null=True)
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+")
    refusal = models.TextField(blank=True)
    is_repeated = False  # the same was sent again, and this is the receipt of the first time

    class Meta:
        indexes = [
            models.Index(fields=["person", "received_at"], name="receipt_of_person"),
            models.Index(fields=["case"], condition=Q(answered_at=None), name="receipt_under_way"),
            models.Index(
                fields=["answered_at"],
                condition=Q(event=None) & ~Q(content=""),
                name="receipt_refused",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What stands on the receipt."""
        return f"TT-{self.received_at:%Y}-{self.pk:07d}"


class GrantQuerySet(models.QuerySet["Grant"]):
    def active(self, now: datetime | None = None) -> GrantQuerySet:
        """The rights that hold at this instant."""
        now = now or clock.now()
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=now), starts_at__lte=now)

    def held_in(self, institution_id: int) -> GrantQuerySet:
        """The active rights of those who can use them: active people of the institution."""
        return self.active().filter(person__is_active=True, person__institution=institution_id)

    def holders(self, codename: str, case: Case) -> list[int]:
        """The ids of those who hold a role on the unit of the case or on one above it.

        Who holds it on a topmost unit holds it on every case of the institution, also on those of
        no unit.
        """
        on = Q(unit__parent=None, unit__institution=case.institution_id)
        if case.unit_id is not None:
            above = Unit.objects.ancestors(case.unit_id, include_self=True).values("pk")
            on |= Q(unit__in=above)
        rows = self.held_in(case.institution_id).filter(on, codename=codename)
        return sorted(set(rows.values_list("person", flat=True)))


class Grant(models.Model):
    """An exceptional right on a case, or a role on a unit, for a time, with its source.

    The truth of such rights; guardian's rows are the union of the active ones, because guardian
    can hold only one row per person, right and object.
    """

    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="grants")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="grants")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="grants")
    codename = models.CharField(max_length=60)
    source = models.CharField(max_length=200)
    starts_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    objects = GrantQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "codename"], name="grant_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(case=None) ^ Q(unit=None), name="grant_on_case_or_unit"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="grant_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.codename}: {self.person_id}"


class CaseUserObjectPermission(UserObjectPermissionBase):
    """guardian's rows for cases, by foreign key."""

    content_object = models.ForeignKey(Case, models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        indexes = [models.Index(fields=["user", "permission"], name="case_permission_of_user")]
