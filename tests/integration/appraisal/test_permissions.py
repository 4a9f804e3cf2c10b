"""Each rule is asked of one case, of all at once, and backwards; the answers agree everywhere."""

import pytest

from processes.appraisal import permissions
from processes.appraisal.definition import readers
from processes.appraisal.models import Appraisal
from processes.appraisal.state import State as S
from tests.appraisal_world import (
    FEBRUARY,
    JANUARY,
    LATE,
    NEXT_JANUARY,
    WHEN,
    Walk,
    appraisal_at,
    build_cycle,
    build_world,
    deputise,
    outsider,
    someone,
)
from workflow_core.calendar import clock
from workflow_core.engine.grants import grant
from workflow_core.engine.rules import Rule
from workflow_core.engine.standing import Standing

pytestmark = pytest.mark.django_db

PEOPLE = (
    "employee", "colleague", "rater", "superior", "regent", "approver", "substitute", "hr", "hr2",
    "auditor", "deputy", "stranger", "observer", "outsider",
)  # fmt: skip

RULES = {
    name: rule
    for name in permissions.__all__
    if isinstance(rule := getattr(permissions, name), Rule)
}
ASKED_OF_ONE_CASE = {"plan_writer", "proposer_of_unsigned"}
"""They hang on a working day or bar from a move, and no list asks for them: ``q`` may be wider."""

BROADER_BACKWARDS = {"plan_writer", "employee_to_sign", "rater_to_sign"}
"""Nobody is told by these rules; backwards they name the person whether or not it is his turn."""


def crowded(state):
    """A case in this state, a second one still being drafted, and everybody who might read them."""
    w = build_world()
    cycle = build_cycle(w)
    other = Walk(w, cycle, person=w.colleague).case
    case = appraisal_at(state, w, cycle).case
    deputise(w, w.superior, w.deputy)
    deputise(w, w.employee, w.stranger)
    w.observer, w.outsider = someone(w, "pengamat", w.root), outsider()
    with clock.at(JANUARY):
        grant(person=w.observer, codename="observe_case", case=case, source="SK uji")
    return [(name, getattr(w, name)) for name in PEOPLE], [case, other]


def admits(rule, case, standing):
    """What ``holds`` says, asked for each capacity; nobody is another's employee."""
    return any(
        part.holds(case, acting)
        for acting in standing.capacities
        for part in rule.parts()
        if acting is standing or not part.own
    )


@pytest.mark.parametrize("state", S)
def test_a_rule_asked_of_all_cases_finds_those_of_which_it_holds_one_by_one(state):
    people, cases = crowded(state)
    with clock.at(WHEN[state]):
        for who, person in people:
            standing = Standing(person)
            for name, rule in {**RULES, "readers": readers}.items():
                rows = Appraisal.objects.filter(rule.q(standing))
                found = set(rows.values_list("pk", flat=True))
                held = {case.pk for case in cases if admits(rule, case, standing)}
                if name in ASKED_OF_ONE_CASE:
                    assert held <= found, (name, who)
                else:
                    assert held == found, (name, who)


@pytest.mark.parametrize("state", S)
def test_a_rule_asked_backwards_names_those_of_whom_it_holds(state):
    people, cases = crowded(state)
    with clock.at(WHEN[state]):
        for name, rule in RULES.items():
            for case in cases:
                named = set(rule.people(case))
                held = {person.pk for _who, person in people if rule.holds(case, Standing(person))}
                if name in BROADER_BACKWARDS:
                    assert held <= named, name
                elif name == "proposer_of_unsigned":
                    assert named <= held, name
                else:
                    assert named == held, name


def test_whoever_is_to_sign_the_decision_is_found_until_he_has_signed():
    walk = appraisal_at(S.DECIDED)
    w = walk.w
    found = {}
    for moment in ("before", "after"):
        with clock.at(NEXT_JANUARY):
            for name, person in (("employee", w.employee), ("rater", w.rater)):
                rule = getattr(permissions, f"{name}_to_sign")
                rows = Appraisal.objects.filter(rule.q(Standing(person)))
                assert rows.exists() == rule.holds(walk.case, Standing(person))
                found[moment, name] = rows.exists()
        if moment == "before":
            walk.move("sign_decision", w.rater, NEXT_JANUARY, sign=True)
    assert found == {
        ("before", "employee"): True,
        ("before", "rater"): True,
        ("after", "employee"): True,
        ("after", "rater"): False,
    }


def test_the_rater_writes_the_plan_only_once_its_period_is_over():
    walk = appraisal_at(S.DRAFTING)
    w = walk.w
    for now, allowed in ((JANUARY, False), (FEBRUARY, True)):
        with clock.at(now):
            assert permissions.plan_writer.holds(walk.case, Standing(w.rater)) is allowed
            assert permissions.plan_writer.holds(walk.case, Standing(w.employee))
            assert not permissions.plan_writer.holds(walk.case, Standing(w.superior))


def test_only_whoever_proposed_without_agreement_is_barred_from_setting_the_plan():
    walk = appraisal_at(S.DRAFTING)
    assert permissions.proposer_of_unsigned.people(walk.case) == []
    walk.case.proposed_unsigned = True
    assert permissions.proposer_of_unsigned.people(walk.case) == [walk.w.rater.pk]
    walk.case.superior = None
    assert permissions.proposer_of_unsigned.people(walk.case) == []


@pytest.mark.parametrize(
    ("state", "hidden"),
    [(S.REPORTED, True), (S.RATED, True), (S.DELIVERED, False), (S.CLOSED, False)],
)
def test_the_employee_reads_his_rating_from_the_delivery_on(state, hidden):
    walk = appraisal_at(state)
    assert permissions.may_see_rating(walk.case, walk.w.employee) is not hidden
    assert permissions.may_see_rating(walk.case, walk.w.rater)


def test_what_was_sent_back_is_hidden_from_the_employee_again():
    walk = appraisal_at(S.ACCEPTED)
    walk.move("send_back", walk.w.approver, NEXT_JANUARY, reason="Catatan kosong.")
    assert not permissions.may_see_rating(walk.case, walk.w.employee)


def test_a_signed_document_with_a_rating_is_for_its_signer_and_for_who_may_see_the_rating():
    walk = appraisal_at(S.RATED)
    w = walk.w
    plan, rated = (walk.case.signatures.get(purpose=name) for name in ("set_plan", "rate"))
    assert permissions.may_see_signature(walk.case, plan, w.employee)
    assert not permissions.may_see_signature(walk.case, rated, w.employee)
    assert permissions.may_see_signature(walk.case, rated, w.superior)
    walk.move("deliver", w.rater, NEXT_JANUARY)
    assert permissions.may_see_signature(walk.case, rated, w.employee)


def test_who_signed_reads_his_own_document_even_while_the_rating_is_taken_back():
    walk = appraisal_at(S.ACCEPTED)
    walk.move("send_back", walk.w.approver, NEXT_JANUARY, reason="Catatan kosong.")
    own = walk.case.signatures.get(purpose="accept")
    assert permissions.may_see_signature(walk.case, own, walk.w.employee)


def test_a_strangers_account_and_another_institutions_see_no_case_at_all():
    people, _cases = crowded(S.RATED)
    seen = {}
    with clock.at(LATE):
        for who, person in people:
            seen[who] = Appraisal.objects.visible_to(person).count()
    assert seen["outsider"] == 0
    assert seen["colleague"] == seen["observer"] == 1
    assert seen["hr"] == seen["auditor"] == seen["approver"] == 2
