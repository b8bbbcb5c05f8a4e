"""Short lists of eForms codes that a planning notice needs, with our own words for them. Pure.

Long lists (CPV, NUTS, all countries, all currencies) are not here: those codes are judged by their shape.
"""

from __future__ import annotations

from marketkit.procurements.choices import Regime
from marketkit.said import Said, say


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


PLANNING_SUBTYPES = _codes("4 E2")  # those whose own rules `eforms_rules` knows
NO_PARTS_SUBTYPES = _codes("1 2 3 X01 X02")  # notices without lots or parts

NATURES = _codes("services supplies works")  # BT-23
ANYWHERE = _codes("anyw anyw-cou anyw-eea")  # BT-727
ACTIVITIES = _codes(  # BT-10
    "defence econ-aff education env-pro gen-pub hc-am health pub-os rcr soc-pro"
)
LEGAL_TYPES = _codes(  # BT-11
    "body-pl body-pl-cga body-pl-la body-pl-ra cga def-cont eu-ins-bod-ag eu-int-org grp-p-aut int-org la "
    "org-sub org-sub-cga org-sub-la org-sub-ra pub-undert pub-undert-cga pub-undert-la pub-undert-ra ra rl-aut "
    "spec-rights-entity"
)
# BT-702: the official languages of the Union, and Norwegian, which Norway's own edition of the rules adds.
LANGUAGES = _codes(
    "BUL CES DAN DEU ELL ENG EST FIN FRA GLE HRV HUN ITA LAV LIT MLT NLD POL POR RON SLK SLV SPA SWE NOR"
)

# The country of a NUTS code's two letters, as eForms writes countries (three letters).
NUTS_COUNTRIES = {
    pair[:2]: pair[3:]
    for pair in _codes(
        "AL:ALB AT:AUT BE:BEL BG:BGR CH:CHE CY:CYP CZ:CZE DE:DEU DK:DNK EE:EST EL:GRC ES:ESP FI:FIN FR:FRA HR:HRV "
        "HU:HUN IE:IRL IS:ISL IT:ITA LI:LIE LT:LTU LU:LUX LV:LVA ME:MNE MK:MKD MT:MLT NL:NLD NO:NOR PL:POL PT:PRT "
        "RO:ROU RS:SRB SE:SWE SI:SVN SK:SVK TR:TUR UK:GBR"
    )
}

# The law a regime names, as a notice states it; the United Kingdom's regimes have notices of their own kind.
LAWS: dict[Regime, Said] = {
    Regime.NO_PART_1: say("Regulations on public procurement (FOR-2016-08-12-974), part I"),
    Regime.NO_PART_2: say("Regulations on public procurement (FOR-2016-08-12-974), part II"),
    Regime.NO_PART_3: say("Regulations on public procurement (FOR-2016-08-12-974), part III"),
    Regime.NO_PART_4: say("Regulations on public procurement (FOR-2016-08-12-974), part IV"),
    Regime.NO_CONCESSION: say("Regulations on concession contracts (FOR-2016-08-12-976)"),
    Regime.EU_FULL: say("Directive 2014/24/EU, title II"),
    Regime.EU_LIGHT: say("Directive 2014/24/EU, articles 74 to 76 (social and other specific services)"),
}


def nature_of(cpv: str) -> str:
    """What kind of contract a CPV code speaks of: the vocabulary's divisions 45 are works, 03–44 and 48 supplies,
    the rest services (Regulation (EC) No 213/2008)."""
    division = int(cpv[:2])
    if division == 45:
        return "works"
    return "supplies" if division < 45 or division == 48 else "services"
