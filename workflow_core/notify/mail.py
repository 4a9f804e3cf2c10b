"""E-mail to those who want it: chosen, claimed, sent once, tried again where it failed.

What a mail says is its caller's; the rows here see to it that nobody gets one twice.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from workflow_core.calendar import clock

from .models import Mail, MailChoice, Notification, When

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.core.mail import EmailMessage

log = logging.getLogger(__name__)

TRIES = 9
UNDER_WAY = dt.timedelta(minutes=10)
"""So long a claimed mail is left to whoever claimed it; after each failure for twice as long.

Nine tries make forty-two hours: a mail server may be gone for a whole day.
"""

RECENT = dt.timedelta(days=2)
"""Older news is not mailed late: the digest and the pages have it."""

ROUND = 300
"""So many seconds a round sends at most; the next one goes on where it stopped."""

PAGE = 100

AT_ONCE = Q(work=When.AT_ONCE) | Q(news=When.AT_ONCE) | Q(reminder=When.AT_ONCE)


def anybody_at_once(people: Iterable[int]) -> bool:
    """Whether one of these people wants anything at once."""
    return MailChoice.objects.filter(AT_ONCE, person__in=list(people)).exists()


def choice_of(person_id: int) -> MailChoice:
    """How a person wants to be told; who has not chosen gets a daily digest."""
    return MailChoice.objects.filter(pk=person_id).first() or MailChoice(person_id=person_id)


def unmailed(now: dt.datetime) -> QuerySet[Notification]:
    """Recent rows that no mail is about yet, of people who want something at once."""
    at_once = MailChoice.objects.filter(AT_ONCE)
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


def write_digests(day: dt.date, people: Iterable[tuple[int, int]]) -> None:
    """Put the digests of one day into the outbox, unless they are there.

    ``people``: who gets one, and up to which number it tells.
    """
    mails = [Mail(recipient_id=person, day=day, upto=upto) for person, upto in people]
    Mail.objects.bulk_create(mails, batch_size=PAGE, ignore_conflicts=True)


def told() -> QuerySet[Mail]:
    """The digests that went out, or had nothing to say: what they told is not told again."""
    return Mail.objects.filter(notification=None).exclude(sent_at=None).order_by("-upto")


def send_outbox(compose: Callable[[Mail], EmailMessage | None]) -> int:
    """Send what lies in the outbox and nobody else is sending; returns how many went out.

    ``compose`` makes the message, or ``None`` where there is nothing left to say. A failure is
    noted and tried again later, ``TRIES`` times; what is given up is logged as an error.
    """
    ends, last, sent = time.monotonic() + ROUND, 0, 0
    unsent = Mail.objects.filter(sent_at=None, tries__lt=TRIES).order_by("pk")
    while found := list(unsent.filter(_is_free(clock.now()), pk__gt=last)[:PAGE]):
        for mail in found:
            if time.monotonic() >= ends:
                return sent
            sent += _claim(mail) and _send(mail.pk, compose)
        last = found[-1].pk
    return sent


def _is_free(now: dt.datetime) -> Q:
    return Q(free_at=None) | Q(free_at__lte=now)


def _claim(mail: Mail) -> bool:
    """Take a mail that was read free, for a while that begins now; else another worker has it."""
    now = clock.now()
    as_read = Mail.objects.filter(_is_free(now), pk=mail.pk, sent_at=None, tries=mail.tries)
    free_at = now + UNDER_WAY * 2**mail.tries
    return bool(as_read.update(free_at=free_at, tries=mail.tries + 1))


def _send(key: int, compose: Callable[[Mail], EmailMessage | None]) -> bool:
    mail = Mail.objects.select_related("recipient__institution").get(pk=key)
    try:
        message = compose(mail)
        if message is not None:
            message.send()
    except Exception as failed:  # whatever the mail server says, the next one is sent
        is_last = mail.tries >= TRIES
        level, said = (logging.ERROR, "given up") if is_last else (logging.WARNING, "not sent")
        log.log(level, "mail %s to person %s: %s", key, mail.recipient_id, said, exc_info=True)
        Mail.objects.filter(pk=key).update(fault=str(failed)[:200])
        return False
    Mail.objects.filter(pk=key).update(sent_at=clock.now(), fault="")
    return message is not None
