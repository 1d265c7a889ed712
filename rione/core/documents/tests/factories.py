"""Invented files, people and things for tests."""

import io
import zipfile
from collections.abc import Collection, Mapping
from itertools import count
from uuid import UUID, uuid4

from rione.core.documents import contents, operations
from rione.core.documents.access import Rights, Subject
from rione.core.documents.rules.references import Reference, Upload, Visibility
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import ALTO
from rione.core.scope import scope

BODY = UUID(int=7)
OTHER_BODY = UUID(int=8)
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xd9"
P7M = bytes.fromhex("3082010006092a864886f70d010702a081f2") + bytes(40)
XML = b'<?xml version="1.0" encoding="UTF-8"?><a><b>\xc3\xa8</b></a>'
ODT = "application/vnd.oasis.opendocument.text"
_number = count(1)

OFFICE = Rights(see=True, see_all=True, add=True, manage=True, shared_with=(BODY,))
OUTSIDE = Rights(see=True, add=True, shared_with=(BODY,))
READER = Rights(see=True)


def rights(actor: Actor, keys: Collection[str]) -> Mapping[str, Rights]:
    """By role alone, in whatever municipality: what keeps strangers out is not this."""
    given = {
        Role.PROGRAMME_OFFICER: OFFICE,
        Role.BENEFICIARY: OUTSIDE,
        Role.AUDITOR: READER,
    }.get(Role(actor.role) if actor.role else Role.RESIDENT)
    return {key: given for key in keys if given and not key.startswith("closed")}


THING = Subject("thing", rights=rights, kinds={"invoice": "Fattura"}, label="Cosa")


def actor(
    role: Role = Role.PROGRAMME_OFFICER, municipality: str = ALTO, body: UUID = BODY
) -> Actor:
    return Actor(
        account=str(uuid4()),
        membership=str(uuid4()),
        role=role,
        organisation=str(body),
        municipality=municipality,
        second_factor=True,
    )


def key() -> str:
    return f"request-{next(_number):04}"


def about(name: str = "") -> Reference:
    return Reference("thing", name or f"t-{next(_number)}")


def upload(content: bytes | None = None, name: str = "fattura.pdf") -> Upload:
    """A file that differs from all others unless it is given."""
    return contents.receive([content or PDF + b"%d\n" % next(_number)], name=name)


def stored(
    who: Actor,
    *,
    thing: Reference | None = None,
    visibility: Visibility = Visibility.OFFICE,
    content: bytes | None = None,
    name: str = "fattura.pdf",
    shared_with: tuple[UUID, ...] | None = None,
) -> UUID:
    """A document, made in the scope of whoever makes it."""
    given = shared_with if shared_with is not None else (BODY,)
    with scope(who):
        made = operations.store_document(
            actor=who,
            key=key(),
            about=thing or about(),
            title="Fattura inventata",
            kind="invoice",
            upload=upload(content, name),
            visibility=visibility,
            shared_with=() if visibility == Visibility.OFFICE else given,
        )
    return UUID(made)


def package(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive of some parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def docx(**more: bytes) -> bytes:
    return package({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>", **more})


def xlsx() -> bytes:
    return package({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x/>"})


def odt(**more: bytes) -> bytes:
    return package({"mimetype": ODT, "content.xml": "<o/>", **more})
