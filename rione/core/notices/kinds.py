"""Kinds of notices and of topics, registered by the contexts that tell them.

    register(NoticeKind(
        "question_answered",
        label=_("Answers to your questions"),
        subject=_("Your question about %(title)s was answered"),
        text="desk/mail/question_answered.txt",
    ))
    register_topic(TopicKind("action", label=_("Actions"), title=title_of_action, link=…))

Both in `AppConfig.ready`, so that every process knows them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from .rules import (
    CODE,
    Mail,
    Value,
    checked_parameters,
    checked_text,
    in_language,
    one_line,
    split_topic,
)


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """Something people are told.

    `code` is stored and never changes; `label` says the kind in the preferences; `subject` is a
    translated line with named places (`%(title)s`) for parameters, which is also the line in the
    inbox; `text` names a plain text template that is given `parameters` and says only what is
    new, without personal data of others: greeting and link are added. `default_mail`: when it
    is mailed unless somebody chose otherwise. `for_followers`: it is published to the public and
    stands in nobody's preferences.
    """

    code: str
    label: Any
    subject: Any
    text: str
    default_mail: Mail = Mail.AT_ONCE
    for_followers: bool = False

    def subject_for(self, parameters: Mapping[str, Value], language: str) -> str:
        """The subject in a language, one line. KeyError when a parameter is missing."""
        with override(language):
            return one_line(str(self.subject) % in_language(parameters, language))


@dataclass(frozen=True, slots=True)
class TopicKind:
    """Something the public follows by e-mail, as `code:reference`.

    `title(reference)` gives what it is called, a text or {"it": …, "en": …}; None when there is
    no such thing. `link(reference)` is where to read about it.
    """

    code: str
    title: Callable[[str], Value]
    link: Callable[[str], "Link"]


@dataclass(frozen=True, slots=True)
class Link:
    """A page by the name of its address and what stands in it; resolved in the reader's
    language. "" is the inbox."""

    name: str = ""
    args: tuple[str, ...] = field(default=())

    def path(self, language: str) -> str:
        """The path in a language. NoReverseMatch when there is no such page."""
        with override(language):
            return reverse(self.name or "notices:inbox", args=self.args)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic that exists, ready to be shown."""

    code: str
    title: Value
    link: Link

    def title_in(self, language: str) -> str:
        """What it is called in a language."""
        return str(in_language({"title": self.title}, language)["title"])


_kinds: dict[str, NoticeKind] = {}
_topics: dict[str, TopicKind] = {}


def register(*kinds: NoticeKind) -> None:
    """Add kinds; two different ones of the same code are an error, and so is a code that is not
    a lower-case word of at most 40 characters."""
    for kind in kinds:
        if not CODE.fullmatch(kind.code):
            raise ValueError(f"“{kind.code}” is no code of a kind")
        if _kinds.setdefault(kind.code, kind) != kind:
            raise ValueError(f"two kinds of notices are called {kind.code}")


def register_topic(*kinds: TopicKind) -> None:
    """Add kinds of topics; two different ones of the same code are an error."""
    for kind in kinds:
        if _topics.setdefault(kind.code, kind) != kind:
            raise ValueError(f"two kinds of topics are called {kind.code}")


def registered() -> tuple[NoticeKind, ...]:
    """All kinds, in the order in which contexts registered them."""
    return tuple(_kinds.values())


def kind_of(code: str) -> NoticeKind | None:
    """The kind of a code; None for one that an older release knew."""
    return _kinds.get(code)


def topic_of(code: str) -> Topic | None:
    """The topic of a code such as `action:MI1.1.1.a`; None when there is none. One call of the
    context's `title`."""
    parts = split_topic(code)
    kind = _topics.get(parts[0]) if parts else None
    if parts is None or kind is None:
        return None
    title = kind.title(parts[1])
    return None if title is None else Topic(code, title, kind.link(parts[1]))


def checked(
    code: str, link: Link | None, parameters: Mapping[str, object] | None
) -> tuple[NoticeKind, Link, dict[str, Value]]:
    """What a context wants to tell, as it can be stored.

    ValueError when the kind is not registered, the link leads nowhere, or the subject lacks a
    parameter: told to whoever wrote the context, inside the operation, not to the reader.
    """
    kind = _kinds.get(code)
    if kind is None:
        raise ValueError(f"no kind of notice is called {code}")
    stored = checked_parameters(parameters or {})
    found = link or Link()
    found = Link(found.name, tuple(checked_text(str(part)) for part in found.args))
    try:
        found.path("it")
        kind.subject_for(stored, "it")
    except NoReverseMatch:
        raise ValueError(f"the link of {code} leads to no page") from None
    except KeyError as error:
        raise ValueError(f"the subject of {code} needs the parameter {error}") from None
    return kind, found, stored
