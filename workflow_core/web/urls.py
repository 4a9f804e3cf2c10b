"""The generic pages: desk, case, move, lists, queues, notifications, staff."""

from django.urls import path

from . import api
from .pages import (
    activation,
    bulk,
    case,
    cases,
    delegations,
    desk,
    handover,
    mail_choices,
    move,
    notifications,
    overdue,
    queue,
    staff,
    staff_import,
)

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("cases/", cases.cases, name="cases"),
    path("cases/bulk/<slug:process>/<slug:move>/", bulk.bulk, name="bulk"),
    path("cases/<int:pk>/", case.case, name="case"),
    path("cases/<int:pk>/<slug:move>/", move.move, name="move"),
    path("queue/<slug:role>/", queue.queue, name="queue"),
    path("queue/items/<int:pk>/claim/", queue.claim, name="claim"),
    path("queue/items/<int:pk>/release/", queue.release, name="release"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/read/", notifications.read_notifications, name="read_notifications"),
    path("notifications/by-mail/", mail_choices.mail_choices, name="mail_choices"),
    path("handover/", handover.handover, name="handover"),
    path("handover/<int:pk>/end/", handover.take_back, name="take_back"),
    path("overdue/", overdue.overdue, name="overdue"),
    path("overdue/remind/", overdue.remind, name="remind"),
    path("overdue/<int:pk>/retry/", overdue.retry, name="retry"),
    path("api/v1/notifications", api.notifications, name="api_notifications"),
    path("api/v1/notifications/read", api.read_notifications, name="api_read_notifications"),
    path("accounts/activate/", activation.activation, name="activate"),
    path("staff/", staff.staff, name="staff"),
    path("staff/units/", staff.units, name="units"),
    path("staff/<int:pk>/", staff.person, name="person"),
    path("staff/<int:pk>/reset/", staff.reset, name="reset_account"),
    path("staff/letters/<int:unit>/", staff.letters, name="letters"),
    path("staff/precheck/", staff.staff_precheck, name="precheck"),
    path("staff/delegations/", delegations.delegations, name="delegations"),
    path("staff/delegations/<int:pk>/end/", delegations.end, name="end_delegation"),
    path("staff/import/", staff_import.staff_import, name="staff_import"),
    path("staff/import/<slug:token>/", staff_import.staff_import_check, name="staff_import_check"),
]
