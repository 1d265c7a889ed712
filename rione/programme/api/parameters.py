"""Parameters of the programme's lists, as the address gives them."""

from typing import Annotated, Literal

from pydantic import Field, WithJsonSchema

from rione.core.api import Paging, Plain
from rione.programme.queries.shapes import ActionFilters, ConflictFilters

MOST_VALUES = 50

# Absent means “both”; a plain boolean in the document, so that nobody sends the word null.
YesNo = Annotated[bool | None, WithJsonSchema({"type": "boolean"})]
Sort = Literal[
    "code", "-code", "title", "-title", "title_en", "-title_en",
    "total", "-total", "state", "-state", "project",
]  # fmt: skip


def choices(description: str) -> list[str]:
    """A filter that may be repeated: several values widen."""
    field: list[str] = Field([], max_length=MOST_VALUES, description=description)
    return field


class ActionParameters(Paging):
    """Filters, order and page of the list of actions. Unknown codes give no rows."""

    q: Plain = Field(
        "", description="Words or beginnings of words; accents and spelling of codes do not matter."
    )
    axis: list[Plain] = choices("Code of a priority axis.")
    project: list[Plain] = choices("Slug of a project.")
    state: list[Plain] = choices("Effective state of the action.")
    field: list[Plain] = choices("Field of intervention (our reading of the documents).")
    fund: list[Plain] = choices("Fund that the action names.")
    kind: list[Plain] = choices("What the action is: works, services, digital, call, grants …")
    municipality: list[Plain] = choices("ISTAT code of a municipality.")
    district: list[Plain] = choices("ISTAT code and number of a district, such as 015146:8.")
    has_unknown: YesNo = Field(None, description="Whether an amount is explicitly unknown.")
    has_conflict: YesNo = Field(None, description="Whether documents disagree about it.")
    sort: Sort = Field("code", description="`-` before the key turns the order round.")
    facets: bool = Field(False, description="Also give every filter's choices with their counts.")

    def filters(self) -> ActionFilters:
        return ActionFilters(
            q=self.q,
            axis=tuple(self.axis),
            project=tuple(self.project),
            state=tuple(self.state),
            field=tuple(self.field),
            fund=tuple(self.fund),
            kind=tuple(self.kind),
            municipality=tuple(self.municipality),
            district=tuple(self.district),
            has_unknown=self.has_unknown,
            has_conflict=self.has_conflict,
        )


class ConflictParameters(Paging):
    """Filters and page of the list of conflicts."""

    subject_kind: Plain = Field("", description="programme, axis, project, action, indicator …")
    subject_key: Plain = Field("", description="Code of the subject, such as MI3.1.1.a.")
    kind: list[Plain] = choices("money, quantity, state, text, date, structured or sum.")
    document: Plain = Field("", description="Code of a document that takes part.")
    open: YesNo = Field(None, description="Whether it is left to a person.")
    axis: list[Plain] = choices("Code of a priority axis.")
    project: list[Plain] = choices("Slug of a project.")

    def filters(self) -> ConflictFilters:
        return ConflictFilters(
            subject_kind=self.subject_kind,
            subject_key=self.subject_key,
            kind=tuple(self.kind),
            document=self.document,
            open=self.open,
            axis=tuple(self.axis),
            project=tuple(self.project),
        )
