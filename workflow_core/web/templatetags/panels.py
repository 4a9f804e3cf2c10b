"""Tags of the generic pages."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template import Context
from django.template.loader import get_template
from django.utils.html import format_html

from workflow_core.web import kept

register = template.Library()


@register.simple_tag(takes_context=True)
def panel(context: Context, one: Any) -> str:
    """Render a process's panel with its own context on top of the page's."""
    inner = get_template(one.template).template  # type: ignore[attr-defined]
    with context.push(**one.context):
        return str(inner.render(context))


@register.simple_tag(takes_context=True)
def made_for(context: Context, secrets: Sequence[str] = ()) -> str:
    """The hidden field by which what is typed here survives the end of the session."""
    words = kept.made_for(context["request"], secrets)
    return format_html('<input type="hidden" name="{}" value="{}">', kept.MADE_FOR, words)
