"""What each page costs: ``python -m bench.pages [--write]`` prints the table of ``docs/pages.md``.

Every page of ``tests/page_list.py`` is opened on a scratch SQLite file that holds a small district
with an appraisal in ten states. Weights are bytes after gzip, as browsers get them.
"""

from __future__ import annotations

import datetime as dt
import gzip
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import scratch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.page_list import Page

DOCUMENT = Path(__file__).parents[1] / "docs" / "pages.md"
ASSET = re.compile(r'(?:href|src)="/static/([^"#]+)')
KB = 1024
HEAD = """# What each page costs

Measured on {day} with `python -m bench.pages --write` (`make bench` prints it too): every page
of `tests/page_list.py`, opened in Indonesian by the person named, on SQLite, in a small
district with an appraisal in each of ten states. Weights are KB after gzip, as browsers get
them. *First* counts the page with its styles, scripts and icons; *later* the page alone,
because the rest stays in the browser under names made of its content. Requests are those of the
first load; a later one is a single request. SQL statements are counted with warm caches and
include those of session and person.

Budgets: first load ≤ 60 KB, desk ≤ 12 statements, lists ≤ 15 however long they are.

"""


@dataclass(frozen=True)
class Cost:
    """One page: gzipped bytes on the first and on later loads, requests, SQL statements."""

    page: str
    first: int
    later: int
    requests: int
    statements: int

    def line(self) -> str:
        first, later = f"{self.first / KB:.1f}", f"{self.later / KB:.1f}"
        return f"| {self.page} | {first} | {later} | {self.requests} | {self.statements} |"


def main() -> int:
    with scratch.sqlite() as address:
        os.environ["DATABASE_URL"] = address
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
        text = _text(_costs())
    if "--write" in sys.argv:
        DOCUMENT.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0


def _costs() -> list[Cost]:
    import django
    import time_machine

    django.setup()
    from django.core.management import call_command

    from tests import page_list
    from tests.appraisal_world import NEXT_JANUARY

    call_command("migrate", verbosity=0)
    with time_machine.travel(NEXT_JANUARY, tick=True):
        stage = page_list.stage()
        plain = [one for one in page_list.PAGES if one.is_plain]
        return [_cost(one, stage) for one in plain]


def _cost(page: Page, stage: Any) -> Cost:
    """Open a page twice and count the second time, when the caches are warm."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost", headers={"accept-language": "id"})
    if page.by:
        client.force_login(stage.who(page.by), backend=_backend())
    address = page.address(stage)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assets = sorted(set(ASSET.findall(answer.content.decode())))
    later = _gzipped(answer.content)
    return Cost(page.name, later + sum(map(_weight, assets)), later, 1 + len(assets), len(captured))


def _backend() -> str:
    from django.conf import settings

    return str(settings.AUTHENTICATION_BACKENDS[1])


def _weight(name: str) -> int:
    from django.contrib.staticfiles import finders

    found = finders.find(name)
    return _gzipped(Path(str(found)).read_bytes())


def _gzipped(content: bytes) -> int:
    return len(gzip.compress(content, 6, mtime=0))


def _text(costs: Iterable[Cost]) -> str:
    day = dt.datetime.now(tz=dt.UTC).date()
    head = HEAD.format(day=day)
    table = "| page | first KB | later KB | requests | SQL |\n|---|---:|---:|---:|---:|\n"
    return head + table + "\n".join(one.line() for one in costs) + "\n"


if __name__ == "__main__":
    sys.exit(main())
