"""What only a whole staff file can show: circles, units or heads that do not exist."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import TypeVar

from django.utils.translation import gettext as _

from workflow_core.people import nip as nips
from workflow_core.people.findings import ERROR, WARNING, Finding
from workflow_core.people.staff_file import PEOPLE, UNITS, Export, PersonRow, UnitRow

ROWS_NAMED = 10
Key = TypeVar("Key", bound=Hashable)


def check_tree(export: Export) -> None:
    by_code = {unit.code: unit for unit in export.units}
    for unit in export.units:
        if unit.parent_code and unit.parent_code not in by_code:
            export.findings.append(
                _remark(
                    unit,
                    ERROR,
                    "unknown_parent",
                    "UNOR INDUK ID",
                    message=_("The unit above, %s, is not in the sheet.") % unit.parent_code,
                    hint=_("Add its row or correct the id."),
                )
            )
    for circle in circles({unit.code: unit.parent_code for unit in export.units}):
        first = min((by_code[code] for code in circle), key=lambda unit: unit.row)
        export.findings.append(
            _remark(
                first,
                ERROR,
                "unit_circle",
                "UNOR INDUK ID",
                message=_("These units stand above each other in a circle: %s.")
                % " → ".join(by_code[code].name for code in circle),
                hint=_("One of them must stand under a unit outside the circle."),
            )
        )
    roots = [unit for unit in export.units if not unit.parent_code]
    for unit in roots[1:]:
        export.findings.append(
            _remark(
                unit,
                WARNING,
                "second_root",
                "UNOR INDUK ID",
                message=_("“%(unit)s” stands under no unit, like “%(first)s”.")
                % {"unit": unit.name, "first": roots[0].name},
                hint=_("Usually only the government as a whole has no unit above it."),
            )
        )


def circles(above: Mapping[Key, Key | None]) -> list[list[Key]]:
    """Every circle in a mapping from each item to the one above it ("" or unknown: none)."""
    done: set[Key] = set()
    found = []
    for start in above:
        path: dict[Key, int] = {}
        item: Key | None = start
        while item is not None and item in above and item not in done and item not in path:
            path[item] = len(path)
            item = above[item]
        if item in path:
            found.append([step for step, place in path.items() if place >= path[item]])
        done.update(path)
    return found


def check_across(export: Export) -> None:
    """What only the whole file can show: units and heads that do not exist, shared addresses."""
    units = {unit.code for unit in export.units}
    people = {person.nip for person in export.people}
    refused = {
        found.row for found in export.findings if found.sheet == PEOPLE and found.level == ERROR
    }
    for person in export.people:
        if person.unit_code and person.unit_code not in units:
            export.findings.append(
                _remark(
                    person,
                    ERROR,
                    "unknown_unit",
                    "UNOR ID",
                    message=_("The unit %s is not in the sheet Unor.") % person.unit_code,
                    hint=_("Add the unit or correct the id."),
                )
            )
    for unit in export.units:
        if unit.head_nip and unit.head_nip not in people:
            export.findings.append(
                _remark(
                    unit,
                    ERROR,
                    "unknown_head",
                    "PIMPINAN NIP",
                    message=_("The head %s is not in the sheet Data Utama.")
                    % nips.printed(unit.head_nip),
                    hint=_("Look for errors in that person's row.")
                    if refused
                    else _("Correct the NIP, or leave it empty and appoint the head here."),
                )
            )
    _check_emails(export)


def _check_emails(export: Export) -> None:
    holders = defaultdict(list)
    for place, person in enumerate(export.people):
        for address in person.emails:
            holders[address].append(place)
    for address, places in holders.items():
        if len(places) == 1:
            continue
        rows = ", ".join(str(export.people[place].row) for place in places[:ROWS_NAMED])
        for place in places:
            person = export.people[place]
            export.findings.append(
                _remark(
                    person,
                    WARNING,
                    "shared_email",
                    "EMAIL",
                    message=_("The address %(address)s stands in rows %(rows)s.")
                    % {"address": address, "rows": rows},
                    hint=_("Nobody can sign in with it; the NIP works."),
                )
            )
            export.people[place] = _without(person, address)


def _without(person: PersonRow, address: str) -> PersonRow:
    return replace(person, emails=tuple(one for one in person.emails if one != address))


def _remark(
    at: UnitRow | PersonRow, level: str, code: str, column: str, *, message: str, hint: str
) -> Finding:
    sheet = UNITS if isinstance(at, UnitRow) else PEOPLE
    return Finding(level, code, message, hint, sheet, at.row, column)
