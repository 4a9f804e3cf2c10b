"""Papers as the background makes them."""

from django_tasks import task_backends

from workflow_core.engine.papers import make_papers_of

LINE = task_backends["papers"]


def in_line():
    """The jobs put in line so far: what, with which arguments."""
    return [(one.task.name, tuple(one.args)) for one in LINE.results]


def made(case):
    """The papers of a case, made now, by form."""
    return {one.form: one for one in make_papers_of(case.pk)}


def content_of(paper):
    with paper.file.open("rb") as source:
        return source.read()
