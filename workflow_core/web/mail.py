"""What an e-mail says, and when it goes out: at once, or in the morning for the day before."""

from __future__ import annotations

import datetime as dt
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models import When as W
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext
from django_tasks import task

from workflow_core.calendar import clock
from workflow_core.calendar.calendars import calendar_of
from workflow_core.engine.models import WorkItem
from workflow_core.engine.reminders import KIND as REMINDER
from workflow_core.engine.standing import Standing
from workflow_core.notify import mail
from workflow_core.notify.models import Mail, Notification, When
from workflow_core.notify.replay import rows_of
from workflow_core.people.models import Institution, Person

from .cases import visible_cases
from .news import Item, item_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

MORNING = dt.time(7)
LISTED = 20

TOPICS = ("work", "news", "reminder")
"""What may be chosen by itself: the columns of ``MailChoice``."""


@task()
def mail_news() -> None:
    """Send at once what people want at once."""
    send_at_once()


def enqueue_for(people: Iterable[int]) -> None:
    """After a move: let a worker send, where somebody wants it at once."""
    if settings.MAIL_NEWS and mail.anybody_at_once(people):
        mail_news.enqueue()


def send_at_once() -> int:
    """Mail what has not been mailed yet to those who want it at once."""
    wanted, last = _with_topic(mail.unmailed(clock.now())).filter(_wanted_at_once()), 0
    while rows := list(wanted.filter(pk__gt=last)[: mail.PAGE]):
        mail.write_mail(rows)
        last = rows[-1].pk
    return mail.send_outbox(compose)


def send_digests() -> int:
    """Once a working day, from seven in the morning where they are, tell people what is new."""
    for institution in Institution.objects.all():
        office = calendar_of(institution)
        local = clock.now().astimezone(ZoneInfo(institution.time_zone))
        if office.is_working_day(local.date()) and local.time() >= MORNING:
            mail.write_digests(local.date(), _with_news(institution, local.date()))
    return mail.send_outbox(compose)


def _with_news(institution: Institution, day: dt.date) -> list[tuple[int, int]]:
    """Whom a digest of this day would tell something new, and up to which number."""
    told = mail.told().filter(recipient=OuterRef("pk"))
    new = Notification.objects.filter(recipient=OuterRef("pk"), read_at=None, mail=None)
    people = Person.objects.filter(institution=institution, is_active=True).exclude(email="")
    people = people.exclude(pk__in=Mail.objects.filter(day=day).values("recipient"))
    people = people.annotate(
        told=Coalesce(Subquery(told.values("upto")[:1]), 0),
        new=Subquery(new.order_by("-number").values("number")[:1]),
    )
    return list(people.filter(new__gt=F("told")).values_list("pk", "new"))


def compose(one: Mail) -> EmailMultiAlternatives | None:
    """The message, in the person's language and on his clock; ``None`` where nothing is new.

    Asked at the moment of sending: whoever has left, or may see a case no more, reads nothing of
    it.
    """
    person = one.recipient
    if not person.is_active or not person.email:
        return None
    zone = ZoneInfo(person.institution.time_zone) if person.institution else None
    with translation.override(person.language), timezone.override(zone):
        return _digest(one, person) if one.notification_id is None else _about(one, person)


def _about(one: Mail, person: Person) -> EmailMultiAlternatives | None:
    row = _unread(person).filter(mail=one).first()
    if row is None:
        return None
    item = item_of(row, person)
    return _message(one, person, f"{item.title}: {item.text}", [item], 1)


def _digest(one: Mail, person: Person) -> EmailMultiAlternatives | None:
    since = mail.told().filter(recipient=person).values_list("upto", flat=True).first() or 0
    new = _unread(person).filter(number__gt=since, number__lte=one.upto, mail=None)
    choice = mail.choice_of(person.pk)
    daily = [topic for topic in TOPICS if getattr(choice, topic) == When.DAILY]
    rows = _with_topic(new).filter(topic__in=daily)
    count = rows.count()
    if not count:
        return None
    subject = ngettext("%d piece of news in Kinerja", "%d pieces of news in Kinerja", count) % count
    return _message(one, person, subject, [item_of(row, person) for row in rows[:LISTED]], count)


def _unread(person: Person) -> QuerySet[Notification]:
    """What a person has not read, newest first, of the cases he may see now."""
    case = Cast(KT("parameters__case"), BigIntegerField())
    rows = rows_of(person.pk).filter(read_at=None)
    rows = rows.annotate(about=Coalesce(case, F("event__case"), output_field=BigIntegerField()))
    return rows.filter(about__in=visible_cases(Standing(person)).order_by().values("pk"))


def _with_topic(rows: QuerySet[Notification]) -> Any:
    """What each row is about: a reminder, work that now waits for its recipient, or mere news."""
    waits = WorkItem.objects.filter(
        process=OuterRef("event__case"), finished=None, owner=OuterRef("recipient")
    )
    topic = Case(
        W(kind__endswith=f".{REMINDER}", then=Value("reminder")),
        W(Exists(waits), then=Value("work")),
        default=Value("news"),
    )
    return rows.annotate(topic=topic)


def _wanted_at_once() -> Q:
    chosen = (Q(**{"topic": one, f"recipient__mail_choice__{one}": When.AT_ONCE}) for one in TOPICS)
    return reduce(or_, chosen)


def _message(
    one: Mail, person: Person, subject: str, items: list[Item], count: int
) -> EmailMultiAlternatives:
    facts: dict[str, Any] = {
        "person": person,
        "items": [(item, urljoin(settings.PUBLIC_URL, item.href)) for item in items],
        "more": count - len(items),
        "desk": urljoin(settings.PUBLIC_URL, reverse("desk")),
        "choices": urljoin(settings.PUBLIC_URL, reverse("mail_choices")),
    }
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string("workflow/mail.txt", facts),
        to=[person.email],
        headers={"Message-ID": f"<kinerja-{one.pk}@{settings.MAIL_DOMAIN}>"},
    )
    message.attach_alternative(render_to_string("workflow/mail.html", facts), "text/html")
    return message
