"""A paper of the city's operation, shared with its beneficiary."""

from rione.core.documents import operations
from rione.core.documents.rules.references import Reference, Visibility
from rione.core.documents.tests.factories import upload
from rione.programme.tests.office.factories import done

from ..city import City
from .office import once, operation


@once
def paper(city: City) -> object:
    about = city.office.operation
    return done(
        operations.store_document,
        actor=city.office.officer,
        about=Reference("operation", str(about.pk)),
        title="Convenzione inventata",
        kind="agreement",
        upload=upload(),
        visibility=Visibility.SHARED,
        shared_with=(about.beneficiary_id,),
    )


def operation_with_paper(city: City) -> tuple[object, ...]:
    paper(city)
    return operation(city)


ARGUMENTS = {
    **dict.fromkeys(
        (
            *("documents:document", "documents:new_version", "documents:withdraw"),
            *("documents:share", "documents:register"),
        ),
        paper,
    ),
    "documents:download": lambda city: (*paper(city), 1),
    "documents:new": lambda city: ("operation", str(city.office.operation.pk)),
    **dict.fromkeys(
        ("office:operation_documents", "office:operation_documents_zip"), operation_with_paper
    ),
}
