"""How often one address may ask for something that is open to everybody."""

import ipaddress

from django.core.cache import cache
from django.http import HttpRequest


def is_too_often(request: HttpRequest, what: str, most: int, seconds: int) -> bool:
    """Count this request; whether its address has made more than ``most`` in the window."""
    key = f"often:{what}:{address_of(request)}"
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key)) > most
    except ValueError:  # the window ended in between
        return False


def address_of(request: HttpRequest) -> str:
    """The address of the caller: what our own proxy, and nobody before it, says."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return forwarded if forwarded and _is_own_proxy(direct) else direct


def _is_own_proxy(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:  # a socket of this machine has no address
        return True
