"""Bundles: the papers of many cases as one ZIP file, packed in the background, kept for a week."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.files import File
from django.db import transaction
from django.utils.text import get_valid_filename

from workflow_core.calendar import clock
from workflow_core.signing import papers
from workflow_core.signing.models import Bundle, Paper, new_token
from workflow_core.signing.papers import address_of

from .registry import definitions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

KEPT = timedelta(days=7)
SILENT = timedelta(minutes=10)
"""A bundle that has not moved for so long was left by a worker that died."""
CHUNK = 100
LONGEST_PART = 80
INDEX = "daftar.csv"


def ask_for_bundle(*, by: Any, title: str, cases: Iterable[int]) -> Bundle:
    """Have the papers of these cases packed for a person, as far as he may see them then."""
    numbers = list(cases)
    for old in Bundle.objects.filter(owner=by, asked_at__lt=clock.now() - KEPT):
        remove(old)
    bundle = Bundle.objects.create(owner=by, title=title[:200], cases=numbers, total=len(numbers))
    pk = bundle.pk

    def put_in_line() -> None:
        from .jobs import pack_bundle  # noqa: PLC0415 - jobs call this module

        pack_bundle.enqueue(pk)

    transaction.on_commit(put_in_line, robust=True)
    return bundle


def is_old(bundle: Bundle) -> bool:
    """Whether its week is over: then it is handed out to nobody, though the file may still lie."""
    return bundle.asked_at < clock.now() - KEPT


def remove(bundle: Bundle) -> None:
    """Delete a bundle with its file; the papers themselves stay."""
    if bundle.file:
        bundle.file.storage.delete(str(bundle.file.name))
    bundle.delete()


def order_bundles_left() -> int:
    """Put in line the bundles that nobody packs any more though they are not done; how many.

    Old ones go.
    """
    from .jobs import pack_bundle  # noqa: PLC0415 - jobs call this module

    for old in Bundle.objects.filter(asked_at__lt=clock.now() - KEPT):
        remove(old)
    limit = clock.now() - SILENT
    unfinished = Bundle.objects.filter(made_at=None, asked_at__lt=limit)
    left = list(unfinished.exclude(beat_at__gte=limit).values_list("pk", flat=True))
    Bundle.objects.filter(pk__in=left).update(beat_at=clock.now())
    for pk in left:
        pack_bundle.enqueue(pk)
    return len(left)


def pack(pk: int) -> None:
    """Write the ZIP file case by case; memory stays that of one piece of one paper."""
    bundle = Bundle.objects.select_related("owner").get(pk=pk)
    if bundle.made_at is not None:
        return
    with tempfile.TemporaryFile() as target:
        bundle.papers = _write(target, bundle)
        bundle.size = target.tell()
        bundle.file.save(f"{new_token()}.zip", File(target), save=False)
    bundle.made_at, bundle.done = clock.now(), bundle.total
    bundle.save(update_fields=["papers", "size", "file", "made_at", "done"])


def _write(target: Any, bundle: Bundle) -> int:
    lines = io.StringIO()
    index = csv.writer(lines)
    index.writerow(["berkas", "sha256", "pemeriksaan"])
    number = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for place, case in enumerate(_cases(bundle), start=1):
            for paper in _papers(case, bundle.owner):
                name = f"{_folder(case)}/{_name(paper)}.pdf"
                with paper.file.open("rb") as source, archive.open(name, "w") as packed:
                    shutil.copyfileobj(source, packed)
                index.writerow([name, paper.sha256, address_of(paper.token)])
                number += 1
            Bundle.objects.filter(pk=bundle.pk).update(done=place, beat_at=clock.now())
        archive.writestr(INDEX, lines.getvalue())
    return number


def _cases(bundle: Bundle) -> Iterator[Any]:
    """The cases of the bundle that its owner may see now, a few at a time."""
    for start in range(0, len(bundle.cases), CHUNK):
        chunk = bundle.cases[start : start + CHUNK]
        for definition in definitions():
            if definition.papers is not None:
                seen = definition.case_class.objects.visible_to(bundle.owner).filter(pk__in=chunk)
                related = ("institution", "subject", "unit", *definition.related)
                yield from seen.select_related(*related).order_by("pk")


def _papers(case: Any, person: Any) -> Sequence[Paper]:
    """The finished papers of a case that this person may read, in the order of the forms."""
    hook = next(one.papers for one in definitions() if one.case_class is type(case))
    assert hook is not None  # noqa: S101  narrows the type
    seen = [
        one
        for one in hook.outline(case)
        if not one.is_draft and hook.may_see(case, one.kind, person)
    ]
    found = [papers.made_for(case, one) for one in seen]
    return [one for one in found if one is not None]


def _folder(case: Any) -> str:
    unit = case.unit.name if case.unit else ""
    person = f"{case.subject.full_name} {case.subject.nip or ''}" if case.subject else case.title
    return "/".join([*([_part(unit)] if unit else []), f"{_part(person)}-{case.pk}"])


def _name(paper: Paper) -> str:
    return f"{_part(paper.form)}-{_part(paper.title)}-{paper.pk}"


def _part(text: str) -> str:
    plain = "".join(one for one in text.strip() if one.isprintable()).replace("..", ".")
    return get_valid_filename(f"x{plain}").removeprefix("x")[:LONGEST_PART].strip(".") or "berkas"
