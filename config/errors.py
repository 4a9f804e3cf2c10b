"""The page for what broke on our side: it names the receipt of what had been sent in."""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template import loader
from django.views.defaults import ERROR_500_TEMPLATE_NAME

from workflow_core.web.receiving import told


def server_error(request: HttpRequest) -> HttpResponse:
    """As Django's own, with the receipt; works without database and without signed-in user."""
    receipt = told(getattr(request, "receipt", None))
    template = loader.get_template(ERROR_500_TEMPLATE_NAME)
    return HttpResponseServerError(template.render({"receipt": receipt}))
