"""What was signed: the canonical text, its fingerprint, by whom and when."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from processes.appraisal.models import Appraisal
from processes.appraisal.panels import purpose_label
from workflow_core.signing.models import Signature
from workflow_core.signing.signatures import fingerprint
from workflow_core.web.access import access
from workflow_core.web.words import actor, moment

from .admission import signature_reader


@access(signature_reader)
@require_safe
def signature(request: HttpRequest, signature: Signature, case: Appraisal) -> HttpResponse:
    context = {
        "case": case,
        "signature": signature,
        "purpose": purpose_label(signature.purpose),
        "signer": actor(signature.signer, signature.on_behalf_of),
        "when": moment(signature.signed_at),
        "holds": fingerprint(signature.document) == signature.sha256,
        "laid_out": json.dumps(json.loads(signature.document), ensure_ascii=False, indent=2),
    }
    return render(request, "appraisal/signature.html", context)
