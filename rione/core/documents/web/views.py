"""One document, its files, and what is done with it."""

import logging
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rione.core.access import account_only, public
from rione.core.audit.operations import record_read
from rione.core.audit.rules import Subject
from rione.core.design.figures import Crumb
from rione.core.identity.queries import organisations
from rione.core.office.acting import actor_of
from rione.core.office.pages import write_page

from .. import contents, operations
from ..access import Rights, kind_label, rights_of, subject
from ..queries import DocumentView, VersionView, document_by_id, entries_of, names_of
from ..rules.references import Direction, Reference, Scan, Visibility
from ..words import VISIBILITIES
from .drawing import entry_rows, version_rows
from .forms import DocumentForm, ReasonForm, RegisterForm, ShareForm, VersionForm

log = logging.getLogger(__name__)
PURPOSE = "document.download"
FORM = ["GET", "HEAD", "POST"]


def _found(request: HttpRequest, key: UUID) -> tuple[DocumentView, Rights]:
    """A document that exists for whoever asks; 404 for all others."""
    found = document_by_id(actor_of(request), key)
    if found is None:
        raise Http404
    return found


def _managed(request: HttpRequest, key: UUID) -> DocumentView:
    """A document that whoever asks may manage and that is in use; 404 for all others."""
    document, rights = _found(request, key)
    if not rights.manage or document.is_withdrawn:
        raise Http404
    return document


def page_of(document: DocumentView) -> str:
    """The address of a document's page."""
    return reverse("documents:document", args=[document.id])


def crumbs_of(document: DocumentView) -> list[Crumb]:
    """From the thing to the document."""
    return [
        *crumbs_about(document.about_kind, document.about_key),
        Crumb(document.title, page_of(document)),
    ]


def crumbs_about(kind: str, key: str) -> list[Crumb]:
    """The thing that a document is about, if its kind has pages."""
    found = subject(kind)
    if found is None or found.address is None:
        return []
    return [Crumb(found.label, found.address(key))]


@public
@never_cache
@require_safe
def document_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """A document with its versions and what the register says of it."""
    document, rights = _found(request, key)
    entries = entries_of(document.id) if document.inside else ()
    names = names_of(v.uploaded_by for v in document.versions) if document.inside else {}
    scans = {version.scan for version in document.versions}
    crumbs = crumbs_of(document)
    return render(
        request,
        "documents/document.html",
        {
            "crumbs": [*crumbs[:-1], Crumb(document.title)],
            "document": document,
            "kind": kind_label(document.about_kind, document.kind),
            "visibility": VISIBILITIES[Visibility(document.visibility)],
            "versions": version_rows(document, names),
            "entries": entry_rows(entries),
            "waits": Scan.PENDING in scans,
            "infected": Scan.INFECTED in scans,
            "may_add": rights.add and not document.is_withdrawn,
            "may_manage": rights.manage and not document.is_withdrawn,
        },
    )


@public
@never_cache
@require_safe
def download(request: HttpRequest, key: UUID, number: int) -> HttpResponseBase:
    """A version's file, always to be saved, never shown in the page's own origin."""
    document, _rights = _found(request, key)
    version = next((v for v in document.versions if v.number == number), None)
    if version is None:
        raise Http404
    if not version.open_to_reader:
        return _kept_back(request, document, version)
    if not (document.visibility == Visibility.PUBLIC and not document.is_withdrawn):
        record_read(
            verb="download_document",
            subjects=[
                Subject("document", str(document.id)),
                Subject(document.about_kind, document.about_key),
            ],
            purpose=PURPOSE,
            municipality=document.municipality,
            details={"version": number, "sha256": version.sha256},
        )
    response = FileResponse(
        contents.opened(version.sha256),
        as_attachment=True,
        filename=version.name,
        content_type=version.media_type,
    )
    response["Content-Length"] = str(version.size)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _kept_back(request: HttpRequest, document: DocumentView, version: VersionView) -> HttpResponse:
    """Why a file is not handed out."""
    why = {
        Scan.INFECTED: _("Malware was found in this file: it is not handed out to anybody."),
        Scan.PENDING: _(
            "This file has not been checked for malware yet. Try again in some minutes."
        ),
    }.get(Scan(version.scan), _("This document has been withdrawn."))
    context = {
        "crumbs": [*crumbs_of(document), Crumb(version.name)],
        "version": version,
        "why": why,
    }
    return render(request, "documents/kept_back.html", context, status=403)


