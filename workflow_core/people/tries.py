"""How often a secret may be tried: a password when signing, a code when opening an account.

Counted in the cache, with the limit and the pause of the sign-in. Where the cache is gone nobody is
held up: signing in counts in the database.
"""

import datetime as dt
import hashlib
import math

from django.conf import settings
from django.core.cache import cache
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from workflow_core.calendar import clock

from .names import one_stop


def blocked(kind: str, who: object) -> str:
    """Why ``who`` may not try now, as a sentence with the time from which on; else empty."""
    until = cache.get(f"{_key(kind, who)}:until")
    if until is None or until <= clock.now():
        return ""
    minute = timezone.localtime(until + dt.timedelta(seconds=59)).time()
    time = formats.time_format(minute, "TIME_FORMAT")
    return one_stop(_("Too many tries; try again at %(time)s.") % {"time": time})


def count_failure(kind: str, who: object, *, most: int | None = None) -> None:
    """Note a wrong try; after ``most`` of them (as many as at sign-in) a pause begins.

    Counted in one step of the cache, so that tries at once count too, and from the first of them
    for as long as the pause lasts.
    """
    key, pause = _key(kind, who), dt.timedelta(hours=settings.AXES_COOLOFF_TIME)
    seconds = math.ceil(pause.total_seconds())
    cache.add(key, 0, seconds)
    try:
        times = cache.incr(key)
    except ValueError:  # the window ended in between
        return
    if times >= (most or settings.AXES_FAILURE_LIMIT):
        cache.delete(key)
        cache.set(f"{key}:until", clock.now() + pause, seconds)


def forget(kind: str, who: object) -> None:
    """The right secret was given: earlier failures count no more."""
    cache.delete(_key(kind, who))


def _key(kind: str, who: object) -> str:
    return f"tries:{kind}:{hashlib.sha256(str(who).encode()).hexdigest()}"
