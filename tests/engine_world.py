"""An office in which the toy processes run, and its standing people."""

import datetime as dt
from types import SimpleNamespace

from django.utils import timezone

from tests.toy.models import Leave, Purchase
from workflow_core.engine import engine
from workflow_core.engine.grants import grant
from workflow_core.people.models import Delegation, Institution, Person, Unit
from workflow_core.signing.signatures import Confirmation

PASSWORD = "a right password"
DAY = dt.timedelta(days=1)


def build_office() -> SimpleNamespace:
    """asker, head, approver, other_approver, hr, examiner, deputy, stranger; an outsider."""
    institution = Institution.objects.create(code="office", name="Office")
    root = Unit.objects.create(institution=institution, code="0", name="Whole")
    unit = Unit.objects.create(institution=institution, parent=root, code="1", name="Part")
    office = SimpleNamespace(institution=institution, root=root, unit=unit)
    for name in (
        "asker", "head", "approver", "other_approver", "hr", "examiner", "deputy", "stranger"
    ):  # fmt: skip
        setattr(office, name, someone(institution, name))
    grant(person=office.approver, codename="approver", unit=unit, source="decree")
    grant(person=office.other_approver, codename="approver", unit=unit, source="decree")
    grant(person=office.hr, codename="hr", unit=root, source="decree")
    office.outsider = build_outsider()
    return office


def someone(institution: Institution, username: str) -> Person:
    return Person.objects.create_user(
        username, PASSWORD, name=username.replace("_", " ").title(), institution=institution
    )


def build_outsider() -> Person:
    """Somebody with every role in another institution."""
    elsewhere = Institution.objects.create(code="elsewhere", name="Elsewhere")
    unit = Unit.objects.create(institution=elsewhere, code="0", name="Elsewhere")
    person = someone(elsewhere, "outsider")
    for role in ("hr", "approver"):
        grant(person=person, codename=role, unit=unit, source="decree")
    return person


def new_leave(office: SimpleNamespace, **facts) -> Leave:
    """An unsaved request for leave."""
    return Leave(
        **{
            "institution": office.institution,
            "unit": office.unit,
            "subject": office.asker,
            "chief": office.head,
            "days": 2,
            "title": "Leave in June",
            **facts,
        }
    )


def leave_at(office: SimpleNamespace, state: str = "asking", **facts) -> Leave:
    """A request for leave in this state, reached by real moves."""
    leave = new_leave(office, **facts)
    engine.begin(leave, by=leave.subject)
    if state != "asking":
        engine.perform(leave, "ask", by=leave.subject)
    if state == "granted":
        engine.perform(leave, "grant", by=leave.chief)
    if state == "declined":
        engine.perform(leave, "decline", by=leave.chief, reason="Too busy.")
    return Leave.objects.get(pk=leave.pk)


def new_purchase(office: SimpleNamespace, **facts) -> Purchase:
    """An unsaved purchase; large ones are checked first."""
    return Purchase(
        **{
            "institution": office.institution,
            "unit": office.unit,
            "subject": office.asker,
            "chief": office.head,
            "price": 10,
            "title": "A chair",
            **facts,
        }
    )


def purchase_at(office: SimpleNamespace, state: str = "draft", **facts) -> Purchase:
    """A purchase in this state, reached by real moves; in ``checking`` it is a large one."""
    if state == "checking":
        facts = {"price": 5000, **facts}
    purchase = new_purchase(office, **facts)
    engine.begin(purchase, by=purchase.subject)
    if state != "draft":
        engine.perform(purchase, "submit", by=purchase.subject)
    if state == "deciding" and purchase.price >= 1000:
        engine.perform(
            purchase, "inspect", by=office.approver, signature=signature_of(office.approver)
        )
    if state == "ordered":
        engine.perform(purchase, "order", by=purchase.chief)
    return Purchase.objects.get(pk=purchase.pk)


def signature_of(person: Person) -> Confirmation:
    """What a form hands over once the person has given his password."""
    return Confirmation(person.pk, timezone.now())


def deputise(principal: Person, deputy: Person, *, starts=None, ends=None) -> Delegation:
    """``deputy`` stands in for ``principal``, by default from yesterday until tomorrow."""
    now = timezone.now()
    return Delegation.objects.create(
        principal=principal,
        deputy=deputy,
        kind=Delegation.Kind.PLH,
        starts_at=starts or now - DAY,
        ends_at=ends or now + DAY,
    )
