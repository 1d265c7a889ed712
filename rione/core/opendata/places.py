"""Where things are: whole addresses of pages and files, the same in every description."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import override

from .datasets import Dataset, Form


@dataclass(frozen=True, slots=True)
class Place:
    """Addresses below `base`, which has no slash at its end."""

    base: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Place":
        """The address of the platform as settings say it, else as the request has it."""
        return cls(
            settings.RIONE_BASE_URL.rstrip("/") or f"{request.scheme}://{request.get_host()}"
        )

    @classmethod
    def of_settings(cls) -> "Place":
        """For what is written without a request."""
        return cls(settings.RIONE_BASE_URL.rstrip("/"))

    def file(self, dataset: Dataset, form: Form) -> str:
        """A file of a data set."""
        return self.base + reverse("opendata:file", args=[dataset.name, form.suffix])

    def page(self, dataset: Dataset, language: str = "") -> str:
        """The page of a data set, in the active language or another."""
        return self.named("open_data:dataset", dataset.name, language=language)

    def named(self, name: str, *arguments: str, language: str = "") -> str:
        """Any named address."""
        if not language:
            return self.base + reverse(name, args=arguments)
        with override(language):
            return self.base + reverse(name, args=arguments)
