"""Each rule says the same of one case, of all cases, and of its people."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from tests.engine_world import DAY, deputise, leave_at, new_purchase, purchase_at, someone
from tests.toy.models import Leave, Purchase
from tests.toy.purchase import approver, buyer, checker, examining, head, hr
from workflow_core.engine import engine
from workflow_core.engine.grants import end, grant
from workflow_core.engine.models import Grant
from workflow_core.engine.rules import AnyOf, Rule, system
from workflow_core.engine.standing import Standing, units_below
from workflow_core.people.models import Person, Unit

RULES = [buyer, head, approver, hr, examining, checker, system, head | examining]


@pytest.fixture
def cases(office):
    """Purchases on two units and on none, small and large, checked, examined."""
    beside = Unit.objects.create(
        institution=office.institution, parent=office.root, code="2", name="Beside"
    )
    made = [
        purchase_at(office, "deciding", price=5000),
        purchase_at(office, "checking"),
        purchase_at(office, "deciding", examiner=office.examiner),
        purchase_at(office, "draft", unit=beside),
        purchase_at(office, "draft", unit=None),
        purchase_at(office, "draft", subject=office.stranger, chief=office.hr),
    ]
    someone_gone = someone(office.institution, "gone")
    grant(person=someone_gone, codename="approver", unit=office.unit, source="decree")
    Person.objects.filter(pk=someone_gone.pk).update(is_active=False)
    grant(person=office.outsider, codename="approver", unit=office.unit, source="a mistake")
    return made


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_a_rule_asked_three_ways_gives_one_answer(office, cases, rule):
    people = Person.objects.filter(institution=office.institution, is_active=True)

    for case in cases:
        holding = [one.pk for one in people if rule.holds(case, Standing(one))]
        found = [
            one.pk for one in people if Purchase.objects.filter(rule.q(Standing(one)), pk=case.pk)
        ]
        assert sorted(rule.people(case)) == sorted(holding) == sorted(found), (rule, case)


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_what_a_deputy_may_move_he_may_see(office, cases, rule):
    for principal in (office.head, office.approver, office.hr, office.examiner):
        deputise(principal, office.deputy)
    standing = Standing(office.deputy)

    for case in cases:
        moves = any(
            rule.holds(case, one)
            for one in standing.stood_in_for
            if not getattr(rule, "own", False)
        )
        sees = Purchase.objects.filter(rule.q(standing), pk=case.pk).exists()
        assert sees == moves, (rule, case)


def test_a_person_is_a_rules_caller_too(office):
    leave = leave_at(office)

    assert head(leave, office.head)
    assert not head(leave, office.asker)


@pytest.mark.parametrize(
    "ask",
    [
        lambda rule: rule.holds(None, None),
        lambda rule: rule.q(None),
        lambda rule: rule.people(None),
    ],
)
def test_a_rule_has_to_answer_all_three_questions(ask):
    with pytest.raises(NotImplementedError):
        ask(Rule())


def test_rules_join_without_nesting():
    joined = buyer | (head | examining)

    assert isinstance(joined, AnyOf)
    assert joined.rules == (buyer, head, examining)
    assert str(joined) == "subject, chief, examine_case"
    assert str(system) == "system"


def test_nobody_is_the_person_of_an_empty_column(office):
    assert buyer.people(new_purchase(office, subject=None)) == []


def test_somebody_of_two_rules_is_told_once(office):
    purchase = purchase_at(office, chief=office.approver)

    assert (head | approver).people(purchase).count(office.approver.pk) == 1


class TestVisibleTo:
    def test_the_people_of_the_case_and_its_roles_see_it(self, office):
        purchase = purchase_at(office, "deciding", examiner=office.examiner)

        for name in ("asker", "head", "approver", "other_approver", "hr", "examiner"):
            assert list(Purchase.objects.visible_to(getattr(office, name))) == [purchase], name

    def test_strangers_outsiders_and_the_anonymous_see_nothing(self, office):
        purchase_at(office, chief=office.outsider)
        office.hr.is_active = False

        for person in (office.stranger, office.outsider, office.hr, AnonymousUser()):
            assert not Purchase.objects.visible_to(person).exists(), person

    def test_a_standing_may_ask_for_itself(self, office):
        leave = leave_at(office)

        assert list(Leave.objects.visible_to(Standing(office.head))) == [leave]

    def test_a_deputy_sees_what_his_principal_sees_but_not_his_own_cases(self, office):
        deputise(office.asker, office.deputy)
        mine = leave_at(office)
        theirs = leave_at(office, subject=office.stranger, chief=office.asker)

        assert list(Leave.objects.visible_to(office.deputy)) == [theirs]
        assert mine in Leave.objects.visible_to(office.asker)

    def test_a_deputy_sees_the_cases_of_his_principals_role(self, office):
        purchase = purchase_at(office, "checking")
        deputise(office.approver, office.deputy)

        assert list(Purchase.objects.visible_to(office.deputy)) == [purchase]

    def test_a_case_is_listed_once_for_somebody_with_many_reasons(self, office):
        grant(person=office.head, codename="approver", unit=office.unit, source="decree")
        grant(person=office.head, codename="approver", unit=office.root, source="decree")
        purchase_at(office)

        assert Purchase.objects.visible_to(office.head).count() == 1


class TestRoles:
    def test_a_role_on_a_unit_reaches_the_units_below_and_no_others(self, office):
        below = Unit.objects.create(
            institution=office.institution, parent=office.unit, code="11", name="Below"
        )
        beside = Unit.objects.create(
            institution=office.institution, parent=office.root, code="2", name="Beside"
        )
        standing = Standing(office.approver)

        assert standing.units("approver") == {office.unit.pk, below.pk}
        assert beside.pk not in standing.units("approver")
        assert standing.units("hr") == frozenset()
        assert standing.roles == {"approver"}
        assert not standing.holds_everywhere("approver")

    def test_a_role_on_the_topmost_unit_reaches_cases_of_no_unit(self, office):
        purchase = purchase_at(office, unit=None)

        assert hr.holds(purchase, Standing(office.hr))
        assert hr.people(purchase) == [office.hr.pk]

    def test_a_role_at_the_top_of_another_institution_is_none_here(self, office):
        elsewhere = office.outsider.institution.units.get()
        grant(person=office.stranger, codename="hr", unit=elsewhere, source="a mistake")

        assert not Standing(office.stranger).holds_everywhere("hr")
        assert not hr.holds(purchase_at(office), Standing(office.stranger))

    def test_no_roots_have_nothing_below(self, office):
        assert units_below([]) == {}

    def test_somebody_without_principals_acts_only_for_himself(self, office):
        standing = Standing(office.head)

        assert standing.capacities == [standing]
        assert standing.acting_for(None) is standing
        assert standing.acting_for(office.hr) is None


class TestRightsForATime:
    NOW = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)

    def test_a_right_begins_and_ends_by_the_clock(self, office):
        purchase = purchase_at(office)
        with time_machine.travel(self.NOW, tick=False):
            grant(
                person=office.stranger,
                codename="examine_case",
                case=purchase,
                source="letter",
                starts_at=self.NOW,
                ends_at=self.NOW + DAY,
            )

        for instant, holds in (
            (0 * DAY, True),
            (DAY - dt.timedelta(seconds=1), True),
            (DAY, False),
        ):
            with time_machine.travel(self.NOW + instant, tick=False):
                assert examining.holds(purchase, Standing(office.stranger)) == holds
                assert bool(examining.people(purchase)) == holds
                assert Purchase.objects.visible_to(office.stranger).exists() == holds

    def test_a_right_without_guardians_row_is_none(self, office):
        purchase = purchase_at(office)
        Grant.objects.create(
            person=office.stranger, codename="examine_case", case=purchase, source="by hand"
        )

        assert not examining.holds(purchase, Standing(office.stranger))

    def test_a_right_that_was_ended_is_gone_at_once(self, office):
        purchase = purchase_at(office, "deciding")
        given = grant(
            person=office.stranger, codename="examine_case", case=purchase, source="letter"
        )
        engine.perform(purchase, "note", by=office.stranger)

        end(given)

        with pytest.raises(engine.Forbidden):
            engine.perform(purchase, "note", by=office.stranger)