@account_only
@never_cache
@require_http_methods(FORM)
def new_document(request: HttpRequest, kind: str, about: str) -> HttpResponse:
    """Hand in a document about a thing; 404 for whoever may not, or when there is no such kind."""
    actor, known = actor_of(request), subject(kind)
    try:
        thing = Reference(kind, about)
    except ValueError:
        raise Http404 from None
    rights = rights_of(actor, kind, [about])[about]
    if known is None or not rights.add:
        raise Http404
    shared = Visibility.SHARED.value
    return write_page(
        request,
        form_class=DocumentForm,
        form_kwargs={"subject": known, "rights": rights},
        initial={"visibility": shared if rights.shared_with else Visibility.OFFICE.value},
        do=lambda data: operations.store_document(
            actor=actor,
            key=data["key"],
            about=thing,
            title=data["title"],
            kind=data["kind"],
            upload=data["file"],
            visibility=Visibility(data.get("visibility", shared)),
            shared_with=rights.shared_with,
            note=data["note"],
        ),
        title=_("Add a document"),
        crumbs=crumbs_about(kind, about),
        submit=_("Add the document"),
        done=_("The document has been added."),
        then=lambda made: (
            known.address(about) if known.address else reverse("documents:document", args=[made])
        ),
    )


@account_only
@never_cache
@require_http_methods(FORM)
def new_version(request: HttpRequest, key: UUID) -> HttpResponse:
    """Add a version."""
    document, rights = _found(request, key)
    if not rights.add or document.is_withdrawn:
        raise Http404
    return write_page(
        request,
        form_class=VersionForm,
        do=lambda data: operations.add_version(
            actor=actor_of(request),
            key=data["key"],
            document=key,
            upload=data["file"],
            note=data["note"],
        ),
        title=_("Add a version"),
        lead=_("The new file takes the place of the current one, which stays in the list."),
        crumbs=crumbs_of(document),
        submit=_("Add the version"),
        done=_("The version has been added."),
        then=page_of(document),
    )


@account_only
@never_cache
@require_http_methods(FORM)
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a document out of use."""
    document = _managed(request, key)
    return write_page(
        request,
        form_class=ReasonForm,
        do=lambda data: operations.withdraw_document(
            actor=actor_of(request), key=data["key"], document=key, reason=data["reason"]
        ),
        title=_("Withdraw the document"),
        lead=_("It stays for the municipality, with the reason. This cannot be undone."),
        crumbs=crumbs_of(document),
        submit=_("Withdraw"),
        done=_("The document has been withdrawn."),
        then=page_of(document),
    )


@account_only
@never_cache
@require_http_methods(FORM)
def share(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say who sees a document."""
    document = _managed(request, key)
    return write_page(
        request,
        form_class=ShareForm,
        form_kwargs={"organisations": organisations(document.municipality)},
        initial={
            "visibility": document.visibility,
            "organisations": [str(key) for key in document.shared_with],
        },
        do=lambda data: operations.share_document(
            actor=actor_of(request),
            key=data["key"],
            document=key,
            visibility=Visibility(data["visibility"]),
            organisations=tuple(UUID(chosen) for chosen in data["organisations"]),
        ),
        title=_("Who sees the document"),
        crumbs=crumbs_of(document),
        done=_("Who sees the document has been changed."),
        then=page_of(document),
    )


@account_only
@never_cache
@require_http_methods(FORM)
def enter(request: HttpRequest, key: UUID) -> HttpResponse:
    """Enter the current version in the register."""
    document = _managed(request, key)
    return write_page(
        request,
        form_class=RegisterForm,
        do=lambda data: operations.register_document(
            actor=actor_of(request),
            key=data["key"],
            document=key,
            direction=Direction(data["direction"]),
        ),
        title=_("Enter in the register"),
        lead=_("The current version gets the next number of the register. This cannot be undone."),
        crumbs=crumbs_of(document),
        submit=_("Enter in the register"),
        done=_("The document has been entered in the register."),
        then=page_of(document),
    )
