"""The public page behind a paper's QR code: is it genuine, and who signed it. Nothing else."""

import hashlib
from datetime import datetime
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from workflow_core.signing.models import Paper
from workflow_core.web.access import access
from workflow_core.web.throttle import is_too_often
from workflow_core.web.words import moment

MOST_BYTES = 25 * 1024 * 1024
A_MINUTE = 60
PER_MINUTE = 60


class Fingerprint(FileUploadHandler):
    """Takes a file's hash while it comes in and keeps nothing of it."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.digest = hashlib.sha256()
        self.size = 0
        self.found = ""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size > MOST_BYTES:
            raise StopUpload(connection_reset=True)
        self.digest.update(raw_data)

    def file_complete(self, file_size: int) -> None:
        self.found = self.digest.hexdigest() if file_size else ""


@access(public=True)
@csrf_exempt  # it changes nothing and knows nobody; a token would only set a cookie
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, token: str) -> HttpResponse:
    if is_too_often(request, "verify", PER_MINUTE, A_MINUTE):
        response = render(request, "verify/slow.html", status=429)
        response["Retry-After"] = str(A_MINUTE)
        return _for_strangers(response)
    paper = Paper.objects.filter(token=token, made_at__isnull=False).first()
    if paper is None:
        return _for_strangers(render(request, "verify/unknown.html", status=404))
    context = {"paper": paper, "signed_by": _signed_by(paper), **_compared(request, paper)}
    return _for_strangers(render(request, "verify/paper.html", context))


def _signed_by(paper: Paper) -> list[dict[str, str]]:
    return [{**one, "when": moment(datetime.fromisoformat(one["at"]))} for one in paper.signed_by]


def _compared(request: HttpRequest, paper: Paper) -> dict[str, Any]:
    """Whether the file sent is the paper, byte for byte."""
    if request.method != "POST":
        return {}
    taken = Fingerprint(request)
    request.upload_handlers = [taken]
    request.FILES  # noqa: B018 - reading it takes the file in
    if taken.size > MOST_BYTES:
        return {"problem": _("The file is larger than 25 MB; no paper of ours is.")}
    if not taken.found:
        return {"problem": _("Choose the PDF file that you want to compare.")}
    return {"found": taken.found, "is_same": taken.found == paper.sha256}


def _for_strangers(response: HttpResponse) -> HttpResponse:
    """No search engine lists it, no cache keeps it, no other site is told the address."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
