"""What is written down of each request and job, and what never is.

Names, addresses, what was typed, paths, headers, cookies and messages of other people's exceptions
stay out: a record says when, what kind of thing, where in the code, and for which role and
municipality. See docs/operations.md.

    log.error("the chain is broken: %s", Plain(found))

Strings among the arguments are left out unless they are codes; `Plain` marks a text of ours that
holds nothing of anybody's.
"""

from .describing import Plain, describe

__all__ = ["Plain", "describe"]
