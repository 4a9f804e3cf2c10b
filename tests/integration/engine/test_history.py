"""The history cannot be rewritten unseen, and not at all through the models."""

import datetime as dt
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.engine_world import DAY, leave_at, new_leave, purchase_at
from tests.toy.models import Leave
from workflow_core.engine import engine
from workflow_core.engine.chain import Broken, digest, read_facts, verify
from workflow_core.engine.models import Event
from workflow_core.signing.canonical import canonical
from workflow_core.signing.models import Signature

ROW = (
    "INSERT INTO core_engine_event (case_id, seq, at, actor_id, on_behalf_of_id, transition,"
    " source, target, key, facts, previous_hash, hash) SELECT case_id, %s, at, actor_id,"
    " on_behalf_of_id, transition, source, target, NULL, facts, previous_hash, hash"
    " FROM core_engine_event WHERE id = %s"
)


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def edit(event, **columns):
    for column, value in columns.items():
        sql(f"UPDATE core_engine_event SET {column} = %s WHERE id = %s", value, event.pk)


@pytest.fixture
def purchase(office):
    """Six events: begin, submit, note, note, order, reopen."""
    purchase = purchase_at(office, "deciding")
    engine.perform(purchase, "note", by=office.head, reason="First.")
    engine.perform(purchase, "note", by=office.head, reason="Second.")
    engine.perform(purchase, "order", by=office.head)
    engine.perform(purchase, "reopen", by=office.hr, reason="Wrong chair.")
    purchase_at(office, "checking")
    return purchase


@pytest.fixture
def events(purchase):
    return list(purchase.events.order_by("seq"))


def broken_row(purchase):
    [broken] = verify()
    assert broken.case_id == purchase.pk
    return broken.seq, broken.fault


def test_an_honest_history_is_whole(purchase):
    assert list(verify()) == []


def test_the_state_is_the_fold_of_the_events(purchase, events):
    state = events[0].source
    for event in events:
        assert event.source == state
        state = event.target

    purchase.refresh_from_db()
    assert state == purchase.state
    assert [one.seq for one in events] == list(range(1, purchase.version + 1))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("transition", "order"),
        ("target", "ordered"),
        ("key", "other"),
        ("on_behalf_of_id", None),
        ("actor_id", None),
        ("at", dt.datetime(2020, 1, 1, tzinfo=dt.UTC)),
    ],
)
def test_an_edited_column_is_found(purchase, events, office, column, value):
    edit(events[2], **{column: office.hr.pk if column == "on_behalf_of_id" else value})

    assert broken_row(purchase) == (3, "the columns do not fit the facts")


def test_edited_facts_are_found(purchase, events):
    edit(events[2], facts=events[2].facts.replace("First.", "Never."))

    assert broken_row(purchase) == (3, "the hash does not fit the facts")


def test_facts_that_were_edited_and_hashed_again_are_found_where_the_chain_is_cut(purchase, events):
    facts = events[2].facts.replace("First.", "Never.")
    edit(events[2], facts=facts, hash=digest(events[2].previous_hash, facts))

    assert broken_row(purchase) == (4, "the chain is cut")


def test_the_last_row_edited_and_hashed_again_is_found_by_the_case(purchase, events):
    facts = events[5].facts.replace("Wrong", "Right")
    edit(events[5], facts=facts, hash=digest(events[5].previous_hash, facts))

    assert broken_row(purchase) == (6, "the case remembers another last row")


def test_a_step_backwards_in_time_is_found_even_with_a_fitting_hash(purchase, events):
    at = events[4].at - DAY
    facts = canonical({**read_facts(events[5].facts), "at": at})
    forged = digest(events[5].previous_hash, facts)
    edit(events[5], at=connection.ops.adapt_datetimefield_value(at), facts=facts, hash=forged)
    sql("UPDATE core_engine_case SET head = %s WHERE id = %s", forged, purchase.pk)

    assert broken_row(purchase) == (6, "it is dated before the row above it")


@pytest.mark.parametrize(
    "facts", ["", "nonsense", "[]", "{}", '{"data":{}}', '{"at":"soon","data":{}}']
)
def test_facts_that_cannot_be_read_are_found_even_with_a_fitting_hash(purchase, events, facts):
    edit(events[5], facts=facts, hash=digest(events[5].previous_hash, facts))
    sql("UPDATE core_engine_case SET head = %s WHERE id = %s",
        digest(events[5].previous_hash, facts), purchase.pk)  # fmt: skip

    assert broken_row(purchase) == (6, "the columns do not fit the facts")


