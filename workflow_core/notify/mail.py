"""E-mail to those who want it: chosen, claimed, sent once, tried again where it failed.

What a mail says is its caller's; the rows here see to it that nobody gets one twice.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet

from workflow_core.calendar import clock

from .models import Mail, MailChoice, Notification, When

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.core.mail import EmailMessage

log = logging.getLogger(__name__)

TRIES = 5
UNDER_WAY = dt.timedelta(minutes=10)
"""So long a claimed mail is left to whoever claimed it."""

RECENT = dt.timedelta(days=2)
"""Older news is not mailed late: the digest and the pages have it."""

PAGE = 100


def choices_of(people: Iterable[int]) -> dict[int, MailChoice]:
    """How each of these people wants to be told; who has not chosen gets a daily digest."""
    known = MailChoice.objects.in_bulk(list(people))
    return {pk: known.get(pk) or MailChoice(person_id=pk) for pk in people}


def anybody_at_once(people: Iterable[int]) -> bool:
    """Whether one of these people wants anything at once."""
    wanted = Q(work=When.AT_ONCE) | Q(news=When.AT_ONCE) | Q(reminder=When.AT_ONCE)
    return MailChoice.objects.filter(wanted, person__in=list(people)).exists()


def unmailed(now: dt.datetime) -> QuerySet[Notification]:
    """Recent rows that no mail is about yet, of people who want something at once."""
    at_once = MailChoice.objects.filter(
        Q(work=When.AT_ONCE) | Q(news=When.AT_ONCE) | Q(reminder=When.AT_ONCE)
    )
    return (
        Notification.objects.filter(created_at__gt=now - RECENT, mail=None, read_at=None)
        .filter(recipient__in=at_once.values("person"), recipient__is_active=True)
        .exclude(recipient__email="")
        .order_by("pk")
    )


def write_mail(rows: Iterable[Notification]) -> None:
    """Put a mail about each of these rows into the outbox, unless there is one."""
    mails = [Mail(recipient_id=row.recipient_id, notification=row) for row in rows]
    Mail.objects.bulk_create(mails, ignore_conflicts=True)


def write_digest(person_id: int, day: dt.date, upto: int) -> None:
    """Put the digest of one day into the outbox, unless there is one."""
    mail = Mail(recipient_id=person_id, day=day, upto=upto)
    Mail.objects.bulk_create([mail], ignore_conflicts=True)


def send_outbox(compose: Callable[[Mail], EmailMessage | None]) -> int:
    """Send what lies in the outbox and nobody else is sending; returns how many went out.

    ``compose`` makes the message, or ``None`` where there is nothing left to say. A failure is
    noted and tried again later, ``TRIES`` times.
    """
    now, sent = clock.now(), 0
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - UNDER_WAY)
    unsent = Mail.objects.filter(free, sent_at=None, tries__lt=TRIES).order_by("pk")
    for key in list(unsent.values_list("pk", flat=True)[:PAGE]):
        claimed = Mail.objects.filter(free, pk=key, sent_at=None)
        if claimed.update(claimed_at=now, tries=F("tries") + 1):
            mail = Mail.objects.select_related("recipient__institution").get(pk=key)
            sent += _send(mail, compose)
    return sent


def _send(mail: Mail, compose: Callable[[Mail], EmailMessage | None]) -> bool:
    try:
        message = compose(mail)
        if message is not None:
            message.send()
    except Exception as failed:  # whatever the mail server says, the next one is sent
        log.warning("mail %s was not sent", mail.pk, exc_info=True)
        fault = str(failed)[:200]
        Mail.objects.filter(pk=mail.pk).update(fault=fault)
        return False
    Mail.objects.filter(pk=mail.pk).update(sent_at=clock.now(), fault="")
    return message is not None
