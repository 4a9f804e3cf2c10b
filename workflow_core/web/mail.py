"""What an e-mail says, and when it goes out: at once, or in the morning for the day before."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext
from django_tasks import task

from workflow_core.calendar import clock
from workflow_core.calendar.calendars import calendar_of
from workflow_core.engine.models import WorkItem
from workflow_core.engine.reminders import KIND as REMINDER
from workflow_core.notify import mail
from workflow_core.notify.models import Mail, Notification, When
from workflow_core.notify.replay import rows_of, rows_since
from workflow_core.people.models import Institution, Person

from .news import Item, item_of

if TYPE_CHECKING:
    from collections.abc import Iterable

MORNING = dt.time(7)
LISTED = 20


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
    rows = list(mail.unmailed(clock.now())[: mail.PAGE])
    choices = mail.choices_of({row.recipient_id for row in rows})
    topics = _topics(rows)
    wanted = [
        row for row in rows if getattr(choices[row.recipient_id], topics[row.pk]) == When.AT_ONCE
    ]
    mail.write_mail(wanted)
    return mail.send_outbox(compose)


def send_digests() -> int:
    """Once a working day, from seven in the morning where they are, tell people what is new."""
    for institution in Institution.objects.all():
        office = calendar_of(institution)
        local = clock.now().astimezone(ZoneInfo(institution.time_zone))
        if office.is_working_day(local.date()) and local.time() >= MORNING:
            for person, last in _with_news(institution, local.date()):
                mail.write_digest(person, local.date(), last)
    return mail.send_outbox(compose)


def _with_news(institution: Institution, day: dt.date) -> list[tuple[int, int]]:
    """Whom a digest of this day would tell something new, and up to which number."""
    told = Mail.objects.filter(recipient=OuterRef("pk"), notification=None).order_by("-upto")
    read = Notification.objects.filter(recipient=OuterRef("pk"), read_at=None).order_by("-number")
    people = Person.objects.filter(institution=institution, is_active=True).exclude(email="")
    people = people.exclude(pk__in=Mail.objects.filter(day=day).values("recipient"))
    people = people.annotate(
        told=Coalesce(Subquery(told.values("upto")[:1]), 0), new=Subquery(read.values("number")[:1])
    )
    return list(people.filter(new__gt=F("told")).values_list("pk", "new"))


def compose(one: Mail) -> EmailMultiAlternatives | None:
    """The message, in the person's language and on his clock; ``None`` where nothing is new."""
    person = one.recipient
    zone = ZoneInfo(person.institution.time_zone) if person.institution else None
    with translation.override(person.language), timezone.override(zone):
        return _digest(one, person) if one.notification_id is None else _about(one, person)


def _about(one: Mail, person: Person) -> EmailMultiAlternatives:
    item = item_of(rows_of(person.pk).get(mail=one), person)
    return _message(one, person, f"{item.title}: {item.text}", [item], 1)


def _digest(one: Mail, person: Person) -> EmailMultiAlternatives | None:
    before = Mail.objects.filter(recipient=person, notification=None, pk__lt=one.pk)
    since = before.order_by("-upto").values_list("upto", flat=True).first() or 0
    rows = [row for row in rows_since(person.pk, since) if row.read_at is None]
    choice, topics = mail.choices_of([person.pk])[person.pk], _topics(rows)
    rows = [row for row in rows if getattr(choice, topics[row.pk]) == When.DAILY]
    if not rows:
        return None
    count = len(rows)
    subject = ngettext("%d piece of news in Kinerja", "%d pieces of news in Kinerja", count) % count
    return _message(one, person, subject, [item_of(row, person) for row in rows[:LISTED]], count)


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


def _topics(rows: Iterable[Notification]) -> dict[int, str]:
    """What each row is about: a reminder, work that now waits for its recipient, or mere news."""
    rows = list(rows)
    cases = {row.event.case_id for row in rows}
    open_items = WorkItem.objects.filter(finished=None, process__in=cases)
    holders = dict(open_items.values_list("process", "owner"))
    found = {}
    for row in rows:
        is_work = holders.get(row.event.case_id) == row.recipient_id
        is_reminder = row.kind.endswith(f".{REMINDER}")
        found[row.pk] = "reminder" if is_reminder else "work" if is_work else "news"
    return found
