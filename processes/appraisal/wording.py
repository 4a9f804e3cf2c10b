"""Hints on how a plan is worded. They advise the writer and never block anything."""

import re

from django.utils.translation import gettext as _

ABSOLUTE = re.compile(
    r"\b(semua|selalu|tidak\s+pernah"
    # "setiap bulan" says how often, not that nothing may go wrong
    r"|setiap(?!\s+(?:hari|pekan|minggu|bulan|triwulan|semester|tahun)\b))\b",
    re.IGNORECASE,
)
MAY_BE_ABSOLUTE = re.compile(
    r"\b(nyawa|cedera|keamanan\s+nasional|kerugian\s+(?:moneter|keuangan|negara|uang|besar))\b",
    re.IGNORECASE,
)
ACTIVITY = re.compile(
    r"[\W\d_]*(melakukan|melaksanakan|mengikuti|menghadiri|menyusun|menyiapkan|mempersiapkan"
    r"|membuat|membantu|mendampingi|memfasilitasi|mengerjakan|mengadakan|menyelenggarakan"
    r"|mengumpulkan|mengetik|mencatat|menginput|mengarsipkan|mengk?oordinasikan)\b",
    re.IGNORECASE,
)


def absolute_word(text: str) -> str:
    """The first word that leaves no room for error; empty where there is none or it may stand.

    PermenPANRB 6/2022, Lampiran p. 51, number 7: targets are ideally not absolute, but for what
    concerns life, injury, national security and large losses of money.
    """
    found = ABSOLUTE.search(text)
    return " ".join(found[0].split()) if found and not MAY_BE_ABSOLUTE.search(text) else ""


def activity_word(text: str) -> str:
    """The verb with which a result begins as an activity; empty where it does not.

    PermenPANRB 6/2022, Lampiran p. 49 and Anak Lampiran 1: a planned result is an achievement
    (outcome, output or service), not an activity. Which verbs tell of one is our own list.
    """
    found = ACTIVITY.match(text)
    return found[1] if found else ""


def hints_on_result(text: str) -> list[str]:
    """What could be said better in a planned result."""
    return [*_activity(text), *hints_on_target(text)]


def hints_on_target(*texts: str) -> list[str]:
    """What could be said better in an indicator and its target."""
    word = absolute_word(" ".join(texts))
    if not word:
        return []
    sentence = _(
        "“%(word)s” leaves no room for error. Is there a share or a number that would be good "
        "enough? Only life, injury, national security and large losses call for it."
    )
    return [sentence % {"word": word}]


def _activity(text: str) -> list[str]:
    word = activity_word(text)
    if not word:
        return []
    sentence = _(
        "“%(word)s” tells what is done. Can you say what is there afterwards? For example "
        "“birth certificates are issued within one day”."
    )
    return [sentence % {"word": word}]
