"""How soon a person wants to be told of what by e-mail."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from workflow_core.notify.models import MailChoice
from workflow_core.web.access import access, signed_in


class MailChoiceForm(forms.ModelForm[MailChoice]):
    class Meta:
        model = MailChoice
        fields = ("work", "news", "reminder")
        widgets = dict.fromkeys(fields, forms.RadioSelect)


@access(signed_in)
def mail_choices(request: HttpRequest) -> HttpResponse:
    known = MailChoice.objects.filter(pk=request.user.pk).first()
    choice = known or MailChoice(pk=request.user.pk)
    form = MailChoiceForm(request.POST or None, instance=choice)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your choice is saved."))
        return redirect("notifications")
    return render(request, "workflow/mail_choices.html", {"form": form})
