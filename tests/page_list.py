"""Every page of the application: who opens it, and where.

One list for the browser (``tests/browser/test_every_page.py``), the contract that no new address is
forgotten (``tests/contract/test_page_list.py``) and the figures in ``docs/pages.md``
(``python -m bench.pages``).
"""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.urls import reverse

from processes.appraisal.demo.story import STAFF_FILE
from processes.appraisal.models import Cycle
from processes.appraisal.state import State as S
from tests.appraisal_world import (
    JANUARY,
    Walk,
    appraisal_at,
    build_cycle,
    build_world,
    someone,
    write_plan,
)
from workflow_core.calendar import clock
from workflow_core.engine import receipts
from workflow_core.engine.bundles import ask_for_bundle

STATES = (
    S.DRAFTING, S.PROPOSED, S.EXECUTING, S.REPORTED, S.RATED, S.RECEIVED, S.EXPLAINED, S.DECIDED,
    S.ACCEPTED, S.CANCELLED,
)  # fmt: skip

NO_PAGE = {
    "healthz": "a probe",
    "readyz": "a probe",
    "set_language": "answers with the page one comes from",
    "account_set_password": "leads to the change of the password",
    "claim": "answers with the queue",
    "release": "answers with the queue",
    "read_notifications": "answers with the news",
    "end_delegation": "answers with the list of deputies",
    "take_back": "answers with the handing over",
    "remind": "answers with what is overdue",
    "retry": "answers with what is overdue",
    "evidence": "a file",
    "progress_file": "a file",
    "end_side_post": "answers with the list of posts",
    "paper": "a file",
    "paper_draft": "a file",
    "paper_scan": "a file",
    "bundle_file": "a file",
    "api_notifications": "data",
    "api_read_notifications": "data",
}
"""Addresses that show nothing of their own, and why."""


@dataclass(frozen=True)
class Page:
    """One page, and for some what is done on it first.

    ``by``: who opens it, as the world names him; nobody signed in where it is empty.
    ``on``: the state of the case it is about, or another thing of the stage; ``args`` come after.
    ``files``, ``script``, ``press``: what is filled in, run and pressed before the page is judged.
    """

    url: str
    by: str = ""
    on: str = ""
    args: tuple[str, ...] = ()
    query: str = ""
    status: int = 200
    files: tuple[str, str] = ("", "")
    script: str = ""
    press: str = ""
    today: bool = False
    """Whether it only works on the machine's own clock: uploaded files grow old by it."""

    @property
    def name(self) -> str:
        done = "" if self.is_plain else "then " + (self.press or "saved late")
        told = (self.url, self.by, self.on, *self.args, self.query, done)
        return " ".join(part for part in told if part)

    @property
    def is_plain(self) -> bool:
        """Whether it is there as soon as its address is opened."""
        return not (self.press or self.script)

    def address(self, stage: SimpleNamespace) -> str:
        if self.url == "nowhere":
            return "/nowhere/"
        about = [stage.things[self.on]] if self.on else []
        return reverse(self.url, args=[*about, *self.args]) + self.query.format(**stage.things)


SAVE_LATE = """() => {
  const form = document.getElementById("draft");
  form.elements.edition.value = "99";
  form.querySelectorAll("textarea").forEach((one) => { one.value = "Ditulis di jendela lain"; });
  form.insertAdjacentHTML("beforeend", "<input type=hidden name=action value=save>");
  HTMLFormElement.prototype.submit.call(form);
}"""
"""Save as somebody does who opened the page before another one saved."""

FIRST_MEMBER = """() => document.querySelector("main th a[href*=matrix]").click()"""
"""Choose the first member of the team in the matrix."""

MAIN = "main form .button[data-kind=main]"


def _pages(url: str, by: str, *on: str, **more: Any) -> list[Page]:
    return [Page(url, by, one, **more) for one in on]


def _moves(by: str, on: str, *moves: str) -> list[Page]:
    return [Page("move", by, on, (move,)) for move in moves]


