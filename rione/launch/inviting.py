"""`rione invite`: the first administrator of a municipality."""

import argparse
import os

from .context import DONE, USAGE, complain, platform, tell
from .progress import say

WRONG = {
    "email": "--email is not an e-mail address",
    "name": "--name is the name of a person, up to 120 characters",
    "organisation": "--organisation is a name of up to 200 characters",
    "kind": "--kind is one of {kinds}",
    "municipality": "--municipality is the six-figure ISTAT code, such as 015146",
    "language": "--language is it or en",
    "organisation_other_name": "this municipality is there under another name; give that one",
}
"""What is said when an invitation is refused, by the code of the refusal."""


def invite(options: argparse.Namespace) -> int:
    """`rione invite`: the link is told once, and only here."""
    with platform():
        from django.conf import settings
        from django.urls import reverse
        from django.utils.translation import override

        from rione.core.audit.acting import Actor, acting
        from rione.core.identity.beginning import invite_administrator
        from rione.core.identity.models import Organisation
        from rione.core.identity.operations import Refused

        demo = getattr(settings, "IS_DEMO", False)
        site = options.site or settings.RIONE_BASE_URL or site_of(settings.ALLOWED_HOSTS, demo=demo)
        if not site:
            return complain("ALLOWED_HOSTS names no host: say --site https://…", USAGE)
        try:
            with acting(Actor("machine", "rione.invite")):
                offer = invite_administrator(
                    email=options.email,
                    name=options.name,
                    organisation=options.organisation,
                    kind=options.kind,
                    municipality=options.municipality,
                    language=options.language,
                    again=options.again,
                )
        except Refused as refused:
            kinds = ", ".join(Organisation.Kind.values)
            return complain(WRONG[refused.code].format(kinds=kinds), USAGE)
        if offer.until is None:
            say("This person is an administrator there already; nothing was done.")
        elif not offer.token:
            say(
                f"An invitation is open until {offer.until:%Y-%m-%d}; its link was told when it "
                "was made. --again closes it and makes another."
            )
        else:
            with override(options.language):
                link = reverse("identity:invitation", args=[offer.token])
            say(f"{site.rstrip('/')}{link}")
            tell(
                f"Give this link to {options.email}; it works once, until {offer.until:%Y-%m-%d}, "
                "and is kept nowhere."
            )
    return DONE


def site_of(hosts: list[str], *, demo: bool) -> str:
    """The address that links begin with, from ALLOWED_HOSTS; "" when that names no host."""
    if demo:
        return f"http://{hosts[0]}:{os.environ.get('PORT') or '8000'}"
    named = next((host.lstrip(".") for host in hosts if host != "*"), "")
    return f"https://{named}" if named else ""
