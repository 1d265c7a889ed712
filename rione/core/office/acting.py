"""Who acts in a request."""

from django.http import HttpRequest

from rione.core.identity.rules.actors import ANONYMOUS, Actor


def actor_of(request: HttpRequest) -> Actor:
    """The account and the membership it acts under; ANONYMOUS outside of the middleware."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    return actor
