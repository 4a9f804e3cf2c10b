"""Opening one by one and by the thousand leave the same rows."""

import gc
from weakref import ref

import pytest
from django.db import connection

from tests.engine_world import new_leave, new_purchase
from tests.toy.models import Leave, Purchase
from workflow_core.engine import engine
from workflow_core.engine.chain import verify
from workflow_core.engine.models import Case, CaseUserObjectPermission, Event, Grant, WorkItem
from workflow_core.engine.registry import definition_named
from workflow_core.notify.models import Counter, Notification

TABLES = (Case, Purchase, Event, WorkItem, Grant, CaseUserObjectPermission, Notification, Counter)
LEAVES_FIRST = (
    *(Notification, Counter, WorkItem, CaseUserObjectPermission, Grant, Event),
    *(Purchase, Case),
)
TIMES = {"at", "created", "assigned", "starts_at", "created_at"}
CHAINED = {"head", "hash", "facts"}


def purchases(office, number):
    """Different enough to show a mix-up between rows."""
    return [
        new_purchase(office, price=10 + one, title=f"Chair {one}", examiner=office.examiner)
        for one in range(number)
    ]


def begin_each(office, cases):
    for case in cases:
        engine.begin(case, by=office.hr, note="cycle")


def launch_all(office, cases):
    done = engine.launch(
        definition_named("purchase"), iter(cases), by=office.hr, chunk=3, note="cycle"
    )
    return list(done)


def table(model):
    """All rows of a table, field by field, with keys counted from the first and without times."""
    fields = [field for field in model._meta.concrete_fields if field.name not in TIMES | CHAINED]
    found = list(model._base_manager.order_by("pk").values_list(*(one.attname for one in fields)))
    return [
        {
            field.attname: value if value is None else relative(field, value)
            for field, value in zip(fields, row, strict=True)
        }
        for row in found
    ]


def relative(field, value):
    """A reference to a row of this process, counted from the table's first."""
    target = (
        field.related_model if field.is_relation else field.model if field.primary_key else None
    )
    if target is None or not issubclass(target, (*TABLES, Case)):
        return value
    table = Case if issubclass(target, Case) else target
    return value - table._base_manager.order_by("pk").first().pk


def everything():
    """The rows of all tables, and of each event what it states, cases counted from the first."""
    rows = {model.__name__: table(model) for model in TABLES}
    first = Case.objects.order_by("pk").first().pk
    rows["notices"] = [
        one.parameters | {"case": one.parameters["case"] - first}
        for one in Notification.objects.order_by("pk")
    ]
    for one in rows["Notification"]:
        del one["parameters"]
    rows["data"] = [event.data for event in Event.objects.order_by("pk")]
    return rows


def clear():
    """Forget all cases, so that the other way starts from the same office."""
    with connection.cursor() as cursor:
        for model in LEAVES_FIRST:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")


@pytest.fixture
def without_roles(office):
    """The office with its roles set aside: they are grants, too."""
    Grant.objects.all().delete()
    return office


def test_a_launch_leaves_in_every_table_the_rows_that_single_openings_leave(without_roles):
    begin_each(without_roles, purchases(without_roles, 7))
    one_by_one = everything()
    clear()

    assert launch_all(without_roles, purchases(without_roles, 7)) == [3, 6, 7]

    at_once = everything()
    for name, rows in one_by_one.items():
        assert at_once[name] == rows, name
    assert list(verify()) == []


def test_a_launch_of_cases_that_begin_with_rights_grants_what_single_openings_grant(
    without_roles, monkeypatch
):
    office = without_roles
    examiner = {(office.examiner.pk, "examine_case"), (office.deputy.pk, "observe_case")}
    definition = definition_named("purchase")
    monkeypatch.setitem(definition.__dict__, "grants", lambda case: examiner)

    begin_each(office, purchases(office, 4))
    one_by_one = everything()
    clear()
    launch_all(office, purchases(office, 4))

    at_once = everything()
    assert len(at_once["Grant"]) == len(at_once["CaseUserObjectPermission"]) == 8
    assert at_once == one_by_one


def test_a_launched_case_moves_like_any_other(office):
    [case] = [new_leave(office)]
    list(engine.launch(definition_named("leave"), [case], by=office.hr))

    engine.perform(case, "ask", by=office.asker)
    engine.perform(case, "grant", by=office.head)

    assert Leave.objects.get(pk=case.pk).state == "granted"
    assert list(verify()) == []


def test_a_launch_of_nothing_opens_nothing(office):
    assert list(engine.launch(definition_named("leave"), [], by=office.hr)) == []


def test_a_launch_holds_no_more_cases_than_a_chunk_at_a_time(office):
    made, held = [], []

    def cases():
        for _number in range(12):
            gc.collect()
            held.append(sum(one() is not None for one in made))
            case = new_leave(office)
            made.append(ref(case))
            yield case
            del case

    for _done in engine.launch(definition_named("leave"), cases(), by=office.hr, chunk=4):
        pass

    assert max(held) <= 4


def test_a_failing_chunk_leaves_the_chunks_before_it(office):
    cases = [new_leave(office) for _number in range(4)]
    cases[3].chief = None

    with pytest.raises(Exception, match=r"(?i)null"):
        list(engine.launch(definition_named("leave"), cases, by=office.hr, chunk=2))

    assert Leave.objects.count() == 2
    assert list(verify()) == []


def test_a_launch_with_a_text_that_cannot_be_kept_is_refused(office):
    with pytest.raises(engine.NotReady):
        list(engine.launch(definition_named("leave"), [new_leave(office)], by=None, note="\0"))
