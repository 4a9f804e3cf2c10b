"""Acting posts and secondments, as the personnel office records them."""

import datetime as dt

import pytest

from tests.appraisal_world import JANUARY, build_world, outsider
from tests.integration.appraisal.page_tools import enter, text_of
from workflow_core.calendar import clock
from workflow_core.people.models import Posting

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    with clock.at(JANUARY):
        yield build_world()


def address(w):
    return f"/staff/{w.employee.pk}/posts/"


def typed(w, **more):
    given = {"kind": "plt", "title": "Kepala Subbagian", "unit": w.dinas.pk,
             "starts": "2026-01-05", "ends": "2026-06-30", "source": "SPT 4/2026"}  # fmt: skip
    return {**given, **more}


def test_an_acting_post_is_recorded_with_its_dates_and_its_order(w):
    client = enter(w.hr)
    assert client.post(address(w), typed(w)).status_code == 302
    post = w.employee.postings.get(kind="plt")
    assert (post.unit, post.ends, post.created_by) == (w.dinas, dt.date(2026, 6, 30), w.hr)
    page = text_of(client.get(address(w)))
    assert "SPT 4/2026" in page


def test_the_definitive_post_stays_beside_a_secondment(w):
    enter(w.hr).post(address(w), typed(w, kind="seconded", title="Dewan Kerajinan", ends=""))
    kinds = set(w.employee.postings.filter(ends=None).values_list("kind", flat=True))
    assert kinds == {"definitive", "seconded"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"source": ""}, "This field is required"),
        ({"ends": "2026-01-01"}, "The end lies before the beginning."),
        ({"kind": "definitive"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_recorded(w, change, sentence):
    response = enter(w.hr).post(address(w), typed(w, **change))
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert "Kepala Subbagian" in text_of(response)
    assert w.employee.postings.count() == 1


def test_it_ends_with_the_day_on_which_it_is_ended(w):
    client = enter(w.hr)
    client.post(address(w), typed(w, ends=""))
    post = Posting.objects.get(kind="plt")
    client.post(f"{address(w)}{post.pk}/end/")
    post.refresh_from_db()
    assert post.ends == JANUARY.date()


def test_the_definitive_post_cannot_be_ended_here(w):
    post = w.employee.postings.get()
    assert enter(w.hr).post(f"{address(w)}{post.pk}/end/").status_code == 404
    post.refresh_from_db()
    assert post.ends is None


def test_others_find_nothing(w):
    for person in (w.employee, w.rater, w.auditor, outsider()):
        assert enter(person).get(address(w)).status_code == 404
        assert enter(person).post(address(w), typed(w)).status_code == 404
