"""Rows that are added and never changed: the history, signatures, changes of calendars."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Refuses what would change or remove a row; ``bulk_update`` ends in ``update``."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError(f"A row of {self.model.__name__} is never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError(f"A row of {self.model.__name__} is never deleted.")

    def bulk_create(  # type: ignore[override]
        self, objs: Any, batch_size: int | None = None, **conflicts: Any
    ) -> list[Any]:
        """Insert rows; a row that is there already is an error, never overwritten or skipped."""
        if any(conflicts.values()):
            raise TypeError(f"A row of {self.model.__name__} is never changed.")
        return super().bulk_create(objs, batch_size=batch_size)


class AppendOnly(models.Model):
    """A model whose rows are inserted once; ``TypeError`` for whoever tries more."""

    objects: ClassVar[models.Manager[Any]] = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"A row of {type(self).__name__} is never changed.")
        super().save(**{**kwargs, "force_insert": True})

    def delete(self, **kwargs: Any) -> tuple[int, dict[str, int]]:  # type: ignore[override]
        raise TypeError(f"A row of {type(self).__name__} is never deleted.")
