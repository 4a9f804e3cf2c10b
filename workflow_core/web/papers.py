"""The papers of a case as its readers see them: which there are, how far they are, who signed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow_core.engine import engine
from workflow_core.engine.papers import MOST_TRIES
from workflow_core.signing.models import PaperMark

from .words import moment, short_day

if TYPE_CHECKING:
    from workflow_core.engine.registry import Definition
    from workflow_core.signing.models import Paper
    from workflow_core.signing.papers import Outline


@dataclass(frozen=True)
class MarkRow:
    """An ink signature or a refusal, in a sentence; ``href`` leads to the scan."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class PaperRow:
    """One paper: its state in a word, where it can be had, what can be added to it."""

    title: str
    label: str
    tone: str
    href: str = ""
    sub: str = ""
    check: str = ""
    add: str = ""
    marks: list[MarkRow] = field(default_factory=list)


@dataclass(frozen=True)
class PaperList:
    """The papers a case has now and those of before; how many of the present ones are made."""

    now: list[PaperRow]
    before: list[PaperRow]
    made: int
    total: int

    @property
    def is_waiting(self) -> bool:
        return self.made < self.total


def papers_of(case: Any, definition: Definition, person: Any) -> PaperList | None:
    """What this reader gets to see of a case's papers; ``None`` where there are none for him."""
    hook = definition.papers
    if hook is None:
        return None
    outlines = [one for one in hook.outline(case) if hook.may_see(case, one.kind, person)]
    rows = [one for one in case.papers.all() if hook.may_see(case, one.kind, person)]
    known = {(one.kind, one.source): one for one in rows}
    may_add = engine.is_admitted(case, hook.keepers, person)
    found = [known.get((one.kind, one.source)) for one in outlines]
    now = [
        _row(case, outline, paper, may_add=may_add)
        for outline, paper in zip(outlines, found, strict=True)
    ]
    current = {one.pk for one in found if one}
    before = [_made(one) for one in rows if one.pk not in current and one.made_at]
    wanted = [paper for one, paper in zip(outlines, found, strict=True) if not one.is_draft]
    made = sum(1 for one in wanted if one and one.made_at)
    total = sum(1 for one in wanted if not (one and _is_given_up(one)))
    return PaperList(now, before, made, total) if now or before else None


def _row(case: Any, outline: Outline, paper: Paper | None, *, may_add: bool) -> PaperRow:
    place = [case.pk, outline.kind, outline.edition]
    more: dict[str, Any] = {
        "marks": [_mark(one) for one in outline.marks],
        "add": reverse("paper_mark", args=place) if may_add else "",
    }
    title = f"{outline.form} {outline.title}"
    if outline.is_draft:
        href = reverse("paper_draft", args=place)
        return PaperRow(title, _("draft"), "", href, _("Not signed by anybody yet."), **more)
    if paper and paper.made_at:
        return _made(paper, **more)
    if paper and _is_given_up(paper):
        sub = _("It could not be made. The administrator has to look at it; nothing is lost.")
        return PaperRow(title, _("not made"), "over", sub=sub, **more)
    return PaperRow(title, _("being made"), "soon", **more)


def _is_given_up(paper: Paper) -> bool:
    return paper.made_at is None and paper.tries >= MOST_TRIES


def _made(paper: Paper, **more: Any) -> PaperRow:
    names = ", ".join(dict.fromkeys(one["name"] for one in paper.signed_by))
    parts = [filesizeformat(paper.size)]
    if names:
        parts.append(_("signed by %(names)s") % {"names": names})
    if paper.made_at:
        parts.append(_("made %(day)s") % {"day": short_day(paper.made_at)})
    return PaperRow(
        title=f"{paper.form} {paper.title}",
        label=_("signed"),
        tone="ok",
        href=reverse("paper", args=[paper.pk]),
        sub=" · ".join(parts),
        check=reverse("verify", args=[paper.token]),
        **more,
    )


def _mark(mark: PaperMark) -> MarkRow:
    told = {
        "person": mark.person.spoken_name,
        "day": short_day(mark.day),
        "by": mark.by.spoken_name,
        "at": moment(mark.at),
        "reason": mark.reason,
    }
    if mark.kind == PaperMark.Kind.INK:
        text = _("Signed in ink by %(person)s on %(day)s; uploaded by %(by)s, %(at)s.")
        return MarkRow(text % told, reverse("paper_scan", args=[mark.pk]))
    text = _("%(person)s refused to sign on %(day)s; recorded by %(by)s, %(at)s.")
    if mark.reason:
        text = _("%(person)s refused to sign on %(day)s: “%(reason)s”; recorded by %(by)s, %(at)s.")
    return MarkRow(text % told)
