"""Posts beside the definitive one, as the personnel office records them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from workflow_core.calendar import clock
from workflow_core.people.models import Person
from workflow_core.people.services import end_side_post, open_posting
from workflow_core.web.access import access, staff_member, standing_of
from workflow_core.web.staff_forms import SidePostForm


@access(staff_member)
@require_http_methods(["GET", "HEAD", "POST"])
def side_posts(request: HttpRequest, person: Person) -> HttpResponse:
    """What he holds beside his post, and a form for one more."""
    institution: Any = person.institution
    units = institution.units.order_by("name")
    form = SidePostForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid() and _is_opened(request, person, form):
        return redirect("side_posts", person.pk)
    context = {"person": person, "form": form, "rows": _rows(person)}
    return render(request, "people/side_posts.html", context, status=422 if form.errors else 200)


@access(staff_member)
@require_POST
def end(request: HttpRequest, person: Person, post: int) -> HttpResponse:
    """He holds it until today."""
    found = _rows(person).filter(pk=post).first()
    if found is None:
        raise Http404
    try:
        end_side_post(found, ends=clock.today())
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    else:
        messages.success(request, _("It ends with today: %s.") % found)
    return redirect("side_posts", person.pk)


def _is_opened(request: HttpRequest, person: Person, form: SidePostForm) -> bool:
    given = dict(form.cleaned_data)
    unit = given.pop("unit")
    try:
        made = open_posting(person, unit, by=standing_of(request).person, **given)
    except ValidationError as refused:
        form.add_error("ends" if refused.code == "order" else None, refused)
        return False
    messages.success(request, _("Recorded: %s.") % made)
    return True


def _rows(person: Person) -> Any:
    beside = person.postings.filter(kind__in=SidePostForm.BESIDE)
    return beside.select_related("unit").order_by("-starts", "-pk")
