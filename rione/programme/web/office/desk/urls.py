"""Addresses of the desk, and the office's first page."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from . import calendar, communication, deadlines, guidance, history, questions, today

urlpatterns: list[URLPattern] = [
    path(_("office/"), today.home, name="home"),
    path(_("office/questions/"), questions.question_list, name="questions"),
    path(_("office/questions/<uuid:key>/"), questions.question, name="question"),
    path(_("office/questions/<uuid:key>/answer/"), questions.answer, name="question_answer"),
    path(
        _("office/questions/<uuid:key>/ask-again/"),
        questions.follow_up,
        name="question_follow_up",
    ),
    path(_("office/questions/<uuid:key>/note/"), questions.note, name="question_note"),
    path(_("office/questions/<uuid:key>/assign/"), questions.assign, name="question_assign"),
    path(_("office/questions/<uuid:key>/close/"), questions.close, name="question_close"),
    path(_("office/questions/<uuid:key>/reopen/"), questions.reopen, name="question_reopen"),
    path(_("office/questions/<uuid:key>/publish/"), guidance.publish, name="question_publish"),
    path(_("office/questions/<uuid:key>/withdraw/"), guidance.withdraw, name="question_withdraw"),
    path(
        _("office/operations/<str:code>/questions/"),
        questions.of_operation,
        name="operation_questions",
    ),
    path(
        _("office/operations/<str:code>/questions/new/"),
        questions.ask,
        name="question_ask",
    ),
    path(
        _("office/operations/<str:code>/missing/new/"),
        guidance.request_missing,
        name="missing_request",
    ),
    path(_("office/missing/<uuid:key>/"), guidance.provided, name="missing_provided"),
    path(_("office/deadlines/"), deadlines.deadline_list, name="deadlines"),
    path(_("office/deadlines/new/"), deadlines.set_one, name="deadline_set"),
    path(_("office/deadlines/<uuid:key>/"), deadlines.deadline, name="deadline"),
    path(_("office/deadlines/<uuid:key>/postpone/"), deadlines.postpone, name="deadline_postpone"),
    path(_("office/deadlines/<uuid:key>/complete/"), deadlines.complete, name="deadline_complete"),
    path(_("office/deadlines/<uuid:key>/undo/"), deadlines.undo, name="deadline_undo"),
    path(
        _("office/operations/<str:code>/deadlines/"),
        deadlines.of_operation,
        name="operation_deadlines",
    ),
    path(_("office/communication/"), communication.plan_list, name="communication"),
    path(_("office/communication/new/"), communication.plan, name="communication_plan"),
    path(_("office/communication/<uuid:key>/"), communication.item, name="communication_item"),
    path(
        _("office/communication/<uuid:key>/report/"),
        communication.report,
        name="communication_report",
    ),
    path(
        _("office/communication/<uuid:key>/cancel/"),
        communication.cancel,
        name="communication_cancel",
    ),
    path(
        _("office/operations/<str:code>/history/"),
        history.of_operation,
        name="operation_history",
    ),
    path(_("office/calendar/"), calendar.address, name="calendar"),
    path(_("office/calendar/<str:secret>.ics"), calendar.feed, name="calendar_feed"),
]
