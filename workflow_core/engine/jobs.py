"""What happens in the background: papers and bundles of papers, one job each."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Max
from django_tasks import task

from workflow_core.calendar import clock
from workflow_core.signing.models import Paper

from . import bundles, papers

FIRST_PAUSE = timedelta(seconds=30)


@task(backend=settings.PAPER_JOBS)
def make_papers(pk: int) -> None:
    """Make the papers of a case; where that fails, again after a while that grows."""
    try:
        papers.make_papers_of(pk)
    except Exception:
        tried = (
            Paper.objects.filter(case=pk, made_at=None).aggregate(most=Max("tries"))["most"] or 0
        )
        if make_papers.get_backend().supports_defer and tried < papers.MOST_TRIES:
            pause = FIRST_PAUSE * 4**tried
            make_papers.using(run_after=clock.now() + pause).enqueue(pk)
        raise


@task(priority=10, backend=settings.PAPER_JOBS)  # somebody waits for it
def pack_bundle(pk: int) -> None:
    """Pack a bundle from its beginning, however far an earlier try had come."""
    bundles.pack(pk)
