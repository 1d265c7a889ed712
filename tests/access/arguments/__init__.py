"""What addresses are asked for: the arguments of one that exists, for each name that takes any.

A module of this folder says `ARGUMENTS = {"office:contract": contract, …}`: a function that takes
a City and gives the arguments of a thing of that city. It is called for Milan and for Sesto: where
the two differ, Milan's people must get 404 for Sesto's. `PATHS` gives whole paths for what has no
name or cannot be reversed.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from pkgutil import iter_modules

from ..city import City

Arguments = Callable[[City], tuple[object, ...]]


def _gathered(attribute: str) -> dict[str, object]:
    found: dict[str, object] = {}
    for module in iter_modules(__path__):
        some: Mapping[str, object] = getattr(
            import_module(f"{__name__}.{module.name}"), attribute, {}
        )
        assert not set(some) & set(found), "arguments are given twice"
        found |= some
    return found


def arguments() -> dict[str, Arguments]:
    """By the name of the address."""
    return _gathered("ARGUMENTS")  # type: ignore[return-value]


def paths() -> dict[str, str]:
    """By the route or name of the address."""
    return _gathered("PATHS")  # type: ignore[return-value]
