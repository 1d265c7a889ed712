"""What the checks work on: one project's records, and what of the protocol's code lists is known.

Sums are taken of each record once, table by table, never over a product of tables.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from .layouts import PROGRAMME, PROJECT, Record

K = TypeVar("K", bound=Hashable)
ORDINARY, TRANSFER = "", "-TR"
COMMITMENT = ("COD_IMPEGNO", "TIPOLOGIA_IMPEGNO", "DATA_IMPEGNO")
PAYMENT = ("COD_PAGAMENTO", "TIPOLOGIA_PAG", "DATA_PAGAMENTO")
"""What tells a commitment, and a payment, of a project apart."""
ADDS = frozenset("IP")
"""The letters of what adds: commitments and payments; D and R take away."""


@dataclass(frozen=True, slots=True)
class Tables:
    """What a check needs to know beside the records. None: not known here, and what needs it is
    then not checked.

    `today`: the day of validation. `private_funds`: those that are no public financing.
    `funds_of`: the European funds of a programme. `classifications`: the classifications that each
    of these needs. `indicators`: of which programme an indicator is. `cost_items`: those allowed
    for a nature of the CUP. `revoked`: codes that the register of CUPs has cancelled or revoked.
    """

    today: date
    private_funds: frozenset[str] = frozenset()
    expected_result: str = "RA"
    programmer: str = "1"
    beneficiary: str = "2"
    funds_of: Mapping[str, frozenset[str]] | None = None
    classifications: Mapping[str, frozenset[str]] | None = None
    indicators: Mapping[str, str] | None = None
    cost_items: Mapping[str, frozenset[str]] | None = None
    revoked: frozenset[str] | None = None
    phases: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: (
            {nature: (f"{nature}01", f"{nature}02") for nature in ("01", "02", "06", "07", "08")}
            | {"03": ("0305", "0306", "0307")}
        )
    )


@dataclass(frozen=True)
class Project:
    """The records of one project (or, with the code "", those of none) by their type."""

    code: str
    records: Mapping[str, Sequence[Record]]

    def every(self, code: str) -> Sequence[Record]:
        """The records of a type, cancelled ones too."""
        return self.records.get(code, ())

    def rows(self, code: str) -> list[Record]:
        """The records of a type that are not cancelled."""
        return [row for row in self.every(code) if not row.cancelled]

    @property
    def nature(self) -> str:
        """The nature of the CUP, the first two figures of the kind of operation; "" if unknown."""
        for row in self.rows("AP00"):
            return row.text("TIPO_OPERAZIONE")[:2]
        return ""

    @property
    def active(self) -> frozenset[str]:
        """The programmes on which it is active."""
        return frozenset(
            row.text(PROGRAMME) for row in self.rows("AP04") if row.text("STATO") == "1"
        )


def projects(records: Iterable[Record]) -> Iterator[Project]:
    """Records by project, in order of code; those of none under ""."""
    found: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for row in records:
        found[row.project][row.code].append(row)
    for code in sorted(found):
        yield Project(code, found[code])


def total(
    rows: Iterable[Record], amount: str, wanted: Callable[[Record], bool] = lambda row: True
) -> int:
    """The sum of a field, in cents."""
    return sum(row.cents(amount) for row in rows if wanted(row))


def by(
    rows: Iterable[Record], key: Callable[[Record], K], cents: Callable[[Record], int]
) -> dict[K, int]:
    """Sums by a key, in cents."""
    sums: dict[K, int] = defaultdict(int)
    for row in rows:
        sums[key(row)] += cents(row)
    return dict(sums)


def signed(kind: str, cents: int) -> int:
    """An amount with the sign of its kind: I, P add, D, R take away."""
    return cents if kind[:1] in ADDS else -cents


def net(rows: Iterable[Record], kind: str, amount: str, group: str | None = ORDINARY) -> int:
    """What adds less what takes away: of ordinary entries, of transfers, or (None) of both."""
    return sum(
        signed(row.text(kind), row.cents(amount))
        for row in rows
        if group is None or group_of(row.text(kind)) == group
    )


def group_of(kind: str) -> str:
    """ORDINARY or TRANSFER."""
    return TRANSFER if kind.endswith(TRANSFER) else ORDINARY


def public_financing(project: Project, tables: Tables) -> int:
    """Public financing less its savings, in cents."""
    public = lambda row: row.text("COD_FONDO") not in tables.private_funds  # noqa: E731
    return total(project.rows("FN00"), "IMPORTO", public) - total(
        project.rows("FN10"), "IMPORTO", public
    )


def level(row: Record) -> tuple[str, str]:
    """Programme and level of its hierarchy."""
    return (row.text(PROGRAMME), row.text("COD_LIV_GERARCHICO"))


def parent(row: Record, *names: str) -> tuple[object, ...]:
    """What tells the commitment or payment apart that a record is about."""
    return tuple(row[name] for name in (PROJECT, *names))
