"""Every address that has a name is in the list of pages that are looked at, or says why not."""

import pytest
from django.urls import URLResolver, get_resolver

from tests.page_list import NO_PAGE, PAGES, SEEN_ON_THE_WAY


def names(patterns):
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from names(one.url_patterns)
        elif one.name:
            yield one.name


NAMES = sorted(set(names(get_resolver().url_patterns)))
LISTED = {page.url for page in PAGES} | set(SEEN_ON_THE_WAY)


@pytest.mark.parametrize("name", NAMES)
def test_a_named_address_is_looked_at_or_says_why_not(name):
    assert (name in LISTED) != (name in NO_PAGE), f"put {name} into tests/page_list.py"


def test_the_list_names_no_address_that_is_gone():
    assert (LISTED | set(NO_PAGE)) - {"nowhere"} <= set(NAMES)
