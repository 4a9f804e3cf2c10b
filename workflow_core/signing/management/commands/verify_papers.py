"""Check every kept paper: the file against its fingerprint, and the signatures in it."""

import hashlib
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflow_core.signing.models import Paper
from workflow_core.signing.pades import signatures_in
from workflow_core.signing.signer import signer


class Command(BaseCommand):
    help = "Check the files of all papers and the signatures in them; name those that do not hold."

    def handle(self, *args: Any, **options: Any) -> None:
        roots, number, wrong = signer().roots(), 0, []
        for paper in Paper.objects.filter(made_at__isnull=False).iterator():
            number += 1
            if trouble := _trouble(paper, roots):
                wrong.append(f"paper {paper.pk} (case {paper.case_id}): {trouble}")
        if wrong:
            raise CommandError("\n".join(wrong))
        self.stdout.write(f"{number} papers hold")


def _trouble(paper: Paper, roots: Any) -> str:
    """What is wrong with the file of a paper; empty where nothing is."""
    try:
        with paper.file.open("rb") as source:
            pdf = source.read()
    except FileNotFoundError:
        return "the file is gone"
    if hashlib.sha256(pdf).hexdigest() != paper.sha256:
        return "the file is not the one that was made"
    found = signatures_in(pdf, roots)
    if len(found) != len(paper.signed_by):
        return "signatures are missing"
    return "" if all(one.holds for one in found) else "a signature does not hold"
