"""From which address of the network a request comes, also behind proxies of our own."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address that the outermost of our ``TRUSTED_PROXIES`` saw, never what callers claim.

    Each proxy appends to ``X-Forwarded-For`` whom it heard. With none in front it is whoever
    connected.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    heard = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",")]
    trusted = settings.TRUSTED_PROXIES
    if not trusted or len(heard) < trusted:
        return direct
    return heard[-trusted] if _is_address(heard[-trusted]) else direct


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