PAGES: list[Page] = [
    Page("account_login"),
    Page("account_login", press=MAIN),
    Page("activate"),
    Page("account_inactive"),
    Page("nowhere", status=404),
    Page("nowhere", "employee", status=404),
    Page("gallery"),
    Page("about"),
    Page("mail_choices", "employee"),
    Page("handover", "rater"),
    Page("receipts", "employee"),
    Page("receipts", "stranger"),
    Page("receipt", "employee", "receipt"),
    Page("overdue", "hr"),
    Page("account_logout", "employee"),
    Page("account_change_password", "employee"),
    *[Page("desk", by) for by in ("employee", "rater", "approver", "hr", "stranger")],
    *[Page("notifications", by) for by in ("rater", "stranger")],
    Page("cases", "hr"),
    Page("cases", "hr", query="?q=zzz"),
    *_pages("case", "rater", "proposed", "executing", "reported", "rated", "decided"),
    *_pages("case", "employee", "drafting"),
    *_pages("case", "hr", "cancelled", "cycle"),
    *_pages("case", "superior", "explained"),
    *_pages("case", "person-received", "received"),
    Page("move", "employee", "drafting", ("propose",), status=422),
    *_moves("rater", "proposed", "set_plan", "return_plan"),
    *_moves("rater", "reported", "rate", "return_report"),
    *_moves("superior", "explained", "uphold", "change_result"),
    *_moves("person-received", "received", "accept", "file_objection"),
    *_moves("hr", "executing", "cancel", "transfer"),
    Page("move", "person-reported", "reported", ("propose",), status=409),
    Page("move", "rater", "reported", ("rate",), press=MAIN, status=422),
    Page("bulk", "approver", args=("appraisal", "approve"), query="?case={accepted}.{version}"),
    Page("queue", "approver", args=("approver",)),
    Page("plan", "employee", "drafting"),
    Page("plan", "employee", "drafting", script=SAVE_LATE, status=409),
    Page("plan", "rater", "reported"),
    Page("plan_check", "employee", "drafting"),
    Page("report", "person-executing", "executing"),
    Page("report", "rater", "reported"),
    Page("report_check", "person-executing", "executing"),
    Page("remarks", "rater", "proposed"),
    Page("work", "person-executing", "executing"),
    Page("work", "rater", "executing"),
    Page("semester", "person-executing", "quarter"),
    Page("matrix", "rater", "head"),
    Page("matrix", "rater", "head", script=FIRST_MEMBER),
    Page("transfers", "hr"),
    Page("side_posts", "hr", "somebody"),
    Page("signature", "rater", "signature"),
    Page("verify", on="token"),
    Page("verify", on="token", press=MAIN),
    Page("verify", args=("unknown",), status=404),
    Page("paper_mark", "rater", "proposed", ("plan", "1")),
    Page("paper_mark", "rater", "proposed", ("plan", "1"), press=MAIN, status=422),
    Page("bundles", "hr"),
    Page("bundle", "hr", "bundle", today=True),
    Page("help", "employee"),
    Page("why", "hr", "decided"),
    Page("why", "rater", "rated"),
    Page("own_history", "employee"),
    Page("history_of", "hr", "somebody"),
    Page("history_import", "hr"),
    Page("own_credit", "employee"),
    Page("credit_of", "hr", "somebody"),
    Page("credit_list", "hr"),
    Page("rules", "hr"),
    Page("new_rules", "hr"),
    Page("new_rules", "hr", press=MAIN, status=422),
    Page("calendar", "hr"),
    *[Page("calendar_change", "hr", args=(what,)) for what in ("day", "seed", "settings", "week")],
    Page("calendar_import", "hr"),
    Page("team", "rater"),
    Page("team", "stranger"),
    Page("approvals", "approver"),
    Page("cycles", "hr"),
    Page("new_cycle", "hr"),
    Page("new_cycle", "hr", press=MAIN),
    *[
        Page(url, "hr", "cycle")
        for url in (
            "cycle", "cycle_cases", "without_plan", "unit_results", "launch", "late_joiner",
            "close_cases", "patterns",
        )
    ],
    Page("bulk_move", "hr", "cycle", ("deliver",)),
    Page("bulk_move", "hr", "cycle", ("deliver",), press=MAIN),
    Page("staff", "hr"),
    Page("units", "hr"),
    Page("person", "hr", "somebody"),
    Page("letters", "hr", "unit"),
    Page("letters", "hr", "unit", press=MAIN),
    Page("precheck", "hr"),
    Page("delegations", "hr"),
    Page("staff_import", "hr"),
    Page("staff_import", "hr", press=MAIN, files=("[type=file]", str(STAFF_FILE)), today=True),
]  # fmt: skip

