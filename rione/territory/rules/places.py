"""What a place must be before it is written: plain data and its problems."""

from dataclasses import dataclass, field

PHOTOGRAPH_TYPES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"RIFF": "image/webp",
}
MAX_PHOTOGRAPH_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True)
class UnitData:
    """A property unit; `citation` says where it is named (`document:line`)."""

    slug: str
    label: str
    citation: str = ""


@dataclass(frozen=True)
class SpaceData:
    """A space and its units; `vocation` is empty or one of `models.Space.Vocation`."""

    slug: str
    name_it: str
    name_en: str
    vocation: str = ""
    citation: str = ""
    units: tuple[UnitData, ...] = ()


@dataclass(frozen=True)
class PhotographData:
    """One picture of pair number `pair`; `taken` is a partial date.

    `unit` is the slug of the unit that it shows, or empty for the site as a whole.
    """

    pair: int
    moment: str
    image: bytes = field(repr=False)
    taken: str
    credit: str
    alt_it: str
    alt_en: str
    unit: str = ""


@dataclass(frozen=True)
class SiteData:
    """A site with everything that stands on it; coordinates in WGS84 degrees."""

    slug: str
    name_it: str
    name_en: str
    address: str
    municipality: str
    lon: float
    lat: float
    precision: str
    coordinates_from: str
    district: int | None = None
    neighbourhood: str = ""
    complex_slug: str = ""
    complex_name_it: str = ""
    complex_name_en: str = ""
    spaces: tuple[SpaceData, ...] = ()
    units: tuple[UnitData, ...] = ()
    photographs: tuple[PhotographData, ...] = ()


def photograph_type(image: bytes) -> str:
    """The media type by the first bytes; ValueError with a remedy for any other file."""
    if len(image) > MAX_PHOTOGRAPH_BYTES:
        raise ValueError("the photograph is larger than 5 MB: save it smaller")
    for magic, media_type in PHOTOGRAPH_TYPES.items():
        if image.startswith(magic):
            return media_type
    raise ValueError("the file is no JPEG, PNG or WebP picture: convert it")
