"""Dates that circulars put off: recorded, obeyed, reckoned anew, told once, old ones readable."""

import datetime as dt

import pytest

from processes.appraisal import windows
from processes.appraisal.dates import MOVABLE, date_for
from processes.appraisal.models import Extension
from processes.appraisal.state import State as S
from tests.appraisal_world import DECEMBER, NEXT_FEBRUARY, WIB, Walk, build_cycle, build_world
from workflow_core.calendar import clock
from workflow_core.engine import deadlines, engine
from workflow_core.engine.errors import Forbidden, NotReady
from workflow_core.engine.models import WorkItem
from workflow_core.notify.models import Notification
from workflow_core.people.models import Unit

from .page_tools import enter, text_of

pytestmark = pytest.mark.django_db

FEBRUARY_28 = dt.date(2027, 2, 28)
LATER = {"evaluation_ends": FEBRUARY_28}


@pytest.fixture
def walk():
    walk = Walk(build_world())
    walk.reported()
    return walk


def put_off(cycle, by, *, when=DECEMBER, unit=None, **dates):
    given = {"unit": unit.pk if unit else None, **dates}
    with clock.at(when):
        event = engine.perform(
            cycle, "put_off", by=by, dates=given, reason="Surat edaran Menteri",
            circular="SE 1/2027", circular_date=dt.date(2026, 12, 10),
        )  # fmt: skip
    cycle.refresh_from_db()
    return event


def fresh(walk):
    return type(walk.case).objects.get(pk=walk.case.pk)


def test_the_clocks_go_by_the_new_date(walk):
    put_off(walk.cycle, walk.w.hr, **LATER)
    assert windows.rating_due(fresh(walk)) == windows.end_of(walk.case, FEBRUARY_28)


def test_open_due_dates_are_reckoned_anew(walk, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        put_off(walk.cycle, walk.w.hr, **LATER)
    item = WorkItem.objects.get(process=walk.case.pk, finished=None)
    assert item.due_at == windows.end_of(walk.case, FEBRUARY_28)


def test_what_was_not_reckoned_at_once_the_next_sweep_finds(walk):
    put_off(walk.cycle, walk.w.hr, **LATER)
    assert list(deadlines.run(NEXT_FEBRUARY)) == []
    assert fresh(walk).state == S.REPORTED


def test_an_extension_of_one_unit_leaves_the_others_alone(walk):
    other = Unit.objects.create(
        institution=walk.w.institution, parent=walk.w.root, code="9", name="Dinas Lain"
    )
    put_off(walk.cycle, walk.w.hr, unit=walk.w.dinas, **LATER)
    assert date_for(walk.cycle, walk.w.bidang.pk, "evaluation_ends") == FEBRUARY_28
    assert date_for(walk.cycle, other.pk, "evaluation_ends") == dt.date(2027, 1, 31)


def test_the_later_of_a_units_and_the_cycles_extension_counts(walk):
    put_off(walk.cycle, walk.w.hr, unit=walk.w.dinas, evaluation_ends=dt.date(2027, 2, 10))
    put_off(walk.cycle, walk.w.hr, **LATER)
    assert date_for(walk.cycle, walk.w.bidang.pk, "evaluation_ends") == FEBRUARY_28


def test_the_chain_and_the_rows_tell_what_was_before(walk):
    event = put_off(walk.cycle, walk.w.hr, **LATER)
    row = Extension.objects.get()
    assert (row.was, row.now, row.by) == (dt.date(2027, 1, 31), FEBRUARY_28, walk.w.hr)
    assert event.data["circular"] == "SE 1/2027"
    assert event.data["dates"]["evaluation_ends"] == "2027-02-28"


def test_the_dates_of_a_cycle_follow_from_its_extensions(walk):
    put_off(walk.cycle, walk.w.hr, report_ends=dt.date(2027, 1, 20), **LATER)
    put_off(walk.cycle, walk.w.hr, evaluation_ends=dt.date(2027, 3, 5))
    folded = {row.name: row.now for row in Extension.objects.filter(unit=None)}
    assert folded == {name: getattr(walk.cycle, name) for name in folded}


def test_everybody_concerned_is_told_once_and_led_to_an_appraisal_of_his(walk):
    put_off(walk.cycle, walk.w.hr, **LATER)
    told = Notification.objects.filter(kind="cycle.put_off")
    people = [walk.w.employee.pk, walk.w.rater.pk, walk.w.superior.pk]
    assert sorted(told.values_list("recipient", flat=True)) == sorted(people)
    assert {row.parameters["case"] for row in told} == {walk.case.pk}
    assert f"/cases/{walk.case.pk}/" in text_of(enter(walk.w.employee).get("/notifications/"))


@pytest.mark.parametrize(
    ("dates", "field"),
    [
        ({"evaluation_ends": dt.date(2027, 1, 30)}, "evaluation_ends"),
        ({"report_ends": dt.date(2027, 2, 5)}, "evaluation_ends"),
        ({}, "plan_due"),
    ],
)
def test_dates_that_make_no_sense_are_refused_at_their_field(walk, dates, field):
    with pytest.raises(NotReady) as refused:
        put_off(walk.cycle, walk.w.hr, **dates)
    assert refused.value.field == field
    assert not Extension.objects.exists()


def test_only_personnel_officers_put_dates_off(walk):
    with pytest.raises(Forbidden):
        put_off(walk.cycle, walk.w.rater, **LATER)


def test_an_extension_without_a_circular_is_refused(walk):
    with pytest.raises(NotReady) as refused, clock.at(DECEMBER):
        engine.perform(walk.cycle, "put_off", by=walk.w.hr, reason="x", dates={**LATER})
    assert refused.value.field == "circular"


def test_what_the_system_has_moved_on_stays_where_it_is(walk):
    walk.move("escalate", None, NEXT_FEBRUARY)
    put_off(walk.cycle, walk.w.hr, when=NEXT_FEBRUARY, **LATER)
    assert fresh(walk).state == S.ESCALATED


def test_the_form_asks_for_dates_and_circular_and_the_page_keeps_the_old_date():
    w = build_world()
    cycle = build_cycle(w)
    client = enter(w.hr)
    address = f"/cases/{cycle.pk}/put_off/"
    form = client.get(address).context["form"]
    assert set(MOVABLE) <= set(form.fields)
    data = {
        "key": form["key"].value(), "expected_version": cycle.version,
        "plan_due": "2026-02-15", "circular": "SE 2/2026", "circular_date": "2026-01-20",
        "reason": "Edaran", "on_behalf_of": "",
    }  # fmt: skip
    with clock.at(dt.datetime(2026, 1, 21, 9, tzinfo=WIB)):
        assert client.post(address, data | {"circular": ""}).status_code == 422
        assert client.post(address, data).status_code == 302
    page = text_of(client.get(f"/appraisal/cycles/{cycle.pk}/"))
    assert "SE 2/2026" in page
    assert "<s>" in page
    cycle.refresh_from_db()
    assert cycle.plan_due == dt.date(2026, 2, 15)
