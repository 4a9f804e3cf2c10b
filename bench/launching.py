"""A cycle launched for a synthetic district, and the pages of people in it."""

from __future__ import annotations

import datetime as dt
import resource
import tracemalloc
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from processes.appraisal import cycles
from processes.appraisal.models import Appraisal, Cycle
from tests.appraisal_world import WIB, signed, write_plan
from workflow_core.calendar import clock
from workflow_core.engine import engine
from workflow_core.engine.grants import grant
from workflow_core.people.models import Headship, Institution, Person, Posting, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

SINCE = dt.date(2020, 1, 1)
TEAM = 20
"""Staff of one unit, its head included."""

UNITS_OF_A_DEPARTMENT = 8
PROPOSED = 20
"""Plans of whose the head's desk is full, at most."""

REPEATS = 30


@dataclass(frozen=True)
class District:
    institution: Any
    hr: Any
    heads: list[Any]


def build(size: int) -> District:
    """``size`` people in units of ``TEAM``, under departments, under the head of the region."""
    institution = Institution.objects.create(code="large", name="Large")
    root = Unit.objects.create(institution=institution, code="0", name="Large")
    people = Person.objects.bulk_create(
        Person(
            institution=institution,
            username=f"large-{number}",
            name=f"Person {number}",
            kind=Person.Kind.PNS if number else Person.Kind.OFFICIAL,
            password="!",
        )
        for number in range(size + 1)
    )
    posts = heads = [(people[0], root)]
    department = root
    for number, team in enumerate(_teams(people[1:])):
        leads = number % UNITS_OF_A_DEPARTMENT == 0
        unit = Unit.objects.create(
            institution=institution,
            parent=root if leads else department,
            code=f"{number + 1}",
            name=f"Unit {number}",
        )
        department = unit if leads else department
        heads = [*heads, (team[0], unit)]
        posts = [*posts, *((person, unit) for person in team)]
    Posting.objects.bulk_create(
        Posting(person=person, unit=unit, title="Analyst", starts=SINCE) for person, unit in posts
    )
    Headship.objects.bulk_create(
        Headship(person=person, unit=unit, starts=SINCE) for person, unit in heads
    )
    hr = people[-1]
    grant(
        person=hr, codename="hr", unit=root, source="bench",
        starts_at=dt.datetime(2020, 1, 1, tzinfo=WIB),
    )  # fmt: skip
    return District(institution, hr, [person for person, _unit in heads])


def _teams(people: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(people), TEAM):
        yield people[start : start + TEAM]


def measure_launch(district: District) -> Iterator[str]:
    """Two launches: one for the clock, one for the memory that the first would be slowed by."""
    before = _peak()
    cycle, when = _cycle(district, 2026)
    sent = Sent()
    wall, processor = perf_counter(), process_time()
    with clock.at(when), connection.execute_wrapper(sent):
        for progress in cycles.launch(cycle, by=district.hr):
            done = progress.done
    wall, processor = perf_counter() - wall, process_time() - processor
    yield (
        f"launch of {done} cases: {wall:.1f} s, {processor:.1f} s CPU of the application,"
        f" {sent.count} statements, {done / wall:.0f} cases/s"
    )
    grown = _peak() - before
    cycle, when = _cycle(district, 2027)
    tracemalloc.start()
    with clock.at(when):
        for progress in cycles.launch(cycle, by=district.hr):
            done = progress.done
    allocated = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    yield (
        f"  memory: {allocated:.0f} MiB allocated at the peak; the process grew by {grown:.0f} MiB"
        f" to {_peak():.0f} MiB"
    )


class Sent:
    """Counts statements without keeping them."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, *arguments: Any) -> Any:
        self.count += 1
        return execute(*arguments)


def _cycle(district: District, year: int) -> tuple[Cycle, dt.datetime]:
    when = dt.datetime(year, 1, 12, 9, tzinfo=WIB)
    with clock.at(when):
        cycle = cycles.prepare(
            institution=district.institution, kind=Cycle.Kind.ANNUAL, year=year, title=str(year),
            approver=district.heads[0], windows=cycles.usual_windows(Cycle.Kind.ANNUAL, year),
            by=district.hr,
        )  # fmt: skip
        engine.perform(cycle, "open_cycle", by=district.hr)
    return Cycle.objects.get(pk=cycle.pk), when


def _peak() -> float:
    """The most memory this process has ever held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure_pages(district: District) -> Iterator[str]:
    """Desk and case of a head on whose desk a team's plans lie."""
    head = district.heads[1]
    found = Appraisal.objects.filter(rater=head, cycle__year=2026).select_related("subject")
    team = list(found.order_by("pk")[:PROPOSED])
    with clock.at(dt.datetime(2026, 1, 13, 9, tzinfo=WIB)):
        for case in team:
            write_plan(case, case.subject)
            engine.perform(case, "propose", by=case.subject, signature=signed(case.subject))
    client = Client()
    client.force_login(head, backend=settings.AUTHENTICATION_BACKENDS[1])
    for name, address in ((f"desk, {len(team)} plans", "/"), ("case", f"/cases/{team[0].pk}/")):
        yield _page(client, name, address)


def _page(client: Client, name: str, address: str) -> str:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    sent = len(captured)  # the next request clears what was captured
    if answer.status_code != 200:
        return f"page {name}: answers {answer.status_code}"
    wall, processor = [], []
    for _number in range(REPEATS):
        started, used = perf_counter(), process_time()
        client.get(address)
        wall.append(perf_counter() - started)
        processor.append(process_time() - used)
    return (
        f"page {name}: {median(wall) * 1e3:.1f} ms, {median(processor) * 1e3:.1f} ms CPU,"
        f" {sent} statements, {len(answer.content) / 1024:.0f} KiB"
    )
