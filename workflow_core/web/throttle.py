"""How often one address may ask for something that is open to everybody."""

from django.core.cache import cache
from django.http import HttpRequest

from .addresses import address_of


def is_too_often(request: HttpRequest, what: str, most: int, seconds: int) -> bool:
    """Count this request; whether its address has made more than ``most`` in the window."""
    key = f"often:{what}:{address_of(request)}"
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key)) > most
    except ValueError:  # the window ended in between
        return False