def test_a_deleted_row_is_found(purchase, events):
    delete(events[2])

    assert broken_row(purchase) == (3, "a row is missing or was inserted")


def test_a_deleted_row_is_found_though_the_others_were_renumbered(purchase, events):
    delete(events[2])
    for event in events[3:]:
        edit(event, seq=event.seq - 1)

    assert broken_row(purchase) == (3, "the chain is cut")


def test_the_first_row_deleted_is_found(purchase, events):
    delete(events[0])

    assert broken_row(purchase) == (1, "a row is missing or was inserted")


def test_the_last_row_deleted_is_found(purchase, events):
    delete(events[5])

    assert broken_row(purchase) == (6, "a row is missing")


def test_a_whole_history_deleted_is_found(purchase, events):
    for event in events:
        delete(event)
    sql("UPDATE core_engine_case SET version = 0, head = '' WHERE id = %s", purchase.pk)

    assert broken_row(purchase) == (1, "a row is missing")


def delete(event):
    sql("DELETE FROM core_notify_notification WHERE event_id = %s", event.pk)
    sql("DELETE FROM core_engine_event WHERE id = %s", event.pk)


def test_an_inserted_row_is_found(purchase, events):
    for event in reversed(events[3:]):
        edit(event, seq=event.seq + 1)
    sql(ROW, 4, events[2].pk)

    assert broken_row(purchase) == (4, "the chain is cut")


def test_a_row_added_at_the_end_is_found_though_it_is_chained(purchase, events):
    facts = events[5].facts.replace('"seq":6', '"seq":7')
    sql(ROW, 7, events[5].pk)
    edit(
        Event.objects.get(seq=7),
        facts=facts,
        source="deciding",
        previous_hash=events[5].hash,
        hash=digest(events[5].hash, facts),
    )
    facts = json.dumps(read_facts(facts) | {"source": "deciding"})
    edit(Event.objects.get(seq=7), facts=facts, hash=digest(events[5].hash, facts))

    assert broken_row(purchase) == (7, "the case knows nothing of this row")


def test_swapped_rows_are_found(purchase, events):
    first, second = events[2], events[3]
    edit(first, seq=99)
    edit(second, seq=3)
    edit(first, seq=4)

    assert broken_row(purchase) == (3, "the chain is cut")


def test_swapped_contents_are_found(purchase, events):
    first, second = events[2], events[3]
    edit(first, facts=second.facts, hash=second.hash, previous_hash=second.previous_hash)
    edit(second, facts=first.facts, hash=first.hash, previous_hash=first.previous_hash)

    assert broken_row(purchase) == (3, "the chain is cut")


def test_a_row_moved_to_another_case_is_found(office):
    one, other = leave_at(office, "asked"), leave_at(office)
    sql(
        "UPDATE core_engine_event SET case_id = %s WHERE case_id = %s AND seq = 2", other.pk, one.pk
    )

    assert {(broken.case_id, broken.seq) for broken in verify()} == {(one.pk, 2), (other.pk, 2)}


def test_a_state_changed_past_the_engine_is_found(purchase):
    sql("UPDATE core_engine_case SET state = 'ordered' WHERE id = %s", purchase.pk)

    assert broken_row(purchase) == (6, "the case is in another state than its last row left")


def test_a_chained_row_that_starts_elsewhere_is_found(purchase, events):
    facts = json.dumps(read_facts(events[5].facts) | {"source": "draft"})
    edit(events[5], source="draft", facts=facts, hash=digest(events[5].previous_hash, facts))

    assert broken_row(purchase) == (6, "it does not start where the one before ended")


def test_a_case_made_past_the_engine_is_found(office):
    case = new_leave(office)
    case.flow_class = leave_at(office).flow_class
    case.save()

    assert broken_row(case) == (1, "a row is missing")


