"""Reading staff for pages: whom a personnel officer may look after, and where they work."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from workflow_core.calendar import clock
from workflow_core.engine.models import Grant
from workflow_core.engine.standing import Standing, units_below
from workflow_core.people.command_line import line_of
from workflow_core.people.models import Headship, Person, Posting, Unit

from .cases import LARGEST_ID

HR = "hr"


def people_of(standing: Standing) -> QuerySet[Person]:
    """The people a personnel officer looks after: all, or those who work in his units today."""
    everybody = Person.objects.filter(institution=standing.person.institution_id)
    if standing.holds_everywhere(HR):
        return everybody
    return everybody.filter(_works_in(standing.units(HR)))


def units_of(standing: Standing) -> Any:
    """The units a personnel officer looks after."""
    everything = Unit.objects.filter(institution=standing.person.institution_id)
    if standing.holds_everywhere(HR):
        return everything
    return everything.filter(pk__in=standing.units(HR))


def person_of(standing: Standing, pk: int) -> Person | None:
    """One of the people he looks after, else ``None``."""
    if not 0 < pk <= LARGEST_ID:
        return None
    return people_of(standing).select_related("institution").filter(pk=pk).first()


def unit_of(standing: Standing, pk: int) -> Unit | None:
    """One of the units he looks after, else ``None``."""
    found: Unit | None = units_of(standing).filter(pk=pk).first() if 0 < pk <= LARGEST_ID else None
    return found


def may_reset(standing: Standing, person: Person) -> bool:
    """Whether he may close the account and hand out a new code.

    Never his own, nor one that stands above his: whoever gets the code can act as the person, and
    nobody gains a right this way that he does not hold.
    """
    if person.pk == standing.person.pk:
        return False
    if standing.person.is_superuser or not (person.is_superuser or person.is_staff):
        return standing.holds_everywhere(HR) or not _holds_roles(person)
    return False


def _holds_roles(person: Person) -> bool:
    return Grant.objects.active().filter(person=person.pk).exclude(unit=None).exists()


def search(people: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Narrow by name or NIP, spaces tolerated."""
    number = "".join(text.split())
    named = Q(name__icontains=text)
    return people.filter(named | Q(nip__startswith=number) if number.isdigit() else named)


def working_below(people: QuerySet[Person], unit: Unit) -> QuerySet[Person]:
    """Those of these people who work in the unit or below it today."""
    return people.filter(_works_in(units_below([unit.pk])[unit.pk]))


def waiting_for_letters(people: QuerySet[Person]) -> QuerySet[Person]:
    """Those whose account is not open yet and who still work here."""
    gone = Q(status=Person.Status.RETIRED)
    return people.filter(is_active=False).exclude(gone).order_by("name", "pk")


def posts_of(people: Iterable[Person]) -> dict[int, Posting]:
    """The definitive position of each of these people today, by person id, in one statement."""
    found = definitive().filter(person__in=list(people)).select_related("unit").order_by("starts")
    return {posting.person_id: posting for posting in found}


def heads_of(units: Iterable[Unit]) -> dict[int, Person]:
    """Who heads each of these units today, by unit id, in one statement."""
    today = clock.today()
    found = Headship.objects.on(today).filter(unit__in=list(units)).select_related("person")
    return {one.unit_id: one.person for one in found.order_by("starts")}


def sizes_of(units: Iterable[Unit]) -> dict[int, int]:
    """How many people work in each of these units itself, in one statement."""
    rows = definitive().filter(unit__in=list(units)).values_list("unit").annotate(Count("pk"))
    return dict(rows.order_by())


def definitive(day: dt.date | None = None) -> QuerySet[Posting]:
    """The definitive positions of a day, today by default."""
    found: QuerySet[Posting] = Posting.objects.on(day or clock.today())
    return found.filter(kind=Posting.Kind.DEFINITIVE)


def _works_in(units: Any) -> Any:
    return Exists(definitive().filter(person=OuterRef("pk"), unit__in=units))


def colleagues_of(person: Person, most: int = 8) -> list[Person]:
    """Who is near somebody and could stand in for him: his superior first, then his unit."""
    line = line_of(person, clock.today())
    above = [line.rater] if line.rater else []
    units = Posting.objects.on(clock.today()).filter(person=person).values("unit")
    beside = Person.objects.filter(
        _works_in(units), institution=person.institution_id, is_active=True
    )
    beside = beside.exclude(pk__in=[person.pk, *(one.pk for one in above)]).order_by("name")
    return [*(one for one in above if one.is_active), *beside[:most]][:most]
