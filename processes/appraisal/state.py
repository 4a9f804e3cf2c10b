"""The states of an appraisal and of its cycle."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    DRAFTING = "drafting", _("Plan being drafted")
    PROPOSED = "proposed", _("Plan under review")
    EXECUTING = "executing", _("Work in progress")
    REPORTED = "reported", _("Report with the rater")
    ESCALATED = "escalated", _("Rating passed to the rater's superior")
    RATED = "rated", _("Rated, not yet delivered")
    DELIVERED = "delivered", _("Delivered to the employee")
    RECEIVED = "received", _("Received by the employee")
    ACCEPTED = "accepted", _("Signed by the employee")
    UNSIGNED = "unsigned", _("Not signed in time")
    OBJECTED = "objected", _("Objection filed")
    EXPLAINED = "explained", _("Objection under examination")
    DECIDED = "decided", _("Objection decided")
    APPROVED = "approved", _("Received by the competent authority")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class CycleState(TextChoices):
    PREPARED = "prepared", _("Being prepared")
    OPEN = "open", _("Open")
    EVALUATING = "evaluating", _("Evaluation running")
    CLOSING = "closing", _("Being closed")
    CLOSED = "closed", _("Closed")
