"""Exceptional rights, and guardian's rows as the union of those that are active."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError
from guardian.models import UserObjectPermission
from guardian.shortcuts import get_perms

from tests.engine_world import DAY, purchase_at
from workflow_core.engine import engine
from workflow_core.engine.grants import catch_up, end, grant
from workflow_core.engine.models import Case, CaseUserObjectPermission, Grant

NOW = dt.datetime(2100, 5, 4, 9, tzinfo=dt.UTC)


def mirrored(case):
    """guardian's rows of a case, as names."""
    rows = CaseUserObjectPermission.objects.filter(content_object=case.pk)
    return sorted(rows.values_list("user__username", "permission__codename"))


def active(case):
    rows = Grant.objects.active().filter(case=case.pk)
    return sorted(rows.values_list("person__username", "codename"))


def test_a_right_that_follows_from_the_state_comes_and_goes_with_it(office):
    purchase = purchase_at(office, examiner=office.examiner)
    assert active(purchase) == mirrored(purchase) == []

    engine.perform(purchase, "submit", by=office.asker)
    assert active(purchase) == mirrored(purchase) == [("examiner", "examine_case")]

    engine.perform(purchase, "order", by=office.head)
    assert active(purchase) == mirrored(purchase) == []


def test_a_right_that_stays_is_not_given_again(office):
    purchase = purchase_at(office, "deciding", examiner=office.examiner)

    engine.perform(purchase, "note", by=office.examiner)

    assert Grant.objects.filter(case=purchase).count() == 1


def test_a_right_from_another_source_outlives_the_states(office):
    purchase = purchase_at(office, "deciding", examiner=office.examiner)
    letter = grant(
        person=office.examiner,
        codename="examine_case",
        case=purchase,
        source="letter",
        by=office.hr,
    )

    engine.perform(purchase, "order", by=office.head)
    assert mirrored(purchase) == [("examiner", "examine_case")]

    end(letter)
    assert mirrored(purchase) == []
    assert str(letter) == f"examine_case: {office.examiner.pk}"


def test_a_right_of_the_state_joins_one_that_is_there_already(office):
    purchase = purchase_at(office, examiner=office.examiner)
    grant(person=office.examiner, codename="examine_case", case=purchase, source="letter")

    engine.perform(purchase, "submit", by=office.asker)

    assert len(active(purchase)) == 2
    assert mirrored(purchase) == [("examiner", "examine_case")]


def test_ending_one_right_leaves_the_others_of_the_case(office):
    purchase = purchase_at(office)
    one = grant(person=office.head, codename="examine_case", case=purchase, source="letter")
    grant(person=office.head, codename="observe_case", case=purchase, source="letter")
    grant(person=office.hr, codename="examine_case", case=purchase, source="letter")

    end(one)

    assert mirrored(purchase) == [("head", "observe_case"), ("hr", "examine_case")]


def test_guardian_answers_on_the_case_row(office):
    purchase = purchase_at(office)
    grant(person=office.stranger, codename="observe_case", case=purchase, source="letter")

    assert get_perms(office.stranger, Case.objects.get(pk=purchase.pk)) == ["observe_case"]
    assert not UserObjectPermission.objects.filter(user=office.stranger).exists()


def test_a_role_on_a_unit_is_mirrored_too(office):
    assert "hr" in get_perms(office.hr, office.root)

    end(Grant.objects.get(person=office.hr))

    assert "hr" not in get_perms(office.hr, office.root)


def test_a_right_that_nobody_declared_cannot_be_given(office):
    with pytest.raises(LookupError):
        grant(person=office.head, codename="own_case", case=purchase_at(office), source="x")
    assert not Grant.objects.filter(codename="own_case").exists()


def test_a_right_is_on_a_case_or_on_a_unit_but_not_on_both(office):
    with pytest.raises(IntegrityError):
        Grant.objects.create(
            person=office.head,
            codename="hr",
            source="x",
            unit=office.unit,
            case=purchase_at(office).case_ptr,
        )


def test_what_begins_or_ends_by_the_clock_is_mirrored_by_the_sweep(office):
    purchase = purchase_at(office)
    times = {"starts_at": NOW + DAY, "ends_at": NOW + 2 * DAY, "source": "letter"}
    grant(person=office.stranger, codename="observe_case", case=purchase, **times)
    grant(person=office.stranger, codename="hr", unit=office.unit, **times)

    seen = []
    for days in range(3):
        with time_machine.travel(NOW + days * DAY, tick=False):
            changed = catch_up()
        seen.append((changed, mirrored(purchase), get_perms(office.stranger, office.unit)))

    assert seen == [(0, [], []), (2, [("stranger", "observe_case")], ["hr"]), (2, [], [])]


def test_the_sweep_repairs_what_was_changed_past_it(office):
    purchase = purchase_at(office, "deciding", examiner=office.examiner)
    CaseUserObjectPermission.objects.all().delete()
    UserObjectPermission.objects.filter(user=office.hr).delete()

    assert catch_up() == 2

    assert mirrored(purchase) == [("examiner", "examine_case")]
    assert "hr" in get_perms(office.hr, office.root)
    assert catch_up() == 0
