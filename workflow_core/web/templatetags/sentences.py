"""Sentences as they are printed."""

from typing import Any

from django import template
from django.template.defaultfilters import stringfilter

from workflow_core.people import names

register = template.Library()


@register.filter(is_safe=True)
@stringfilter
def one_stop(text: Any) -> str:
    """One full stop where a sentence ends with a name that has its own: “… Sari, M.Si.”."""
    return names.one_stop(text)
