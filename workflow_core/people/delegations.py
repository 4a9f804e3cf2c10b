"""Ending a delegation before its time."""

from workflow_core.calendar import clock

from .models import Delegation


def end_delegation(delegation: Delegation) -> None:
    """End it now. One that has not begun has never been acted on, and goes altogether."""
    now = clock.now()
    if delegation.starts_at >= now:
        delegation.delete()
    elif delegation.ends_at > now:
        delegation.ends_at = now
        delegation.save(update_fields=["ends_at"])