class TestSignatures:
    @pytest.fixture
    def signed(self, office):
        return purchase_at(office, "deciding", price=5000)

    def test_an_honest_signature_is_whole(self, signed):
        assert list(verify()) == []

    def test_a_document_changed_after_it_was_signed_is_found(self, signed):
        sql("UPDATE core_signing_signature SET document = '{}'")

        assert broken_row(signed) == (3, "the signed document was changed")

    def test_a_signature_that_is_gone_is_found(self, signed):
        sql("DELETE FROM core_signing_signature")

        assert broken_row(signed) == (3, "its signature is gone or another one")

    def test_a_signature_made_to_fit_another_document_is_found(self, signed):
        sql("UPDATE core_signing_signature SET document = '{}', sha256 = 'f'")

        assert broken_row(signed) == (3, "its signature is gone or another one")


class TestVerifyAudit:
    def test_it_says_that_all_is_well(self, purchase, capsys):
        call_command("verify_audit")
        assert "2 cases: every history is whole" in capsys.readouterr().out

    def test_it_names_the_first_bad_row_of_each_case(self, purchase, events, capsys):
        edit(events[2], facts="{}")
        edit(events[4], facts="{}")

        with pytest.raises(CommandError, match="1 broken"):
            call_command("verify_audit")

        told = capsys.readouterr().err
        assert f"case {purchase.pk}, event 3: the hash does not fit the facts" in told

    def test_it_may_look_at_one_case_or_one_institution_only(self, purchase, events, capsys):
        edit(events[2], facts="{}")

        call_command("verify_audit", case=Leave.objects.count() + 10_000)
        call_command("verify_audit", institution="elsewhere")
        with pytest.raises(CommandError):
            call_command("verify_audit", case=purchase.pk, institution="office")

    def test_it_goes_through_all_pages(self, office):
        cases = [leave_at(office) for _number in range(5)]
        for case in cases:
            sql("UPDATE core_engine_case SET head = 'x' WHERE id = %s", case.pk)

        assert [one.case_id for one in verify(chunk=2)] == [one.pk for one in cases]

    def test_a_case_that_moved_between_two_readings_is_not_called_broken(self, office, monkeypatch):
        leave = leave_at(office)
        found = iter([[Broken(leave.pk, 1, "read in between")], []])
        monkeypatch.setattr("workflow_core.engine.chain._faults_among", lambda cases: next(found))

        assert list(verify()) == []


class TestAppendOnly:
    """Events and signatures are added, and that is all."""

    @pytest.fixture(params=[Event, Signature])
    def row(self, request, office):
        purchase_at(office, "deciding", price=5000)
        return request.param.objects.last()

    def test_a_row_is_not_saved_again(self, row):
        with pytest.raises(TypeError, match="never changed"):
            row.save()
        with pytest.raises(TypeError, match="never changed"):
            row.save(update_fields=["on_behalf_of"])

    def test_a_row_is_not_deleted(self, row):
        with pytest.raises(TypeError, match="never deleted"):
            row.delete()

    @pytest.mark.parametrize("manager", ["objects", "_base_manager", "_default_manager"])
    def test_rows_are_not_updated_or_deleted_together(self, row, manager):
        rows = getattr(type(row), manager)

        with pytest.raises(TypeError, match="never changed"):
            rows.update(on_behalf_of=None)
        with pytest.raises(TypeError, match="never changed"):
            rows.bulk_update([row], ["on_behalf_of"])
        with pytest.raises(TypeError, match="never deleted"):
            rows.all().delete()

    def test_the_rows_of_a_case_are_not_updated_through_the_case(self, office):
        leave = leave_at(office)

        with pytest.raises(TypeError):
            leave.events.update(actor=None)
        with pytest.raises(TypeError):
            leave.events.all().delete()

    def test_rows_are_not_changed_by_inserting_them_again(self, row):
        model = type(row)

        with pytest.raises(TypeError, match="never changed"):
            model.objects.bulk_create(
                [row], update_conflicts=True, update_fields=["case"], unique_fields=["id"]
            )
        with pytest.raises(TypeError, match="never changed"):
            model.objects.update_or_create(pk=row.pk, defaults={"on_behalf_of": None})

    def test_a_new_object_with_an_old_key_does_not_overwrite_it(self, row):
        from django.db import IntegrityError

        values = {field.attname: getattr(row, field.attname) for field in row._meta.fields}

        with pytest.raises(IntegrityError):
            type(row)(**values).save()
