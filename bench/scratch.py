"""The scratch databases: a file, and one on the local PostgreSQL; both gone afterwards."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from tests.services import postgres_url

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def sqlite() -> Iterator[str]:
    """The address of an empty SQLite file."""
    with tempfile.TemporaryDirectory(prefix="kinerja-bench-") as folder:
        yield f"sqlite:///{Path(folder) / 'bench.sqlite3'}"


@contextmanager
def postgres() -> Iterator[str | None]:
    """The address of an empty PostgreSQL database; ``None`` where there is no server."""
    server = postgres_url()
    if server is None:
        yield None
        return
    import psycopg

    name = f"kinerja_bench_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as administrator:
        administrator.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            administrator.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
