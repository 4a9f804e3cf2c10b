"""What a person is told. The row is the notification; a socket only rings the doorbell."""

from django.conf import settings
from django.db import models


class Counter(models.Model):
    """The last number given to a recipient.

    Its row is locked last before commit, so numbers appear in order.
    """

    recipient = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.recipient_id}: {self.last}"


class Notification(models.Model):
    """One event told to one person: its kind and parameters, never a translated sentence."""

    institution = models.ForeignKey("core_people.Institution", models.PROTECT, related_name="+")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="notifications"
    )
    number = models.PositiveBigIntegerField()
    event = models.ForeignKey("core_engine.Event", models.PROTECT, related_name="notifications")
    kind = models.CharField(max_length=80)
    parameters = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["recipient", "number"]
        indexes = [
            models.Index(fields=["recipient"], condition=models.Q(read_at=None), name="unread")
        ]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "number"], name="notification_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id}/{self.number} {self.kind}"