SEEN_ON_THE_WAY = {
    "matrix_member": "a member is chosen in the matrix",
    "staff_import_check": "the file is handed in",
    "history_import_check": "as the check of a staff file",
    "calendar_import_check": "as the check of a staff file",
    "pattern": "a part of the list of patterns, for one rater",
    "study": "a part of the plan of somebody on study assignment",
    "reset_account": "shows the letters, as they are printed for a unit",
}
"""Pages that are reached by what is done on another page of the list."""


def stage() -> SimpleNamespace:
    """A small district with one appraisal in each of ``STATES``; ``things`` are named by state."""
    w = build_world()
    people = {
        S.DRAFTING: w.employee,
        **{one: someone(w, f"pegawai-{one}", w.bidang) for one in STATES[1:]},
    }
    cycle = build_cycle(w)
    cases = {}
    for state in STATES:
        world = SimpleNamespace(**{**vars(w), "employee": people[state]})
        cases[state] = appraisal_at(state, world, cycle, people[state]).case
    first_quarter = build_cycle(w, Cycle.Kind.QUARTERLY)
    Cycle.objects.filter(pk=first_quarter.pk).update(title="Triwulan I")
    first_quarter.refresh_from_db()
    quarter = Walk(w, first_quarter, people[S.EXECUTING]).case
    head = Walk(w, cycle, w.rater).case
    with clock.at(JANUARY):
        write_plan(head, w.rater)
    w.institution.refresh_from_db()
    newcomer = someone(w, "belum-aktif", w.bidang)
    newcomer.is_active = False
    newcomer.save(update_fields=["is_active"])
    things = {str(state): case.pk for state, case in cases.items()}
    paper = cases[S.REPORTED].papers.create(
        kind="plan",
        form="A.1.7",
        title="Sasaran Kinerja Pegawai",
        source="x",
        made_at=clock.now(),
        label="DEMO – bukan BSrE",
        sha256="ab" * 32,
        signed_by=[
            {
                "name": "Kepala Bidang",
                "on_behalf_of": "Kepala Dinas",
                "reason": "Menetapkan Sasaran Kinerja Pegawai",
                "at": clock.now().isoformat(),
            }
        ],
    )
    things |= {
        "cycle": cycle.pk,
        "quarter": quarter.pk,
        "head": head.pk,
        "token": paper.token,
        "bundle": ask_for_bundle(by=w.hr, title="Tahun 2026", cases=[cases[S.REPORTED].pk]).pk,
        "signature": cases[S.REPORTED].signatures.order_by("pk").first().pk,
        "somebody": w.employee.pk,
        "unit": w.bidang.pk,
        "version": cases[S.ACCEPTED].version,
        "receipt": receipts.stamp(
            cases[S.DRAFTING],
            by=w.employee,
            name="propose",
            key="k",
            at=clock.now(),
            sent={"texts": {"note": "Usulan."}},
        ).pk,
    }

    def who(name: str) -> Any:
        state = name.removeprefix("person-")
        return getattr(w, name) if state == name else people[S(state)]

    return SimpleNamespace(things=things, who=who)
