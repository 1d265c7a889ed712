"""The catalogue of all data sets in RDF: DCAT-AP 3 in its Italian profile, DCAT-AP_IT.

Every node has an address of its own and keeps it: data sets at `/opendata/NAME` (which leads to
their page), files at their own address, body and contact within `/catalog.ttl`. Texts are in both
languages. A data set in which there was never anything (`modified` gives None) is left out: the
profile asks of every data set when it last changed.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from rdflib import DCAT, DCTERMS, FOAF, OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef

from . import words
from .datasets import CC_BY_4, Dataset, Form, Lazy, Licence
from .linked import described
from .places import Place

DCATAPIT = Namespace("http://dati.gov.it/onto/dcatapit#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
AUTHORITY = "http://publications.europa.eu/resource/authority"
IANA = "https://www.iana.org/assignments/media-types/"
ATTRIBUTION = URIRef("http://purl.org/adms/licencetype/Attribution")
THEMES = URIRef(f"{AUTHORITY}/data-theme")
LANGUAGES = {"it": "ITA", "en": "ENG"}
FILE_TYPES = frozenset({"CSV", "XLSX", "JSON", "GEOJSON", "ZIP", "XML", "TXT", "PDF"})
PREFIXES = {
    "dcat": str(DCAT),
    "dct": str(DCTERMS),
    "dcatapit": str(DCATAPIT),
    "foaf": str(FOAF),
    "vcard": str(VCARD),
    "skos": str(SKOS),
    "owl": str(OWL),
    "rdfs": str(RDFS),
    "xsd": str(XSD),
}
NOT_A_BODY = "demo"
"""What stands for the code of a body that has none in the Index of Public Administrations."""

Modified = Mapping[str, datetime | None]


def graph(datasets: Sequence[Dataset], modified: Modified, place: Place) -> Graph:
    """The whole catalogue as triples; no SQL of its own."""
    made = Graph()
    for prefix, namespace in PREFIXES.items():
        made.bind(prefix, namespace, override=True, replace=True)
    _Catalogue(made, place).add(datasets, modified)
    return made


def turtle(datasets: Sequence[Dataset], modified: Modified, place: Place) -> bytes:
    """As Turtle; the same catalogue gives the same bytes."""
    return graph(datasets, modified, place).serialize(format="turtle", encoding="utf-8")


def json_ld(datasets: Sequence[Dataset], modified: Modified, place: Place) -> bytes:
    """As JSON-LD; the same catalogue gives the same bytes."""
    text = graph(datasets, modified, place).serialize(format="json-ld", context=PREFIXES)
    return (json.dumps(_in_order(json.loads(text)), ensure_ascii=False, indent=1) + "\n").encode()


def _in_order(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return sorted((_in_order(one) for one in value), key=lambda one: json.dumps(one))
    return value


class _Catalogue:
    """Adds triples to a graph, each node with the classes that both profiles ask of it."""

    def __init__(self, made: Graph, place: Place) -> None:
        self.made = made
        self.place = place
        self.node = URIRef(f"{place.base}/catalog.ttl#catalog")
        self.body = URIRef(f"{place.base}/catalog.ttl#publisher")
        self.contact = URIRef(f"{place.base}/catalog.ttl#contact")

    def add(self, datasets: Sequence[Dataset], modified: Modified) -> None:
        """The catalogue itself, the body behind it and every data set that holds something."""
        held = [(one, at) for one in datasets if (at := modified[one.name])]
        self._body()
        self._is(self.node, DCATAPIT.Catalog, DCAT.Catalog)
        self._said(self.node, DCTERMS.title, _("Open data of Rione"))
        self._said(self.node, DCTERMS.description, self._about())
        self._link(self.node, DCTERMS.publisher, self.body)
        home = self.place.named("open_data:datasets", language="it")
        self._link(self.node, FOAF.homepage, self._typed(home, FOAF.Document))
        for code in LANGUAGES.values():
            language = self._typed(f"{AUTHORITY}/language/{code}", DCTERMS.LinguisticSystem)
            self._link(self.node, DCTERMS.language, language)
        self._is(THEMES, SKOS.ConceptScheme)
        self._said(THEMES, DCTERMS.title, _("Themes of data of the European Union"))
        self._link(self.node, DCAT.themeTaxonomy, THEMES)
        self._link(self.node, DCTERMS.license, self._licence(CC_BY_4))
        self._spatial(self.node)
        if held:
            self._date(self.node, max(at for _one, at in held))
        for one, at in held:
            self._link(self.node, DCAT.dataset, self._dataset(one, at))

    def _about(self) -> Lazy:
        if settings.RIONE_PUBLISHER["ipa"]:
            return _("Everything that the pages show, as files that anybody may reuse.")
        return _("A demonstration: no public body publishes this catalogue.")

    def _body(self) -> None:
        who = settings.RIONE_PUBLISHER
        self._is(self.body, DCATAPIT.Agent, FOAF.Agent)
        self._add(self.body, FOAF.name, Literal(who["name"]))
        self._add(self.body, DCTERMS.identifier, Literal(who["ipa"] or NOT_A_BODY))
        if who["email"]:
            self._is(self.contact, DCATAPIT.Organization, VCARD.Kind, VCARD.Organization)
            self._add(self.contact, VCARD.fn, Literal(who["name"]))
            self._link(self.contact, VCARD.hasEmail, URIRef(f"mailto:{who['email']}"))
            if who["url"]:
                self._link(self.contact, VCARD.hasURL, URIRef(who["url"]))

    def _dataset(self, one: Dataset, modified: datetime) -> URIRef:
        node = URIRef(f"{self.place.base}/opendata/{one.name}")
        self._is(node, DCATAPIT.Dataset, DCAT.Dataset)
        self._add(node, DCTERMS.identifier, Literal(one.name))
        self._said(node, DCTERMS.title, one.title)
        for language in LANGUAGES:
            with override(language):
                self._add(node, DCTERMS.description, Literal(described(one), lang=language))
        self._date(node, modified)
        self._link(node, DCTERMS.publisher, self.body)
        self._link(node, DCTERMS.rightsHolder, self.body)
        self._link(node, DCTERMS.creator, self.body)
        if settings.RIONE_PUBLISHER["email"]:
            self._link(node, DCAT.contactPoint, self.contact)
        self._link(node, DCAT.theme, self._theme(one.theme))
        self._link(
            node,
            DCTERMS.accrualPeriodicity,
            self._typed(f"{AUTHORITY}/frequency/{one.frequency}", DCTERMS.Frequency),
        )
        self._link(
            node,
            DCTERMS.language,
            self._typed(f"{AUTHORITY}/language/ITA", DCTERMS.LinguisticSystem),
        )
        self._link(
            node,
            DCTERMS.accessRights,
            self._typed(f"{AUTHORITY}/access-right/PUBLIC", DCTERMS.RightsStatement),
        )
        self._spatial(node)
        for word in one.keywords:
            self._said(node, DCAT.keyword, word)
        page = self._typed(self.place.page(one, language="it"), FOAF.Document)
        self._link(node, DCAT.landingPage, page)
        source = URIRef(f"{node}#source")
        self._is(source, DCTERMS.ProvenanceStatement)
        self._said(source, RDFS.label, one.source)
        self._link(node, DCTERMS.provenance, source)
        for address in one.conforms_to:
            self._link(node, DCTERMS.conformsTo, self._standard(address))
        for form in one.forms:
            self._link(node, DCAT.distribution, self._distribution(one, form, modified))
        return node

    def _distribution(self, one: Dataset, form: Form, modified: datetime) -> URIRef:
        file = self.place.file(one, form)
        node = URIRef(f"{file}#file")
        self._is(node, DCATAPIT.Distribution, DCAT.Distribution)
        for language in LANGUAGES:
            with override(language):
                title = f"{one.title} ({form.label})"
                self._add(node, DCTERMS.title, Literal(title, lang=language))
        resource = self._typed(file, RDFS.Resource)
        self._link(node, DCAT.accessURL, resource)
        self._link(node, DCAT.downloadURL, resource)
        self._link(node, DCTERMS.license, self._licence(one.licence))
        self._date(node, modified)
        kind = form.suffix.upper()
        if kind in FILE_TYPES:
            file_type = self._typed(f"{AUTHORITY}/file-type/{kind}", DCTERMS.MediaTypeOrExtent)
            self._link(node, DCTERMS.format, file_type)
        media = self._typed(f"{IANA}{form.media_type}", DCTERMS.MediaType)
        self._link(node, DCAT.mediaType, media)
        return node

    def _licence(self, licence: Licence) -> URIRef:
        node = URIRef(licence.national)
        self._is(node, DCATAPIT.LicenseDocument, DCTERMS.LicenseDocument)
        self._add(node, FOAF.name, Literal(licence.title, lang="en"))
        self._add(node, DCTERMS.identifier, Literal(licence.code))
        self._add(node, OWL.versionInfo, Literal(licence.version))
        self._is(ATTRIBUTION, SKOS.Concept)
        self._add(ATTRIBUTION, SKOS.prefLabel, Literal("Attribution", lang="en"))
        self._link(node, DCTERMS.type, ATTRIBUTION)
        self._link(node, SKOS.exactMatch, URIRef(licence.uri))
        return node

    def _theme(self, code: str) -> URIRef:
        node = URIRef(f"{AUTHORITY}/data-theme/{code}")
        self._is(node, SKOS.Concept)
        self._said(node, SKOS.prefLabel, words.THEMES[code])
        self._link(node, SKOS.inScheme, THEMES)
        return node

    def _standard(self, address: str) -> URIRef:
        node = URIRef(address)
        self._is(node, DCATAPIT.Standard, DCTERMS.Standard)
        self._add(node, DCTERMS.identifier, Literal(address))
        self._add(node, DCTERMS.title, Literal(address))
        return node

    def _spatial(self, node: URIRef) -> None:
        area = self._typed(settings.RIONE_CATALOGUE_AREA, DCTERMS.Location)
        self._link(node, DCTERMS.spatial, area)

    def _date(self, node: URIRef, at: datetime) -> None:
        day = timezone.localtime(at).date().isoformat()
        self._add(node, DCTERMS.modified, Literal(day, datatype=XSD.date))

    def _said(self, node: URIRef, predicate: URIRef, text: Lazy) -> None:
        for language in LANGUAGES:
            with override(language):
                self._add(node, predicate, Literal(str(text), lang=language))

    def _typed(self, address: str, kind: URIRef) -> URIRef:
        node = URIRef(address)
        self._is(node, kind)
        return node

    def _is(self, node: URIRef, *kinds: URIRef) -> None:
        for kind in kinds:
            self._add(node, RDF.type, kind)

    def _link(self, node: URIRef, predicate: URIRef, other: URIRef) -> None:
        self._add(node, predicate, other)

    def _add(self, node: URIRef, predicate: URIRef, value: URIRef | Literal) -> None:
        self.made.add((node, predicate, value))
