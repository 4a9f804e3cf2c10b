"""What one move does, and every way in which it is refused."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.utils import translation

from tests.engine_world import (
    deputise,
    leave_at,
    new_leave,
    purchase_at,
    signature_of,
)
from tests.toy.models import Leave, Purchase, asker
from workflow_core.engine import engine, opening
from workflow_core.engine.models import Case, Event, WorkItem
from workflow_core.engine.registry import definition_named
from workflow_core.notify.models import Notification
from workflow_core.signing.models import Signature
from workflow_core.signing.signatures import WrongPassword, confirm, fingerprint


def rows(case):
    """Everything that a refused move must leave alone."""
    return (
        Case.objects.values("state", "version", "head", "finished").get(pk=case.pk),
        case.events.count(),
        list(case.work_items.values_list("pk", "finished", "owner")),
        Notification.objects.count(),
        Signature.objects.count(),
    )


def test_a_move_leads_to_its_state_and_leaves_one_event(office):
    leave = leave_at(office)

    event = engine.perform(leave, "ask", by=office.asker, key="k", expected_version=1)

    now = Leave.objects.get(pk=leave.pk)
    assert (now.state, now.version, now.head) == ("asked", 2, event.hash)
    assert (event.seq, event.transition, event.source, event.target) == (
        2,
        "ask",
        "asking",
        "asked",
    )
    assert (event.actor, event.on_behalf_of, event.key) == (office.asker, None, "k")
    assert event.previous_hash == leave.head


def test_a_move_changes_the_desk_and_leaves_exactly_one_item_open(office):
    leave = leave_at(office)

    engine.perform(leave, "ask", by=office.asker)

    [done, waiting] = leave.work_items.order_by("pk")
    assert done.finished is not None
    assert (done.status, done.owner) == ("DONE", office.asker)
    assert (waiting.finished, waiting.status, waiting.owner) == (None, "ASSIGNED", office.head)


def test_an_end_leaves_no_item_open_and_marks_the_case_finished(office):
    leave = leave_at(office, "granted")

    assert not leave.work_items.filter(finished=None).exists()
    assert (leave.status, leave.finished) == ("DONE", leave.events.last().at)


def test_the_case_passed_in_is_left_as_it_was(office):
    leave = leave_at(office)

    engine.perform(leave, "ask", by=office.asker)

    assert (leave.state, leave.version) == ("asking", 1)


def test_a_move_may_be_made_on_the_bare_case_row(office):
    leave = leave_at(office)

    engine.perform(Case.objects.get(pk=leave.pk), "ask", by=office.asker)

    leave.refresh_from_db()
    assert leave.state == "asked"


def test_a_target_may_depend_on_the_case(office):
    assert purchase_at(office, "checking").state == "checking"
    assert purchase_at(office, "deciding").state == "deciding"


def test_what_was_given_along_stands_in_the_history(office):
    leave = leave_at(office, "asked")

    event = engine.perform(leave, "decline", by=office.head, reason="Too busy.")

    assert Event.objects.get(pk=event.pk).reason == "Too busy."


def test_all_kinds_of_data_are_kept_as_text(office):
    purchase = purchase_at(office, "deciding")
    given = {"day": dt.date(2026, 1, 2), "price": Decimal("1.50"), "parts": [1, None, {"a": True}]}

    event = engine.perform(purchase, "note", by=office.head, reason="é 😀", **given)

    event.refresh_from_db()
    assert event.data == {
        "reason": "é 😀",
        "day": "2026-01-02",
        "price": "1.5",
        "parts": [1, None, {"a": True}],
    }


def test_a_list_that_the_move_changed_in_place_is_saved(office):
    purchase = purchase_at(office, "deciding")

    engine.perform(purchase, "note", by=office.head, reason="First.")
    engine.perform(purchase, "note", by=office.head, reason="Second.")

    assert Purchase.objects.get(pk=purchase.pk).notes == ["First.", "Second."]


def test_a_move_that_keeps_the_state_closes_the_item_and_opens_a_new_one(office):
    purchase = purchase_at(office, "deciding")
    before = purchase.work_items.get(finished=None)

    engine.perform(purchase, "note", by=office.head)

    after = purchase.work_items.get(finished=None)
    assert after.pk != before.pk
    assert after.owner == office.head


def test_reopening_opens_an_item_again_and_unfinishes_the_case(office):
    purchase = purchase_at(office, "ordered")

    engine.perform(purchase, "reopen", by=office.hr, reason="Wrong chair.")

    purchase.refresh_from_db()
    assert (purchase.state, purchase.finished, purchase.status) == ("deciding", None, "NEW")
    assert purchase.work_items.get(finished=None).owner == office.head


def test_a_move_from_one_end_to_another_opens_nobodys_desk(office):
    purchase = purchase_at(office, "ordered")

    engine.perform(purchase, "refund", by=office.hr)

    purchase.refresh_from_db()
    assert (purchase.state, purchase.status) == ("dropped", "DONE")
    assert not purchase.work_items.filter(finished=None).exists()


def test_the_system_makes_its_moves_without_a_person(office):
    purchase = purchase_at(office, "checking")

    event = engine.perform(purchase, "expire", by=None)

    assert event.actor is None
    assert purchase.work_items.get(pk=purchase.work_items.last().pk).owner is None


def test_an_item_that_nobody_claimed_belongs_to_whoever_made_the_move(office):
    purchase = purchase_at(office, "checking")

    engine.perform(purchase, "send_back", by=office.other_approver, reason="Which chair?")

    assert purchase.work_items.get(queue="approver").owner == office.other_approver


# Refusals


def test_a_move_that_does_not_start_here_conflicts_and_names_who_moved_the_case(office):
    leave = leave_at(office, "granted")
    before = rows(leave)

    with translation.override("en"), pytest.raises(engine.Conflict) as refused:
        engine.perform(leave, "decline", by=office.head, reason="No.")

    assert refused.value.event == leave.events.last()
    assert "Head" in str(refused.value)
    assert rows(leave) == before


def test_a_case_that_the_system_moved_says_so(office):
    purchase = purchase_at(office, "checking")
    engine.perform(purchase, "expire", by=None)

    with translation.override("en"), pytest.raises(engine.Conflict, match="the system"):
        engine.perform(purchase, "send_back", by=office.approver, reason="No.")


def test_a_case_without_a_history_conflicts_without_a_name(office):
    leave = new_leave(office)
    leave.flow_class = leave_at(office).flow_class
    leave.save()

    with translation.override("en"), pytest.raises(engine.Conflict, match="has moved on"):
        engine.perform(leave, "grant", by=office.head)


def test_an_unknown_move_conflicts(office):
    with pytest.raises(engine.Conflict):
        engine.perform(leave_at(office), "vanish", by=office.asker)


def test_a_version_that_is_over_conflicts_although_the_move_is_possible(office):
    purchase = purchase_at(office, "deciding")
    engine.perform(purchase, "note", by=office.head)

    with pytest.raises(engine.Conflict):
        engine.perform(purchase, "order", by=office.head, expected_version=purchase.version)


@pytest.mark.parametrize("name", ["asker", "stranger", "hr", "outsider"])
def test_whom_the_rule_does_not_admit_is_forbidden(office, name):
    leave = leave_at(office, "asked")
    before = rows(leave)

    with pytest.raises(engine.Forbidden):
        engine.perform(leave, "grant", by=getattr(office, name))

    assert rows(leave) == before


def test_an_inactive_account_moves_nothing(office):
    leave = leave_at(office, "asked")
    office.head.is_active = False

    with pytest.raises(engine.Forbidden):
        engine.perform(leave, "grant", by=office.head)


def test_the_wall_between_institutions_holds_for_a_person_of_the_case(office):
    leave = leave_at(office, "asked", chief=office.outsider)

    with pytest.raises(engine.Forbidden):
        engine.perform(leave, "grant", by=office.outsider)


def test_the_system_makes_no_move_of_a_person(office):
    with pytest.raises(engine.Forbidden):
        engine.perform(leave_at(office, "asked"), "grant", by=None)


def test_the_system_stands_in_for_nobody(office):
    purchase = purchase_at(office, "checking")

    with pytest.raises(engine.Forbidden):
        engine.perform(purchase, "expire", by=None, on_behalf_of=office.head)


def test_no_person_makes_a_move_of_the_system(office):
    with pytest.raises(engine.Forbidden):
        engine.perform(purchase_at(office, "checking"), "expire", by=office.approver)


def test_a_condition_that_does_not_hold_is_told_in_its_sentence(office):
    leave = leave_at(office, days=0)
    before = rows(leave)

    with pytest.raises(engine.NotReady) as refused:
        engine.perform(leave, "ask", by=office.asker)

    assert refused.value.sentences == ["Say for how many days."]
    assert rows(leave) == before


def test_a_sentence_may_name_what_the_case_says(office):
    purchase = purchase_at(office, price=999_999)

    with pytest.raises(engine.NotReady, match="999999 is more"):
        engine.perform(purchase, "submit", by=office.asker)


@pytest.mark.parametrize("blank", [None, "", "  \n", [], {}, ()])
def test_what_a_move_needs_must_be_given(office, blank):
    with pytest.raises(engine.NotReady) as refused:
        engine.perform(leave_at(office, "asked"), "decline", by=office.head, reason=blank)

    assert refused.value.field == "reason"


def test_nothing_that_was_given_counts_as_given(office):
    purchase = purchase_at(office, "deciding")

    assert engine.perform(purchase, "send_back", by=office.head, reason=0).data == {"reason": 0}


@pytest.mark.parametrize("text", ["a\0b", "\ud800", ["x", {"y": "\0"}]])
def test_a_text_that_cannot_be_kept_is_refused_at_its_field(office, text):
    with pytest.raises(engine.NotReady) as refused:
        engine.perform(leave_at(office, "asked"), "decline", by=office.head, reason=text)

    assert refused.value.field == "reason"


@pytest.mark.parametrize("key", ["k" * 121, "a\0b", "\udfff"])
def test_a_damaged_key_is_refused(office, key):
    with pytest.raises(engine.NotReady):
        engine.perform(leave_at(office), "ask", by=office.asker, key=key)


def test_an_error_within_a_move_leaves_nothing_behind(office, monkeypatch):
    leave = leave_at(office)
    before = rows(leave)
    monkeypatch.setattr("workflow_core.engine.engine.deliver", lambda notices: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        engine.perform(leave, "ask", by=office.asker)

    assert rows(leave) == before


def test_a_state_that_would_wait_for_nobody_is_an_error(office):
    leave = leave_at(office)
    leave.chief = None

    with pytest.raises(LookupError, match="no chief to wait for"):
        definition_named("leave").flow.node_for("asked").item_for(leave)


# Signatures


def test_a_signed_move_keeps_the_document_its_hash_and_the_signer(office):
    purchase = purchase_at(office, "checking")

    event = engine.perform(
        purchase, "inspect", by=office.approver, signature=signature_of(office.approver)
    )

    signature = purchase.signatures.get()
    assert (signature.signer, signature.purpose) == (office.approver, "inspect")
    assert signature.document == '{"price":5000,"title":"A chair"}'
    assert signature.sha256 == fingerprint(signature.document)
    assert signature.signed_at == event.at
    assert event.data["signature"] == {"id": signature.pk, "sha256": signature.sha256}
    assert str(signature) == "inspect: Approver"


@pytest.mark.parametrize("given", [None, True, "yes"])
def test_a_move_that_needs_a_signature_takes_nothing_else_for_it(office, given):
    with pytest.raises(engine.NotReady) as refused:
        engine.perform(
            purchase_at(office, "checking"), "inspect", by=office.approver, signature=given
        )

    assert refused.value.field == "signature"


def test_nobody_signs_with_another_ones_password(office):
    purchase = purchase_at(office, "checking")

    with pytest.raises(engine.NotReady):
        engine.perform(purchase, "inspect", by=office.approver, signature=signature_of(office.hr))

    assert not Signature.objects.exists()


def test_a_deputy_signs_with_his_own_password_for_his_principal(office):
    purchase = purchase_at(office, "checking")
    deputise(office.approver, office.deputy)

    engine.perform(
        purchase,
        "inspect",
        by=office.deputy,
        on_behalf_of=office.approver,
        signature=signature_of(office.deputy),
    )

    signature = purchase.signatures.get()
    assert (signature.signer, signature.on_behalf_of) == (office.deputy, office.approver)


def test_a_signature_given_to_a_move_that_needs_none_is_not_kept(office):
    leave = leave_at(office)

    event = engine.perform(leave, "ask", by=office.asker, signature=signature_of(office.asker))

    assert event.data == {}
    assert not Signature.objects.exists()


def test_the_right_password_confirms_and_a_wrong_one_does_not(office):
    assert confirm(office.head, "a right password").person_id == office.head.pk
    assert "confirmed_at" in confirm(office.head, "a right password").canonical()
    with pytest.raises(WrongPassword):
        confirm(office.head, "a wrong password")


# Idempotency


def test_a_repeated_move_returns_the_first_event_and_changes_nothing(office):
    leave = leave_at(office)
    first = engine.perform(leave, "ask", by=office.asker, key="k", expected_version=1)
    before = rows(leave)

    again = engine.perform(leave, "ask", by=office.asker, key="k", expected_version=1)

    assert (again.pk, again.hash) == (first.pk, first.hash)
    assert rows(leave) == before


def test_a_repeated_move_is_answered_although_it_is_possible_again(office):
    purchase = purchase_at(office, "deciding")
    first = engine.perform(purchase, "note", by=office.head, key="k", reason="Once.")

    again = engine.perform(purchase, "note", by=office.head, key="k", reason="Once.")

    assert again == first
    assert Purchase.objects.get(pk=purchase.pk).notes == ["Once."]


def test_a_repeated_move_is_answered_although_its_maker_has_lost_the_right(office):
    leave = leave_at(office, "asked")
    first = engine.perform(leave, "grant", by=office.head, key="k")
    office.head.is_active = False

    assert engine.perform(leave, "grant", by=office.head, key="k") == first


def test_other_texts_under_the_same_key_are_no_repetition(office):
    leave = leave_at(office, "asked")
    engine.perform(leave, "decline", by=office.head, key="k", reason="Too busy.")

    with pytest.raises(engine.Conflict, match="already used"):
        engine.perform(leave, "decline", by=office.head, key="k", reason="Another one.")


def test_the_same_for_somebody_else_is_no_repetition(office):
    leave = leave_at(office, "asked")
    engine.perform(leave, "grant", by=office.head, key="k")

    with pytest.raises(engine.Conflict, match="already used"):
        engine.perform(leave, "grant", by=office.head, on_behalf_of=office.asker, key="k")


def test_a_repetition_is_known_whenever_it_was_signed(office):
    purchase = purchase_at(office, "checking")
    first, later = signature_of(office.approver), signature_of(office.approver)
    done = engine.perform(purchase, "inspect", by=office.approver, key="k", signature=first)

    assert done == engine.perform(purchase, "inspect", by=office.approver, key="k", signature=later)


def test_the_systems_keys_are_its_own(office):
    purchase = purchase_at(office, "checking")
    first = engine.perform(purchase, "expire", by=None, key="k")

    assert engine.perform(purchase, "expire", by=None, key="k") == first
    assert engine.perform(leave_at(office), "ask", by=office.asker, key="k") != first


def test_an_empty_key_is_no_key(office):
    purchase = purchase_at(office, "deciding")

    events = {engine.perform(purchase, "note", by=office.head, key="").pk for _ in range(2)}

    assert len(events) == 2


def test_a_key_is_good_for_one_move_only(office):
    leave = leave_at(office)
    engine.perform(leave, "ask", by=office.asker, key="k")

    with pytest.raises(engine.Conflict):
        engine.perform(leave_at(office), "ask", by=office.asker, key="k")
    with pytest.raises(engine.Conflict):
        engine.begin(new_leave(office), by=office.asker, key="k")


def test_a_constraint_that_is_broken_for_another_reason_is_told_as_it_is(office, monkeypatch):
    def fail(*args, **kwargs):
        raise IntegrityError("something else")

    monkeypatch.setattr("workflow_core.engine.engine.advance", fail)

    with pytest.raises(IntegrityError, match="something else"):
        engine.perform(leave_at(office), "ask", by=office.asker, key="k")


def test_opening_twice_with_one_key_opens_one_case(office):
    first = engine.begin(new_leave(office), by=office.asker, key="k")

    again = engine.begin(new_leave(office), by=office.asker, key="k")

    assert again == first
    assert Leave.objects.count() == 1


def test_an_opening_that_was_overtaken_by_its_own_repetition_is_answered(office, monkeypatch):
    first = engine.begin(new_leave(office), by=office.asker, key="k")
    looks = iter([None, first])
    monkeypatch.setattr(opening, "done_before", lambda *given: next(looks))

    assert engine.begin(new_leave(office), by=office.asker, key="k") == first
    assert Leave.objects.count() == 1


def test_an_opening_that_fails_for_another_reason_is_told_as_it_is(office):
    nobody = new_leave(office, chief=None)

    with pytest.raises(IntegrityError):
        engine.begin(nobody, by=office.asker, key="k")

    assert not Case.objects.exists()


def test_an_opening_with_a_text_that_cannot_be_kept_is_refused(office):
    with pytest.raises(engine.NotReady):
        engine.begin(new_leave(office), by=office.asker, reason="\0")


# One door


def test_a_plain_save_of_a_stale_case_undoes_no_move(office):
    stale = leave_at(office)
    engine.perform(stale, "ask", by=office.asker)

    stale.title = "Leave in July"
    stale.save()

    now = Leave.objects.get(pk=stale.pk)
    assert (now.title, now.state, now.version) == ("Leave in July", "asked", 2)


def test_a_case_saves_the_fields_it_is_told_to_save(office):
    leave = leave_at(office)

    leave.title, leave.days = "Leave in July", 9
    leave.save(update_fields=["title"])

    leave.refresh_from_db()
    assert (leave.title, leave.days) == ("Leave in July", 2)


def test_a_partly_read_case_saves_only_what_it_read(office):
    leave = leave_at(office)
    partly = Leave.objects.only("title").get(pk=leave.pk)
    Leave.objects.filter(pk=leave.pk).update(days=9)

    partly.title = "Leave in July"
    partly.save()

    leave.refresh_from_db()
    assert (leave.title, leave.days) == ("Leave in July", 9)


@pytest.mark.parametrize("field", ["state", "version", "head", "finished"])
def test_nobody_but_the_engine_saves_what_a_move_writes(office, field):
    with pytest.raises(TypeError, match="Only the engine"):
        leave_at(office).save(update_fields=[field])


@pytest.mark.parametrize("field", ["state", "version", "head"])
def test_nobody_but_the_engine_updates_what_a_move_writes(office, field):
    with pytest.raises(TypeError, match="Only the engine"):
        Leave.objects.update(**{field: "1"})
    with pytest.raises(TypeError, match="Only the engine"):
        Case.objects.bulk_update([Case.objects.get(pk=leave_at(office).pk)], [field])


def test_the_state_is_not_set_by_hand(office):
    with pytest.raises(AttributeError):
        leave_at(office).state = "granted"


def test_a_new_object_never_overwrites_a_case(office):
    leave = leave_at(office)

    with pytest.raises(IntegrityError):
        new_leave(office, pk=leave.pk, id=leave.pk).save()


def test_a_case_read_again_has_its_new_state_and_keeps_its_protection(office):
    leave = leave_at(office)
    engine.perform(leave, "ask", by=office.asker)

    leave.refresh_from_db(fields=["title"])
    assert leave.state == "asking"
    leave.refresh_from_db(None, ["state"])
    assert leave.state == "asked"
    with pytest.raises(AttributeError):
        leave.state = "granted"


def test_a_case_with_a_history_cannot_be_deleted(office):
    with pytest.raises(ProtectedError):
        leave_at(office).delete()


# Writes that are no moves


def test_a_draft_is_written_under_the_lock(office):
    leave = leave_at(office)

    with engine.writing(leave, by=office.asker, rule=asker, states=["asking"]) as mine:
        mine.days = 5
        mine.save()

    assert Leave.objects.get(pk=leave.pk).days == 5


def test_a_draft_in_another_state_conflicts(office):
    leave = leave_at(office, "asked")

    with (
        pytest.raises(engine.Conflict) as refused,
        engine.writing(leave, by=office.asker, rule=asker, states=["asking"]),
    ):
        pass

    assert refused.value.event.transition == "ask"


@pytest.mark.parametrize("name", ["head", "stranger", "outsider"])
def test_a_draft_of_somebody_else_is_forbidden(office, name):
    with (
        pytest.raises(engine.Forbidden),
        engine.writing(leave_at(office), by=getattr(office, name), rule=asker, states=["asking"]),
    ):
        pass


def test_an_inactive_account_writes_no_draft(office):
    office.asker.is_active = False

    with (
        pytest.raises(engine.Forbidden),
        engine.writing(leave_at(office), by=office.asker, rule=asker, states=["asking"]),
    ):
        pass


def test_words_of_the_rows_for_the_log(office):
    leave = leave_at(office, "asked")

    assert str(leave) == f"Leave {leave.pk}"
    assert str(leave.events.last()) == f"{leave.pk}/2 ask"
    assert str(Notification.objects.get()).endswith("/1 leave.ask")
    assert WorkItem.objects.count() == 2
