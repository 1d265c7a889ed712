"""Forms: labels on every field, `autocomplete` where browsers can help, failures counted."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm as LibraryLoginForm
from allauth.account.forms import ResetPasswordForm as LibraryResetPasswordForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm as LibraryActivateTOTPForm
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..access import ROLE_NAMES
from ..adapters.accounts import too_soon
from ..attempts import forget_failures, note_failure, wait_left
from ..models import Organisation, User
from ..rules.roles import Role


class _WithoutPlaceholders:
    """A placeholder repeats the label and vanishes while one types."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class LoginForm(_WithoutPlaceholders, LibraryLoginForm):
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].help_text = ""


class ResetPasswordForm(_WithoutPlaceholders, LibraryResetPasswordForm):
    """The address that a link is sent to; the answer never says whether it has an account."""


class _CodeCounted(_WithoutPlaceholders):
    """Wrong codes cost time as wrong passwords do, per account and address."""

    user: User

    def clean_code(self) -> str:
        account = f"code of {self.user.pk}"
        address = get_adapter().get_client_ip(context.request)
        left = wait_left(account=account, address=address)
        if left:
            raise too_soon(left)
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            note_failure(account=account, address=address)
            raise
        forget_failures(account=account, address=address)
        return code


class CodeForm(_CodeCounted, AuthenticateForm):
    """The code of an app, or a recovery code, at log-in."""


class ReauthenticateCodeForm(_CodeCounted, ReauthenticateForm):
    """The same, to confirm who one is."""


class ActivateTOTPForm(_CodeCounted, LibraryActivateTOTPForm):
    """The first code of an app that is being set up."""


class AcceptForm(forms.Form):
    """Name and password of somebody who takes up an invitation without an account."""

    name = forms.CharField(
        label=_("Name and surname"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("At least 12 characters, not a common password."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        self.email = email
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        about = User(email=self.email, name=self.cleaned_data.get("name", ""))
        password_validation.validate_password(password, about)
        return password


class InviteForm(forms.Form):
    """Whom to invite to what; `roles` and `organisations` are what the inviter may offer."""

    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"))
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=None
    )
    language = forms.ChoiceField(
        label=_("Language of the invitation"), choices=User.Language.choices
    )
    until = forms.DateField(
        label=_("Ends on (not included)"),
        required=False,
        help_text=_("Leave empty when no end is known."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, *args: Any, roles: list[Role], organisations: list[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)  # noqa: S101
        role.choices = [(item.value, ROLE_NAMES[item]) for item in roles]
        organisation = self.fields["organisation"]
        assert isinstance(organisation, forms.ModelChoiceField)  # noqa: S101
        organisation.queryset = Organisation.objects.filter(
            pk__in=[item.pk for item in organisations]
        ).order_by("name")


class ReasonForm(forms.Form):
    """Why a second factor is taken away."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("How you made sure who is asking, and what was lost."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
