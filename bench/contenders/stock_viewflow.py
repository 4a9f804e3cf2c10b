"""Stock django-viewflow: its Process and Task, its row lock, its wrapper of a task's view."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, ClassVar

from viewflow import this
from viewflow.workflow import STATUS, flow, lock
from viewflow.workflow.flow.utils import wrap_view
from viewflow.workflow.models import Process, Task

from . import Contender, Step

LINE = "stock django-viewflow"


def complete(request: Any, **_keys: Any) -> None:
    """What the stock views do with a valid form, less the form and the process they save."""
    request.activation.execute()


class RequestFlow(flow.Flow):
    process_class, task_class = Process, Task
    lock_impl = lock.select_for_update_lock
    asker: ClassVar[Any]
    head: ClassVar[Any]

    start = flow.StartHandle().Next(this.asking)
    asking = flow.View(complete).Assign(lambda activation: RequestFlow.asker).Next(this.asked)
    asked = flow.View(complete).Assign(lambda activation: RequestFlow.head).Next(this.asking)


class StockViewflow(Contender):
    def __init__(self, asker: Any, head: Any) -> None:
        RequestFlow.asker, RequestFlow.head = asker, head
        self._process = RequestFlow.start.run()
        self._task = Task.objects.get(process=self._process, status=STATUS.ASSIGNED).pk
        self._views = {
            node: wrap_view(node, complete) for node in (RequestFlow.asking, RequestFlow.asked)
        }

    def steps(self) -> list[Step]:
        return [
            Step(LINE, lambda: self._complete(RequestFlow.asking, RequestFlow.asker)),
            Step(LINE, lambda: self._complete(RequestFlow.asked, RequestFlow.head)),
        ]

    def _complete(self, node: Any, by: Any) -> None:
        request = SimpleNamespace(method="POST", user=by)
        self._views[node](request, process_pk=self._process.pk, task_pk=self._task)
        # The next task's id stands in its address; here the rows are numbered one by one.
        self._task += 1
