"""Tags of the generic pages."""

from typing import Any

from django import template
from django.template import Context
from django.template.loader import get_template

register = template.Library()


@register.simple_tag(takes_context=True)
def panel(context: Context, one: Any) -> str:
    """Render a process's panel with its own context on top of the page's."""
    inner = get_template(one.template).template  # type: ignore[attr-defined]
    with context.push(**one.context):
        return str(inner.render(context))
