"""Times, people and roles as sentences, in the language and on the clock of the reader."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from workflow_core.calendar import clock
from workflow_core.people.models import Institution

SOON_DAYS = 3
MIDNIGHT = time.min

NUMBERS = (
    gettext_lazy("no"),
    gettext_lazy("one"),
    gettext_lazy("two"),
    gettext_lazy("three"),
    gettext_lazy("four"),
    gettext_lazy("five"),
    gettext_lazy("six"),
    gettext_lazy("seven"),
    gettext_lazy("eight"),
    gettext_lazy("nine"),
    gettext_lazy("ten"),
)

ROLES = {
    "hr": gettext_lazy("Personnel office"),
    "approver": gettext_lazy("Competent authority (PyB)"),
    "auditor": gettext_lazy("Auditor"),
}


@dataclass(frozen=True)
class Due:
    """A due date as it is shown: how it stands in words, its tone, and the last moment in full.

    ``more``: the last moment, unless the words name the day already.
    """

    words: str
    tone: str
    moment: str
    limit: str
    more: str


def zone_name() -> str:
    """The current time zone as people call it: WIB, WITA or WIT."""
    name = timezone.get_current_timezone_name()
    return str(dict(Institution.Zone.choices).get(name, name))


def moment(at: datetime) -> str:
    """An instant on the clock of the current zone: “25 November 2026 at 23.59 WIB”."""
    local = timezone.localtime(at)
    return _("%(date)s at %(time)s %(zone)s") % {
        "date": formats.date_format(local, "DATE_FORMAT"),
        "time": formats.time_format(local.time(), "TIME_FORMAT"),
        "zone": zone_name(),
    }


def day(at: datetime) -> str:
    """The day of an instant in the current zone."""
    return str(formats.date_format(timezone.localtime(at), "DATE_FORMAT"))


def short_day(at: date | datetime) -> str:
    """A day as briefly as it is still clear, for maps and charts: “30 Oct 2026”."""
    local = timezone.localtime(at) if isinstance(at, datetime) else at
    return str(formats.date_format(local, "j M Y"))


def week_day(at: date | datetime) -> str:
    """A day with the name it has in the week: “Friday, 30 October 2026”."""
    local = timezone.localtime(at) if isinstance(at, datetime) else at
    return str(formats.date_format(local, "l, j F Y"))


def number_word(number: int) -> str:
    """A small number as a word, a larger one in figures."""
    return str(NUMBERS[number]) if number < len(NUMBERS) else str(number)


def last_moment(due_at: datetime) -> datetime:
    """The last minute in time.

    A deadline that is a day ends at the first instant of the next one.
    """
    local = timezone.localtime(due_at)
    return local - timedelta(minutes=1) if local.time() == MIDNIGHT else local


def due(due_at: datetime | None, now: datetime | None = None) -> Due | None:
    """How a due date stands now; ``None`` where nothing is due."""
    if due_at is None:
        return None
    now = now or clock.now()
    last = last_moment(due_at)
    days = (last.date() - timezone.localtime(now).date()).days
    limit = moment(last)
    full = _("due %s") % limit
    if due_at <= now:
        return Due(_late(-days), "late", full, limit, more=full)
    tone = "wait" if days <= SOON_DAYS else "info"
    return Due(_left(days, last), tone, full, limit, more=full if days <= 1 else "")


def _late(days: int) -> str:
    if days <= 0:
        return _("late since today")
    return ngettext("%d day late", "%d days late", days) % days


def _left(days: int, last: datetime) -> str:
    if days == 0:
        return _("due today")
    if days == 1:
        return _("due tomorrow")
    return _("due %s") % formats.date_format(last, "DATE_FORMAT")


def role_name(codename: str) -> str:
    """What a role is called."""
    return str(ROLES.get(codename, codename))


def actor(person: Any, principal: Any = None) -> str:
    """Who acted: a person, a deputy with both names, or the system."""
    if person is None:
        return _("The system")
    if principal is None:
        return str(person.spoken_name)
    return _("%(deputy)s on behalf of %(principal)s") % {
        "deputy": person.spoken_name,
        "principal": principal.spoken_name,
    }


def holder(item: Any) -> str:
    """Whom a work item waits for: a person, or the queue of a role."""
    if item.owner_id:
        return str(item.owner.spoken_name)
    return role_name(item.queue)
