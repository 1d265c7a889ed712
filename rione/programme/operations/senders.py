"""What the desk tells, as notices: the kinds, and who the people are."""

from django.utils.translation import gettext_lazy as _

from rione.core.identity.queries import accounts_of_organisations, accounts_with_roles
from rione.core.notices.kinds import Link, NoticeKind, register
from rione.core.notices.operations import notify

from .news import KIND
from .telling import Told, What

TEXT = "programme/mail/told.txt"
SUBJECTS: dict[What, tuple[object, object]] = {
    "question_asked": (_("Questions asked"), _("A question was asked")),
    "question_answered": (_("Answers to your questions"), _("Your question was answered")),
    "question_followed_up": (_("Questions asked again"), _("A question was asked again")),
    "question_assigned": (_("Questions given to you"), _("A question was given to you")),
    "question_closed": (_("Questions closed"), _("A question was closed")),
    "question_reopened": (_("Questions opened again"), _("A question was opened again")),
    "missing_requested": (_("Data that are missing"), _("The office asks for data")),
    "missing_provided": (_("Data handed in"), _("Data that were missing are there")),
    "deadline_set": (_("New deadlines"), _("A deadline was set")),
    "deadline_postponed": (_("Deadlines postponed"), _("A deadline was postponed")),
    "deadline_near": (_("Deadlines that are near"), _("A deadline is near")),
}
"""By what happened: what the preferences call it, and what a notice of it says."""


def register_notices() -> None:
    """The kinds of notices of the programme; once, when the platform starts."""
    register(
        *(NoticeKind(what, label, subject, TEXT) for what, (label, subject) in SUBJECTS.items()),
        NoticeKind(
            KIND,
            label=_("News of an action"),
            subject=_("There is something new about %(code)s"),
            text="programme/mail/news.txt",
            for_followers=True,
        ),
    )


def send(told: Told) -> None:
    """Put what happened into the inboxes of those it is told to. Two to four SQL statements."""
    accounts = set(told.accounts)
    if told.roles:
        accounts |= set(accounts_with_roles(told.municipality, told.roles))
    if told.organisations:
        accounts |= set(accounts_of_organisations(told.municipality, told.organisations))
    notify(
        accounts=accounts,
        kind=told.what,
        dedupe=told.key,
        link=Link(f"office:{told.page}", (told.argument,)),
        parameters={"day": told.day.isoformat()} if told.day else {},
    )
