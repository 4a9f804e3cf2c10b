"""The page for what breaks down on our side: it names the receipt of what had been sent in."""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template import loader
from django.urls import reverse
from django.utils import timezone
from django.views.defaults import ERROR_500_TEMPLATE_NAME

from workflow_core.web.receiving import told


def server_error(request: HttpRequest) -> HttpResponse:
    """As Django's own, with the receipt; works without database and without signed-in user."""
    receipt = getattr(request, "receipt", None)
    context = {"receipt": ""}
    if receipt is not None:
        with timezone.override(getattr(request, "zone", None)):
            context["receipt"] = told(receipt)
        context["receipt_url"] = reverse("receipt", args=[receipt.pk])
    template = loader.get_template(ERROR_500_TEMPLATE_NAME)
    return HttpResponseServerError(template.render(context))
