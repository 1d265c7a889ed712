"""What a sheet to print says beside what is read for the page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from .indicators import indicators_of
from .shapes import IndicatorLine, Label
from .words import Words


@dataclass(frozen=True, slots=True)
class SheetData:
    """Indicators to which the actions contribute, and what each fund is called."""

    indicators: tuple[IndicatorLine, ...]
    funds: Mapping[str, Label]


def sheet_data(actions: Collection[str], funds: Collection[str] = ()) -> SheetData:
    """Of these actions and funds, by code. Two SQL."""
    words = Words()
    return SheetData(
        indicators=indicators_of(actions, words),
        funds={code: words.fund(code) for code in funds},
    )
