"""Berkas unit: the papers of many cases as one ZIP file, packed in the background."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from workflow_core.engine.bundles import ask_for_bundle
from workflow_core.engine.registry import definitions
from workflow_core.people.models import Unit
from workflow_core.signing.models import Bundle
from workflow_core.web.access import access, signed_in, standing_of
from workflow_core.web.cases import visible_cases
from workflow_core.web.paper_access import bundle_owner
from workflow_core.web.words import moment

from .papers import attachment

SHOWN = 10
SECONDS = 3


class BundleForm(forms.Form):
    """Which cases: of what, and of which unit with all below it."""

    title = forms.ChoiceField(label=gettext_lazy("Papers of"))
    unit: Any = forms.ModelChoiceField(
        label=gettext_lazy("Unit"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("all units"),
        help_text=gettext_lazy("With all units below it."),
    )

    def __init__(self, *args: Any, cases: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = cases
        titles = cases.order_by("-title").values_list("title", flat=True).distinct()
        self.fields["title"].choices = [(one, one) for one in titles]  # type: ignore[attr-defined]
        units = Unit.objects.with_tree_fields().filter(pk__in=cases.order_by().values("unit"))
        with_those_above = {pk for one in units for pk in one.tree_path}
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=with_those_above)  # type: ignore[attr-defined]

    def chosen(self) -> Any:
        """The chosen cases, by unit and name."""
        found = self.cases.filter(title=self.cleaned_data["title"])
        unit = self.cleaned_data["unit"]
        if unit is not None:
            below = Unit.objects.descendants(unit, include_self=True)
            found = found.filter(unit__in=below.values("pk"))
        return found.order_by("unit", "subject__name", "pk").values_list("pk", flat=True)


@access(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def bundles(request: HttpRequest) -> HttpResponse:
    """Ask for a bundle, and find those asked for this week."""
    printing = [one for one in definitions() if one.papers is not None]
    form = BundleForm(
        request.POST if request.method == "POST" else None,
        cases=visible_cases(standing_of(request), printing),
        initial=request.GET.dict(),
    )
    if request.method == "POST" and form.is_valid():
        unit = form.cleaned_data["unit"]
        title = f"{form.cleaned_data['title']} · {unit.name if unit else _('all units')}"
        bundle = ask_for_bundle(by=request.user, title=title, cases=form.chosen())
        return redirect("bundle", bundle.pk)
    found = Bundle.objects.filter(owner=standing_of(request).person).defer("cases")[:SHOWN]
    context = {"form": form, "rows": [(one, moment(one.asked_at)) for one in found]}
    return render(request, "workflow/bundles.html", context, status=422 if form.errors else 200)


@access(bundle_owner)
@require_safe
def bundle(request: HttpRequest, bundle: Bundle) -> HttpResponse:
    """How far a bundle is; the page asks again by itself until it is packed."""
    context = {"bundle": bundle, "asked": moment(bundle.asked_at), "seconds": SECONDS}
    return render(request, "workflow/bundle.html", context)


@access(bundle_owner)
@require_safe
def bundle_file(request: HttpRequest, bundle: Bundle) -> HttpResponseBase:
    if bundle.made_at is None:
        raise Http404
    return attachment(bundle.file.open("rb"), f"berkas-unit-{bundle.pk}.zip", "application/zip")
