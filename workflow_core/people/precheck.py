"""What HR must see before anything starts: gaps and conflicts in the line of command."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Window
from django.utils.translation import gettext as _

from workflow_core.people.command_line import Line, Snapshot, appraised, snapshot
from workflow_core.people.findings import ERROR, WARNING
from workflow_core.people.models import Institution, Person, Posting, Unit

LEADING_ECHELONS = ("1", "2", "3", "4")  # pimpinan tinggi, administrator, pengawas


@dataclass(frozen=True, slots=True)
class Problem:
    """One remark with the person or unit to link to; ``sentence`` is what the page shows."""

    severity: str
    code: str
    sentence: str
    person: Person | None = None
    unit: Unit | None = None


def precheck(
    institution: Institution,
    on: dt.date,
    *,
    approver: Person | None = None,
    substitute: Person | None = None,
) -> list[Problem]:
    """Everything in the way of a launch on this day, errors first, in six statements at most.

    ``approver`` and ``substitute``: who will approve; nobody approves himself.
    """
    taken = snapshot(institution, on)
    lines = taken.lines(appraised(taken))
    problems = [
        *_units(taken),
        *_raters(taken, lines),
        *_people(institution, taken, lines),
        *_approver(taken, lines, approver, substitute),
        *_twins(institution),
        *_without_post(institution, on),
    ]
    return sorted(problems, key=lambda problem: problem.severity != ERROR)


def _units(taken: Snapshot) -> Iterator[Problem]:
    for unit_id, unit in taken.units.items():
        if head := taken.absent_heads.get(unit_id):
            sentence = _("%(head)s heads “%(unit)s” but is not on duty: the head above rates.")
            names = {"head": head, "unit": unit}
            yield Problem(WARNING, "head_absent", sentence % names, head, unit)
        elif unit_id not in taken.heads:
            sentence = _("“%s” has no head: the head above rates.") % unit
            yield Problem(WARNING, "unit_without_head", sentence, None, unit)


def _raters(taken: Snapshot, lines: Mapping[int, Line]) -> Iterator[Problem]:
    """Raters below pengawas who head no unit of their own (PermenPANRB 6/2022, p. 1 (9), p. 89)."""
    raters = {line.rater.pk: line.rater for line in lines.values() if line.rater}
    for rater_id, rater in raters.items():
        post = taken.posts.get(rater_id)
        if rater.kind == Person.Kind.OFFICIAL or (
            post and post.echelon.startswith(LEADING_ECHELONS)
        ):
            continue
        own = taken.heads.get(post.unit_id) if post else None
        if own is None or own.pk != rater_id:
            sentence = _("%s rates others, but is below pengawas and heads no unit of their own.")
            unit = taken.units.get(post.unit_id) if post else None
            yield Problem(WARNING, "rater_too_low", sentence % rater, rater, unit)


def _people(
    institution: Institution, taken: Snapshot, lines: Mapping[int, Line]
) -> Iterator[Problem]:
    codes = {}
    for person_id, line in lines.items():
        if line.rater is None:
            codes[person_id, "no_rater"] = _("%s has no rater.")
    for circle in taken.tree().circles():
        for person_id in circle:
            codes[person_id, "own_rater"] = _("%s stands in a circle of raters.")
    for person_id in taken.doubled:
        codes[person_id, "two_postings"] = _("%s holds two definitive positions on this day.")
    people = Person.objects.in_bulk({person_id for person_id, _code in codes}) if codes else {}
    for (person_id, code), sentence in codes.items():
        person = people[person_id]
        post = taken.posts[person_id]
        yield Problem(ERROR, code, sentence % person, person, taken.units.get(post.unit_id))


def _approver(
    taken: Snapshot,
    lines: Mapping[int, Line],
    approver: Person | None,
    substitute: Person | None,
) -> Iterator[Problem]:
    if approver is None or approver.pk not in lines:
        return
    unit = lines[approver.pk].unit
    if substitute is None or substitute.pk == approver.pk:
        sentence = _(
            "%s is the competent authority (PyB) and takes part: "
            "name a substitute for their own case."
        )
        yield Problem(ERROR, "approver_takes_part", sentence % approver, approver, unit)
    else:
        sentence = _("%(approver)s takes part: %(substitute)s receives that case.")
        names = {"approver": approver, "substitute": substitute}
        yield Problem(WARNING, "approver_takes_part", sentence % names, approver, unit)


def _twins(institution: Institution) -> Iterator[Problem]:
    """People with the same name and date of birth: probably one person with two numbers."""
    employed = Person.objects.filter(institution=institution, nip__isnull=False)
    employed = employed.exclude(status=Person.Status.RETIRED).exclude(birth_date=None)
    same = Window(Count("pk"), partition_by=["name", "birth_date"])
    for person in employed.annotate(same=same).filter(same__gt=1).order_by("name", "nip"):
        sentence = _("%(person)s (%(nip)s) is probably in the system twice.")
        names = {"person": person, "nip": person.nip}
        yield Problem(WARNING, "duplicate", sentence % names, person)


def _without_post(institution: Institution, on: dt.date) -> Iterator[Problem]:
    held = Posting.objects.on(on).filter(person=OuterRef("pk"), kind=Posting.Kind.DEFINITIVE)
    waiting = Person.objects.filter(~Exists(held), institution=institution, nip__isnull=False)
    for person in waiting.exclude(status__in=Person.OUT_OF_SERVICE).order_by("name"):
        yield Problem(WARNING, "no_post", _("%s has no position on this day.") % person, person)
