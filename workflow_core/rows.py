"""One row at a time, with SQL text composed once: on a move's path the ORM would compose it anew.

What is stored and what is read are the same as with ``save`` and ``get``, with the fields' own
conversions, but no signals are sent. The texts are kept per kind of database.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import MultipleObjectsReturned
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, models
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError

if TYPE_CHECKING:
    from collections.abc import Sequence


def insert(row: Any) -> None:
    """Insert an unsaved row of a model without parent tables; it gets its primary key."""
    if not row._state.adding:
        raise TypeError(f"{row!r} is stored already")
    text, fields = _insertion(cast("Any", type(row)), connection.vendor)
    database = connections[DEFAULT_DB_ALIAS]
    values = [one.get_db_prep_save(one.pre_save(row, add=True), database) for one in fields]
    with database.cursor() as cursor:
        cursor.execute(text, values)
        [row.pk] = cursor.fetchone()
    row._state.adding, row._state.db = False, database.alias


def insert_new(rows: Sequence[models.Model]) -> list[Any]:
    """Insert those of these rows of one model that no unique constraint stops; returns their keys.

    The rows themselves are left as they were: the database says which went in, not this process.
    """
    if not rows:
        return []
    _text, fields = _insertion(cast("Any", type(rows[0])), connection.vendor)
    database, quote = connections[DEFAULT_DB_ALIAS], connection.ops.quote_name
    meta = rows[0]._meta
    columns = ", ".join(quote(str(one.column)) for one in fields)
    marks = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(rows))
    table, key = quote(meta.db_table), quote(str(meta.pk.column))
    text = (
        f"INSERT INTO {table} ({columns}) VALUES {marks} "  # noqa: S608 - our own names
        f"ON CONFLICT DO NOTHING RETURNING {key}"
    )
    values = [
        one.get_db_prep_save(one.pre_save(row, add=True), database)
        for row in rows
        for one in fields
    ]
    with database.cursor() as cursor:
        cursor.execute(text, values)
        return [key for (key,) in cursor.fetchall()]


def update(row: Any, names: frozenset[str]) -> None:
    """Store these fields of a row, with one statement for each of its tables that has any."""
    database = connections[DEFAULT_DB_ALIAS]
    for text, fields, key in _updates(cast("Any", type(row)), names, connection.vendor):
        values = [one.get_db_prep_save(one.pre_save(row, add=False), database) for one in fields]
        with database.cursor() as cursor:
            cursor.execute(text, [*values, getattr(row, key)])
            if cursor.rowcount != 1:
                raise DatabaseError(f"{row!r} is gone")


@cache
def _insertion(model: type[models.Model], vendor: str) -> tuple[str, list[Any]]:
    quote, meta = connection.ops.quote_name, model._meta
    if meta.parents:
        raise TypeError(f"{model.__name__} has parent tables")
    fields = [one for one in meta.local_concrete_fields if one is not meta.pk]
    columns = ", ".join(quote(str(one.column)) for one in fields)
    marks = ", ".join(["%s"] * len(fields))
    table, key = quote(meta.db_table), quote(str(meta.pk.column))
    return f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING {key}", fields  # noqa: S608 - our own names


@cache
def _updates(
    model: type[models.Model], names: frozenset[str], vendor: str
) -> list[tuple[str, list[Any], str]]:
    if unknown := names - {one.name for one in model._meta.concrete_fields}:
        raise LookupError(f"{model.__name__} has no {sorted(unknown)}")
    quote = connection.ops.quote_name
    found = []
    for part in (*model._meta.all_parents, model):
        fields = [one for one in part._meta.local_concrete_fields if one.name in names]
        if fields:
            sets = ", ".join(f"{quote(str(one.column))} = %s" for one in fields)
            table, key = quote(part._meta.db_table), part._meta.pk
            text = f"UPDATE {table} SET {sets} WHERE {quote(str(key.column))} = %s"  # noqa: S608 - our own names
            found.append((text, fields, key.attname))
    return found


class Reading:
    """A query for one row, composed once and asked again and again with another value.

    ``queryset`` is filtered by exactly one value, of an example; ``one(value)`` is its ``get``.
    Annotations take no values.
    """

    def __init__(self, queryset: models.QuerySet[Any]) -> None:
        compiler = queryset.query.get_compiler(connection.alias)
        self._text, [_example] = compiler.as_sql()
        info, chosen = compiler.klass_info, compiler.klass_info["select_fields"]
        self._locks = queryset.query.select_for_update
        self._model, self._span = info["model"], slice(chosen[0], chosen[-1] + 1)
        self._names = [one[0].target.attname for one in compiler.select[self._span]]
        self._annotated = compiler.annotation_col_map or {}
        self._related = cast("Any", get_related_populators)(info, compiler.select, connection.alias)
        found = compiler.get_converters([one[0] for one in compiler.select])
        self._converters = [(at, *rest) for at, rest in found.items()]

    def one(self, value: Any) -> Any:
        """The row; raises its model's ``DoesNotExist``."""
        database = connections[DEFAULT_DB_ALIAS]
        if self._locks and not database.in_atomic_block:
            raise TransactionManagementError("a lock is held by a transaction")
        with database.cursor() as cursor:
            cursor.execute(self._text, [value])
            found = cursor.fetchmany(2)
        if not found:
            raise self._model.DoesNotExist(f"{self._model.__name__} {value}")
        if len(found) > 1:
            raise MultipleObjectsReturned(f"{self._model.__name__} {value}")
        columns = list(found[0])
        for at, converters, expression in self._converters:
            for convert in converters:
                columns[at] = convert(columns[at], expression, database)
        row = self._model.from_db(database.alias, self._names, columns[self._span])
        for name, at in self._annotated.items():
            setattr(row, name, columns[at])
        for related in self._related:
            related.populate(columns, row)
        return row
