"""The main menu: each app registers its entries in ``AppConfig.ready``, the frame prints them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry: where it leads, its name, to whom it is shown and how much waits behind it.

    ``order`` sorts the menu; ``shown`` and ``count`` are asked on every page, so they are cheap.
    """

    url_name: str
    label: object
    icon: str
    order: int = 50
    shown: Callable[[HttpRequest], bool] = lambda request: True
    count: Callable[[HttpRequest], int] = lambda request: 0


@dataclass(frozen=True)
class Item:
    """An entry as the page prints it."""

    url: str
    label: object
    icon: str
    is_here: bool
    count: int


_entries: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """Add an entry; registering the same URL name again replaces it."""
    _entries[entry.url_name] = entry


def items(request: HttpRequest) -> list[Item]:
    """The menu for this request, in order."""
    shown = [entry for entry in _entries.values() if entry.shown(request)]
    printed = []
    for entry in sorted(shown, key=lambda entry: entry.order):
        url = reverse(entry.url_name)
        is_here = request.path == url or (url != "/" and request.path.startswith(url))
        printed.append(Item(url, entry.label, entry.icon, is_here, entry.count(request)))
    return printed
