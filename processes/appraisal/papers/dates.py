"""Dates as the forms write them, from the texts of a signed document."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from .official import MONTHS, QUARTERS, ZONES


def day(when: dt.date) -> str:
    """“12 Januari 2026”."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def moment(at: dt.datetime, zone: str) -> str:
    """“12 Januari 2026 pukul 09.00 WIB”, on the clock of the institution."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day(local.date())} pukul {local:%H.%M} {ZONES.get(zone, '')}".strip()


def local_day(at: dt.datetime, zone: str) -> str:
    return day(at.astimezone(ZoneInfo(zone)).date())


def period(starts: str, ends: str) -> str:
    """“1 JANUARI S.D. 31 DESEMBER 2026”, from two days in ISO form."""
    first, last = dt.date.fromisoformat(starts), dt.date.fromisoformat(ends)
    begins = f"{first.day} {MONTHS[first.month - 1]}"
    if first.year != last.year:
        begins += f" {first.year}"
    return f"{begins} s.d. {day(last)}".upper()


def part_of_year(kind: str, starts: str) -> str:
    """Which period of the year an evaluation is of: a quarter, a month, or its end."""
    first = dt.date.fromisoformat(starts)
    if kind == "quarterly":
        return QUARTERS.get(first.month, "TRIWULAN")
    return f"BULAN {MONTHS[first.month - 1]}".upper() if kind == "monthly" else "AKHIR TAHUN"
