"""The 55 checks before transmission, one entry each: what is violated, on which record.

Numbers are those of the national controls; the words that explain them stand in `lists`, in both
languages. Commitments and payments of transfers (…-TR) are compared with each other, apart from
the ordinary ones (019, 028, 050, 052); 027, 029, 030 look at the ordinary ones.
"""

from collections.abc import Iterable, Iterator, Mapping

from . import presence, sums
from .coherence import COMMITMENT, PAYMENT, Project, Tables, projects
from .layouts import Record
from .rule import Finding, Rule


def check(records: Iterable[Record], tables: Tables) -> Iterator[Finding]:
    """All findings, by project and rule."""
    for project in projects(records):
        yield from check_project(project, tables)


def check_project(project: Project, tables: Tables) -> Iterator[Finding]:
    """The findings of one project, by rule."""
    for rule in RULES.values():
        if rule.unowned == (not project.code) and is_checked(rule, tables):
            yield from rule.check(rule, project, tables)


def is_checked(rule: Rule, tables: Tables) -> bool:
    """Whether what a rule needs to know is known."""
    return not rule.needs or getattr(tables, rule.needs) is not None


def unchecked(tables: Tables) -> tuple[str, ...]:
    """The rules that cannot be checked with these tables."""
    return tuple(number for number, rule in RULES.items() if not is_checked(rule, tables))


_FN04 = ("FN04", "TIPOLOGIA_IMPEGNO", "IMPORTO_IMPEGNO")
_FN05 = ("FN05", "TIPOLOGIA_IMP_AMM", "IMPORTO_IMP_AMM")
_FN06 = ("FN06", "TIPOLOGIA_PAG", "IMPORTO_PAG")
_FN07 = ("FN07", "TIPOLOGIA_PAG_AMM", "IMPORTO_PAG_AMM")
_ALL = (
    Rule("001", ("AP03",), presence.no_expected_result),
    *(
        Rule(number, (code,), presence.missing)
        for number, code in (("002", "AP05"), ("003", "AP06"))
    ),
    Rule("004", ("SC00",), presence.bodies),
    *(
        Rule(number, (code,), presence.missing)
        for number, code in (("005", "FN00"), ("006", "FN01"), ("007", "IN00"), ("008", "IN01"))
    ),
    Rule("009", ("PR00",), presence.phases_there),
    Rule("010", ("PR01",), presence.missing),
    Rule("011", ("FN03",), presence.missing),
    Rule("012", ("AP00",), presence.cup),
    Rule("013", ("AP01",), presence.activated),
    *(
        Rule(number, ("AP03",), presence.classified(fund), needs="classifications")
        for number, fund in (("014", "FESR"), ("015", "FSE"), ("016", "YEI"), ("017", "FEASR"))
    ),
    Rule("018", ("FN02", "AP00"), presence.breakdown),
    Rule("019", ("FN06", "FN04"), presence.paid_uncommitted),
    *(
        Rule(number, (code, "AP04"), presence.inactive)
        for number, code in (("020", "FN01"), ("021", "FN05"), ("022", "FN07"))
    ),
    Rule("023", ("FN09", "AP04"), presence.certified_inactive),
    Rule("024", ("FN00", "FN01", "FN10"), sums.cost_over_financing),
    Rule(
        "025",
        ("FN04", "FN05"),
        sums.eligible_over("FN04", "IMPORTO_IMPEGNO", COMMITMENT, *_FN05),
    ),
    Rule("026", ("FN06", "FN07"), sums.eligible_over("FN06", "IMPORTO_PAG", PAYMENT, *_FN07)),
    Rule("027", ("FN00", "FN04", "FN10"), sums.bound_over_financing),
    Rule("028", ("FN04", "FN06"), sums.net_paid_over_bound),
    Rule("029", ("FN01", "FN05"), sums.bound_over_cost),
    Rule("030", ("FN05", "FN07"), sums.paid_over_bound),
    Rule("031", ("TR00",), presence.in_future("DATA_TRASFERIMENTO"), unowned=True),
    *(
        Rule(number, (code,), presence.in_future(field))
        for number, code, field in (
            ("032", "FN04", "DATA_IMPEGNO"),
            ("033", "FN06", "DATA_PAGAMENTO"),
            ("034", "FN05", "DATA_IMP_AMM"),
            ("035", "FN07", "DATA_PAG_AMM"),
            ("036", "PR01", "DATA_RIFERIMENTO"),
        )
    ),
    Rule("037", ("FN06", "FN08"), sums.payees_over),
    Rule("038", ("FN00", "FN10"), sums.saved_all),
    Rule("039", ("FN00", "FN03", "FN10"), sums.plan_is_not_financing),
    Rule("040", ("PR00", "IN01"), presence.nothing_achieved),
    Rule("041", ("PR00",), presence.out_of_order),
    Rule("042", ("PR00",), presence.ended_without_start),
    *(
        Rule(number, (code, "AP04"), presence.indicator_inactive, needs="indicators")
        for number, code in (("043", "IN00"), ("044", "IN01"))
    ),
    Rule("045", ("FN02", "AP00"), presence.item_not_allowed, needs="cost_items"),
    Rule("046", ("PR00", "AP00"), presence.phase_not_allowed),
    Rule("047", ("FN04", "FN05"), presence.parent_cancelled("FN04", COMMITMENT)),
    Rule("048", ("FN06", "FN07"), presence.parent_cancelled("FN06", PAYMENT)),
    Rule("049", ("FN06", "FN08"), presence.parent_cancelled("FN06", PAYMENT)),
    Rule("050", ("FN04",), sums.below_zero(*_FN04[1:])),
    Rule("051", ("FN05",), sums.below_zero_by_level(*_FN05[1:])),
    Rule("052", ("FN06",), sums.below_zero(*_FN06[1:])),
    Rule("053", ("FN07",), sums.below_zero_by_level(*_FN07[1:])),
    Rule("054", ("FN04", "FN05"), sums.eligible_in_all(_FN04, _FN05)),
    Rule("055", ("FN06", "FN07"), sums.eligible_in_all(_FN06, _FN07)),
)
RULES: Mapping[str, Rule] = {rule.number: rule for rule in _ALL}
"""All rules by number."""
