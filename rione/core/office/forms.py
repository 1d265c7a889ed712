"""Forms that may be sent twice: each page that is opened brings a key of its own."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from rione.core import money
from rione.core.writes.rules import KEY


class KeyedForm(forms.Form):
    """A form with a hidden idempotency key, `cleaned_data["key"]`. Sent again as it is, also
    after it was refused, it keeps its key."""

    key = forms.CharField(
        widget=forms.HiddenInput,
        validators=[RegexValidator(f"^{KEY.pattern}$")],
        error_messages={
            "required": _("The form is not complete. Open the page again and repeat."),
            "invalid": _("The form is not complete. Open the page again and repeat."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = lambda: str(uuid4())
        for name, field in self.fields.items():
            if field.required and name != "key":
                field.widget.attrs.setdefault("required", "")


class EuroField(forms.CharField):
    """An amount as people write it, in either language (“1.234,56”, “1,234.56”, “1234.5”);
    cleaned to integer cents. Never negative."""

    def __init__(self, *, allow_zero: bool = False, **kwargs: Any) -> None:
        self.allow_zero = allow_zero
        kwargs.setdefault("max_length", 25)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")

    def clean(self, value: Any) -> int | None:
        """Cents, or None when left empty; ValidationError says how to write an amount."""
        text = super().clean(value)
        if not text:
            return None
        try:
            cents = money.parse_written(str(text))
        except ValueError:
            raise forms.ValidationError(_("Write an amount in euros, such as 1234,56.")) from None
        if cents == 0 and not self.allow_zero:
            raise forms.ValidationError(_("Write an amount above zero."))
        return cents

    def prepare_value(self, value: Any) -> Any:
        """Cents as an amount; what was typed stays as it was."""
        return money.format_plain(value) if isinstance(value, int) else value


class DayField(forms.DateField):
    """A day, chosen in the browser's calendar or typed (31/01/2022 or 2022-01-31)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y"])
        super().__init__(**kwargs)


class TextField(forms.CharField):
    """A text of several lines, without control characters."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 2000)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)
