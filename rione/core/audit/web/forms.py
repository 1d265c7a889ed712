"""The filters of the register."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rione.core.office.forms import DayField

from ..models import Action
from ..queries import Filters
from ..rules import Subject
from ..words import ROLES, verb_words


class FilterForm(forms.Form):
    """What an address asks of the register; all of it optional."""

    verb = forms.CharField(label=_("What was done"), required=False, max_length=80)
    role = forms.ChoiceField(label=_("Role"), required=False)
    action = forms.ChoiceField(
        label=_("Seen or changed"),
        required=False,
        choices=[
            ("", _("both")),
            (Action.READ.value, _("seen")),
            (Action.WRITE.value, _("changed")),
        ],
    )
    subject = forms.CharField(
        label=_("What it is about"),
        required=False,
        max_length=140,
        help_text=_("Kind and key, such as operation:5f2c…"),
    )
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Up to and including"), required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        known = sorted(verb_words().items(), key=lambda item: str(item[1]).lower())
        asked = data.get("verb", "")
        extra = [(asked, asked)] if asked and asked not in dict(known) else []
        self.fields["verb"].widget = forms.Select(choices=[("", _("everything")), *known, *extra])
        self.fields["role"].choices = [("", _("all")), *ROLES.items()]  # type: ignore[attr-defined]

    def clean_subject(self) -> Subject | None:
        """A reference to a thing; ValidationError on what is none."""
        text = self.cleaned_data["subject"].strip()
        try:
            return Subject.of(text) if text else None
        except ValueError:
            raise forms.ValidationError(
                _("Write a kind and a key with a colon between them, such as operation:5f2c….")
            ) from None

    def clean(self) -> dict[str, Any]:
        """The days are in order."""
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day lies before the first."))
        return found

    def filters(self, municipality: str) -> Filters:
        """What to read, within a municipality ("" is everywhere)."""
        found = self.cleaned_data
        return Filters(
            municipality=municipality,
            verb=found["verb"],
            actor_role=found["role"],
            action=found["action"],
            subject=found["subject"],
            since=_begin(found["since"]),
            until=_begin(found["until"] + timedelta(days=1)) if found["until"] else None,
        )

    def codes(self) -> str:
        """The question in codes, for the audit trail."""
        found = self.cleaned_data
        return "&".join(
            f"{name}={found[name]}"
            for name in ("verb", "role", "action", "subject", "since", "until")
            if found[name]
        )


def _begin(day: Any) -> datetime | None:
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day, time.min))
