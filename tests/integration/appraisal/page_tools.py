"""Opening the appraisal's pages in tests: signed in, at a fitting time, counting statements."""

from contextlib import contextmanager

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def enter(person):
    """A browser in which the person is signed in; its pages are in English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(person, backend=BACKEND)
    return client


def text_of(response):
    return response.content.decode()


def statements(client, address):
    """How many statements a page takes once the caches are warm."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@contextmanager
def nothing_written():
    """Fails if any statement inside the block writes."""
    with CaptureQueriesContext(connection) as captured:
        yield
    writes = ("INSERT", "UPDATE", "DELETE")
    assert not [one["sql"] for one in captured if one["sql"].startswith(writes)]
