"""What a person is told. The row is the notification; a socket only rings the doorbell."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


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


class When(models.TextChoices):
    """How soon somebody wants an e-mail."""

    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("once a day, in the morning")
    NEVER = "never", _("never")


class MailChoice(models.Model):
    """How soon a person wants to be told of what by e-mail; the pages tell everything anyhow."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="mail_choice"
    )
    work = models.CharField(
        _("What waits for me"), max_length=10, choices=When.choices, default=When.DAILY
    )
    news = models.CharField(
        _("What happened in my cases"), max_length=10, choices=When.choices, default=When.DAILY
    )
    reminder = models.CharField(
        _("Reminders"), max_length=10, choices=When.choices, default=When.DAILY
    )

    def __str__(self) -> str:
        return f"{self.person_id}"


class Mail(models.Model):
    """One e-mail to one person: about one notification, or the digest of one day.

    The row is claimed before it is sent and marked after. A worker killed in between is followed by
    another one after a while, with the same Message-ID, which mail programs show once. ``free_at``
    is when it may be tried again.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    notification = models.OneToOneField(
        Notification, models.CASCADE, null=True, related_name="mail"
    )
    day = models.DateField(null=True)
    upto = models.PositiveBigIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    free_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "day"],
                condition=models.Q(notification=None),
                name="one_digest",
            ),
            models.CheckConstraint(
                condition=models.Q(notification=None) ^ models.Q(day=None), name="mail_about"
            ),
        ]
        indexes = [
            models.Index(fields=["free_at"], condition=models.Q(sent_at=None), name="unsent"),
            models.Index(
                fields=["day"], condition=models.Q(notification=None), name="digest_of_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id}: {self.notification_id or self.day}"
