"""The forms about documents."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rione.core.identity.models import Organisation
from rione.core.office.forms import KeyedForm, TextField

from ..access import Rights, Subject
from ..operations import LONGEST_TEXT, LONGEST_TITLE
from ..rules.references import Direction, Visibility
from ..words import DIRECTIONS, VISIBILITIES
from .fields import DocumentField


def _note() -> TextField:
    return TextField(
        label=_("Note"),
        required=False,
        rows=2,
        max_length=LONGEST_TEXT,
        help_text=_("What is to be known about this file, for the office."),
    )


class VersionForm(KeyedForm):
    """A new file in the place of the current one."""

    file = DocumentField()
    note = _note()


class DocumentForm(KeyedForm):
    """A document about a thing; who sees it is asked of those who may choose."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE)
    kind = forms.ChoiceField(label=_("Kind of document"))
    file = DocumentField()
    visibility = forms.ChoiceField(label=_("Who sees it"))
    note = _note()

    def __init__(self, *args: Any, subject: Subject, rights: Rights, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(subject.kinds_known().items())  # type: ignore[attr-defined]
        offered = [Visibility.OFFICE]
        if rights.shared_with and not subject.confined:
            offered.append(Visibility.SHARED)
        if rights.manage and not subject.confined:
            offered.append(Visibility.PUBLIC)
        if rights.see_all:
            self.fields["visibility"].choices = [(v.value, VISIBILITIES[v]) for v in offered]  # type: ignore[attr-defined]
        else:
            del self.fields["visibility"]


class ReasonForm(KeyedForm):
    """Why a document is withdrawn."""

    reason = TextField(label=_("Reason"), max_length=LONGEST_TEXT)


class ShareForm(KeyedForm):
    """Who sees a document."""

    visibility = forms.ChoiceField(
        label=_("Who sees it"), choices=[(v.value, label) for v, label in VISIBILITIES.items()]
    )
    organisations = forms.MultipleChoiceField(
        label=_("Organisations that see it"),
        required=False,
        help_text=_(
            "Several can be chosen with Ctrl or Cmd. They count unless only the office sees it."
        ),
    )

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisations"].choices = [(str(o.pk), o.name) for o in organisations]  # type: ignore[attr-defined]


class RegisterForm(KeyedForm):
    """Whether the document came in or goes out."""

    direction = forms.ChoiceField(
        label=_("Direction"), choices=[(d.value, DIRECTIONS[d]) for d in Direction]
    )
