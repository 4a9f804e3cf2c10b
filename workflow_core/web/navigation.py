"""The main menu: each app registers its entries in ``AppConfig.ready``, the frame prints them."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry: where it leads, its name, to whom it is shown and how much waits behind it.

    ``order`` sorts the menu; ``shown`` and ``count`` are asked on every page, so they are cheap.
    Where ``aside`` says so the entry stands in the menu of the account: a phone has room for six.
    """

    url_name: str
    label: object
    icon: str
    order: int = 50
    shown: Callable[[HttpRequest], bool] = lambda request: True
    count: Callable[[HttpRequest], int] = lambda request: 0
    aside: Callable[[HttpRequest], bool] = lambda request: False


@dataclass(frozen=True)
class Item:
    """An entry as the page prints it."""

    url: str
    label: object
    icon: str
    is_here: bool
    count: int
    is_aside: bool


def came_from(request: HttpRequest, otherwise: str) -> str:
    """The page of ours from which this one was opened, for “Cancel”; forms hand it on as ``back``.

    ``otherwise`` where the browser does not say, or names another site or this very page.
    """
    sent = request.POST.get("back") or request.headers.get("referer", "")
    is_ours = url_has_allowed_host_and_scheme(sent, {request.get_host()}, request.is_secure())
    found = urlsplit(sent) if is_ours else urlsplit("")
    if not found.path.startswith("/") or found.path == request.path:
        return otherwise
    return f"{found.path}?{found.query}" if found.query else found.path


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
        count, is_aside = entry.count(request), entry.aside(request)
        printed.append(Item(url, entry.label, entry.icon, is_here, count, is_aside))
    return printed
