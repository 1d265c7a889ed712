"""Pages that anybody reads: things of the programme of record and of no municipality."""

from rione.territory.models import Photograph

from ..city import City


def always(*values: object):
    return lambda city: values


def photograph(city: City) -> tuple[object, ...]:
    found = Photograph.objects.values_list("pk", flat=True).first()
    return (found if found is not None else 1,)


ARGUMENTS = {
    **dict.fromkeys(
        (
            *("programme:action", "programme:action_sheet", "programme:action_sources"),
            "api:programme_action",
        ),
        always("MI4.2.1.a"),
    ),
    **dict.fromkeys(("programme:action_atom", "programme:action_rss"), always("MI4.2.1.a")),
    **dict.fromkeys(("programme:embed_amounts", "programme:embed_map"), always("MI4.2.1.a")),
    **dict.fromkeys(
        ("programme:project", "programme:project_sheet", "api:programme_project"),
        always("quartieri-connessi"),
    ),
    **dict.fromkeys(("programme:document", "api:programme_document"), always("progetti-2022")),
    **dict.fromkeys(("territory:site", "api:territory_site"), always("qc-monti")),
    "opendata:file": always("list-of-operations", "csv"),
    "opendata:dataset": always("list-of-operations"),
    "open_data:dataset": always("list-of-operations"),
    "territory:photograph": photograph,
}
PATHS = {
    "/": "/",
    "api:nothing": "/api/nothing",
    "opendata:nothing": "/opendata/nothing/here",
    "office:import_new": "/it/ufficio/importazioni/nuova/expenses/",
}
