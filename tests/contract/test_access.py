"""Every address carries a rule that says who may open it."""

import pytest
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

# Views of libraries, and probes: (module of the view, why it needs no rule of ours).
EXCEPTIONS = {
    "allauth.account.views": "signing in and out, one's own password",
    "django.views.i18n": "the reader's language",
    "django.views.static": "files of the development server",
    "config.health": "probes that tell nothing",
    "config.gallery": "invented content, in development only",
}


def addresses(patterns, prefix=""):
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, prefix + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield prefix + str(one.pattern), one.callback


ADDRESSES = list(addresses(get_resolver().url_patterns))


@pytest.mark.parametrize(("address", "view"), ADDRESSES, ids=[address for address, _ in ADDRESSES])
def test_the_view_behind_an_address_carries_an_access_rule(address, view):
    module = getattr(view, "view_class", view).__module__
    assert hasattr(view, "access") or module in EXCEPTIONS, f"/{address} is open to everybody"


def test_a_view_without_a_rule_would_be_noticed():
    def view(request):
        return None

    assert not hasattr(view, "access")
    assert view.__module__ not in EXCEPTIONS


def test_a_view_cannot_be_public_and_behind_a_rule():
    from workflow_core.web.access import access, signed_in

    with pytest.raises(TypeError):
        access(signed_in, public=True)
    with pytest.raises(TypeError):
        access()


def test_a_public_view_is_open_to_all():
    from workflow_core.web.access import access

    @access(public=True)
    def view(request):
        return "open"

    assert view(RequestFactory().get("/")) == "open"
