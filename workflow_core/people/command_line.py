"""The line of command: who rates whom, and who stands above the rater.

Rule: the rater is the head of the person's unit; for a head, the head of the unit above; a unit
without head passes upward, and so does one whose head is on unpaid leave, suspended or about to
retire (PermenPANRB 6/2022, p. 89: authority goes up). The superior is the rater's rater and may be
nobody: the official at the top rates the heads below him, and nobody stands above him.
One rule, two doors: ``line_of`` for one person, ``lines`` for all, both in three statements.
"""

import datetime as dt
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from workflow_core.people.models import Headship, Institution, Person, Posting, Unit
from workflow_core.people.staff_checks import circles


@dataclass(frozen=True, slots=True)
class Line:
    """One person's line of command on a day. ``study``: on study assignment, kept but marked."""

    rater: Person | None
    superior: Person | None
    unit: Unit | None
    study: bool = False

    @property
    def rater_id(self) -> int | None:
        return self.rater.pk if self.rater else None

    @property
    def superior_id(self) -> int | None:
        return self.superior.pk if self.superior else None

    @property
    def unit_id(self) -> int | None:
        return self.unit.pk if self.unit else None


@dataclass(frozen=True, slots=True)
class Tree:
    """Units, their heads and who sits where, as plain mappings; the rule itself, without database.

    ``parents``: unit → unit above or None; ``heads``: unit → person; ``posts``: person → unit.
    """

    parents: Mapping[Any, Any]
    heads: Mapping[Any, Any]
    posts: Mapping[Any, Any]

    def rater(self, person: Hashable) -> Any:
        """The person's rater; None without a post, and where nobody stands above."""
        path = list(self._upward(self.posts.get(person)))
        headed = [place for place, unit in enumerate(path) if self.heads.get(unit) == person]
        above = path[headed[-1] + 1 :] if headed else path
        return next((self.heads[unit] for unit in above if unit in self.heads), None)

    def circles(self) -> list[list[Any]]:
        """People who, each being the next one's rater, come round to themselves."""
        leaders = set(self.heads.values())
        return circles({person: self.rater(person) for person in leaders})

    def _upward(self, unit: Hashable | None) -> Iterator[Hashable]:
        seen = set()
        while unit is not None and unit not in seen:
            seen.add(unit)
            yield unit
            unit = self.parents.get(unit)


@dataclass(frozen=True, slots=True)
class Post:
    """A person's definitive post on a day, as far as the line of command needs it."""

    unit_id: int
    echelon: str
    status: str
    kind: str

    @property
    def is_appraised(self) -> bool:
        return self.kind != Person.Kind.OFFICIAL and self.status not in Person.OUT_OF_SERVICE


@dataclass(slots=True)
class Snapshot:
    """An institution's units, heads and posts on one day, read in three statements."""

    units: dict[int, Unit] = field(default_factory=dict)
    heads: dict[int, Person] = field(default_factory=dict)
    absent_heads: dict[int, Person] = field(default_factory=dict)
    posts: dict[int, Post] = field(default_factory=dict)
    doubled: set[int] = field(default_factory=set)

    def tree(self) -> Tree:
        return Tree(
            parents={unit.pk: unit.parent_id for unit in self.units.values()},
            heads={unit: head.pk for unit, head in self.heads.items()},
            posts={person: post.unit_id for person, post in self.posts.items()},
        )

    def lines(self, people: Iterable[int]) -> dict[int, Line]:
        """The lines of these people; who has no post on the day gets an empty one."""
        tree = self.tree()
        leaders: dict[Any, Person] = {head.pk: head for head in self.heads.values()}
        superiors = {leader: tree.rater(leader) for leader in leaders}
        found = {}
        for person in people:
            rater = tree.rater(person)
            post = self.posts.get(person)
            found[person] = Line(
                rater=leaders.get(rater),
                superior=leaders.get(superiors.get(rater)),
                unit=self.units.get(post.unit_id) if post else None,
                study=post is not None and post.status == Person.Status.STUDY,
            )
        return found


def snapshot(institution: Institution | int, on: dt.date, person: Person | None = None) -> Snapshot:
    """Read units, heads and definitive posts; with ``person``, only his post and the heads'."""
    institution_id = institution if isinstance(institution, int) else institution.pk
    taken = Snapshot()
    taken.units = {unit.pk: unit for unit in Unit.objects.filter(institution=institution_id)}
    headships = Headship.objects.on(on).filter(unit__institution=institution_id)
    for headship in headships.select_related("person").order_by("starts", "pk"):
        head = headship.person
        absent = head.status in Person.OUT_OF_SERVICE
        (taken.absent_heads if absent else taken.heads)[headship.unit_id] = head
    postings = Posting.objects.on(on).filter(
        unit__institution=institution_id, kind=Posting.Kind.DEFINITIVE
    )
    if person is not None:
        heads = {head.pk for head in taken.heads.values()}
        postings = postings.filter(Q(person=person) | Q(person__in=heads))
    for person_id, *facts in postings.order_by("starts", "pk").values_list(
        "person_id", "unit_id", "echelon", "person__status", "person__kind"
    ):
        if person_id in taken.posts:
            taken.doubled.add(person_id)
        taken.posts[person_id] = Post(*facts)
    return taken


def line_of(person: Person, on: dt.date) -> Line:
    """The person's rater, superior and unit on this day; all None without a post."""
    if person.institution_id is None:
        return Line(None, None, None)
    return snapshot(person.institution_id, on, person).lines([person.pk])[person.pk]


def lines(institution: Institution, on: dt.date) -> dict[int, Line]:
    """The lines of everybody who is appraised, by person id, in three statements.

    Left out are officials without NIP and those in ``Person.OUT_OF_SERVICE``
    (PermenPANRB 6/2022, p. 66: no targets for them); study assignment is kept and marked.
    """
    taken = snapshot(institution, on)
    return taken.lines(appraised(taken))


def appraised(taken: Snapshot) -> list[int]:
    """The ids of those in the snapshot who are appraised."""
    return [person for person, post in taken.posts.items() if post.is_appraised]
