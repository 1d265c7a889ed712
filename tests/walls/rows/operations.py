"""Operations of the programme office."""

from rione.programme.models import Operation

from . import Place


def operation(place: Place) -> None:
    with place.scope():
        Operation.objects.create(
            municipality=place.municipality,
            code="MI1.1.1.A-01",
            action_code="MI1.1.1.a",
            title="Operazione inventata",
            beneficiary=place.body,
            shared_with=[place.body.pk, place.reader],
        )


ROWS = {"programme_operation": operation}
