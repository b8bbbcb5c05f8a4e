"""What eForms subtypes E2 and 4 must and must not hold: our own table, read by `eforms_rules`. Pure.

A row is a field or node, where it is looked for, and the number of the official rule that demands or forbids it there
(eForms SDK 1.15). Official rules of a field are numbered by subtype; a rule of subtype 4 stands three below E2's.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from marketkit.roadmap import eforms_codes as codes
from marketkit.said import Said, say

NAMESPACES = {
    "pin": "urn:oasis:names:specification:ubl:schema:xsd:PriorInformationNotice-2",
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "ext": "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2",
    "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
    "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
    "efext": "http://data.europa.eu/p27/eforms-ubl-extensions/1",
}
SDK = "eforms-sdk-1.15"

ROOT = "/*"
EXTENSION = "/*/ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/efext:EformsExtension"
SUBTYPE = f"{EXTENSION}/efac:NoticeSubType/cbc:SubTypeCode"
ORGANISATIONS = f"{EXTENSION}/efac:Organizations"
COMPANY = f"{ORGANISATIONS}/efac:Organization/efac:Company"
BUYER = "/*/cac:ContractingParty"
PROJECT = "/*/cac:ProcurementProject"
LOT = "/*/cac:ProcurementProjectLot[cbc:ID/@schemeName='Lot']"
PART = "/*/cac:ProcurementProjectLot[cbc:ID/@schemeName='Part']"
PART_PROJECT = f"{PART}/cac:ProcurementProject"
CPV = "cac:MainCommodityClassification/cbc:ItemClassificationCode"
BOTH = codes.PLANNING_SUBTYPES
E2, FOUR = frozenset({"E2"}), frozenset({"4"})


@dataclass(frozen=True, slots=True)
class Term:
    """A field or node: the id of its rule (`family`, and for a field the `number` it has for E2) and its place.

    `name` is in words for a field, the official name for a node. `path` is looked for in every node that `context` finds. `once`: not more than one there. `values`: the
    codes it may hold, where these are few.
    """

    id: str
    name: str
    context: str
    path: str
    family: str
    number: int | None = None
    subtypes: frozenset[str] = field(default=BOTH)
    once: bool = True
    values: frozenset[str] | None = None

    def rule(self, subtype: str) -> str:
        """The id of the official rule for this subtype."""
        if self.number is None:
            return f"{self.family}-{subtype}"
        return f"{self.family}-{self.number - (3 if subtype == '4' else 0):04d}"


def _field(id: str, name: Said, context: str, path: str, number: int, **more: object) -> Term:
    kind, digits = id.split("(")[0].split("-")[:2]
    return Term(id, name, context, path, f"BR-{kind}-{int(digits):05d}", number, **more)  # type: ignore[arg-type]


def _node(name: str, context: str, path: str, subtypes: frozenset[str] = BOTH) -> Term:
    return Term(name, name.removeprefix("ND-"), context, path, name, subtypes=subtypes, once=False)


MANDATORY_NODES = (
    _node("ND-RootExtension", ROOT, EXTENSION.removeprefix("/*/")),
    _node("ND-ContractingParty", ROOT, "cac:ContractingParty"),
    _node("ND-ProcedureProcurementScope", ROOT, "cac:ProcurementProject"),
    _node("ND-Part", ROOT, PART.removeprefix("/*/")),
    _node("ND-Buyer", BUYER, "cac:Party"),
    _node("ND-PartProcurementScope", PART, "cac:ProcurementProject"),
    _node("ND-PartTenderingTerms", PART, "cac:TenderingTerms", FOUR),
    _node("ND-PartReviewTerms", f"{PART}/cac:TenderingTerms", "cac:AppealTerms", FOUR),
    _node("ND-Organizations", EXTENSION, "efac:Organizations"),
    _node("ND-Organization", ORGANISATIONS, "efac:Organization"),
    _node("ND-Company", f"{ORGANISATIONS}/efac:Organization", "efac:Company"),
)
MANDATORY_FIELDS = (
    _field("BT-01-notice", say("Procedure legal basis"), ROOT, "cbc:RegulatoryDomain", 10),
    _field(
        "BT-02-notice", say("Notice type"), ROOT, "cbc:NoticeTypeCode", 10, values=frozenset({"pin-only"})
    ),
    _field(
        "BT-03-notice",
        say("Form type"),
        ROOT,
        "cbc:NoticeTypeCode/@listName",
        10,
        values=frozenset({"planning"}),
    ),
    _field("BT-05(a)-notice", say("Notice dispatch date"), ROOT, "cbc:IssueDate", 10),
    _field("BT-05(b)-notice", say("Notice dispatch time"), ROOT, "cbc:IssueTime", 62),
    _field("BT-127-notice", say("Future notice"), ROOT, "cbc:PlannedDate", 10, subtypes=FOUR),
    _field("BT-701-notice", say("Notice identifier"), ROOT, "cbc:ID[@schemeName='notice-id']", 10),
    _field(
        "BT-702(a)-notice", say("Notice language"), ROOT, "cbc:NoticeLanguageCode", 10, values=codes.LANGUAGES
    ),
    _field("BT-757-notice", say("Notice version"), ROOT, "cbc:VersionID", 10),
    _field("OPT-001-notice", say("UBL version"), ROOT, "cbc:UBLVersionID", 10),
    _field("OPT-002-notice", say("Customization"), ROOT, "cbc:CustomizationID", 10),
    _field("OPP-070-notice", say("Notice subtype"), EXTENSION, "efac:NoticeSubType/cbc:SubTypeCode", 10),
    _field(
        "BT-10-Procedure-Buyer",
        say("Activity of the authority"),
        BUYER,
        "cac:ContractingActivity/cbc:ActivityTypeCode[@listName='authority-activity']",
        10,
        subtypes=FOUR,
        once=False,
        values=codes.ACTIVITIES,
    ),
    _field(
        "BT-11-Procedure-Buyer",
        say("Buyer legal type"),
        BUYER,
        "cac:ContractingPartyType/cbc:PartyTypeCode[@listName='buyer-legal-type']",
        10,
        subtypes=FOUR,
        values=codes.LEGAL_TYPES,
    ),
    _field(
        "OPT-300-Procedure-Buyer",
        say("Buyer reference"),
        f"{BUYER}/cac:Party",
        "cac:PartyIdentification/cbc:ID",
        110,
    ),
    _field("BT-21-Procedure", say("Title"), PROJECT, "cbc:Name", 10, once=False),
    _field(
        "BT-23-Procedure", say("Main nature"), PROJECT, "cbc:ProcurementTypeCode", 10, values=codes.NATURES
    ),
    _field("BT-24-Procedure", say("Description"), PROJECT, "cbc:Description", 10, once=False),
    _field("BT-262-Procedure", say("Main classification code"), PROJECT, CPV, 10),
    _field("BT-137-Part", say("Part identifier"), PART, "cbc:ID", 10),
    _field("BT-21-Part", say("Title of the part"), PART_PROJECT, "cbc:Name", 62, once=False),
    _field(
        "BT-23-Part",
        say("Main nature of the part"),
        PART_PROJECT,
        "cbc:ProcurementTypeCode[@listName='contract-nature']",
        61,
        values=codes.NATURES,
    ),
    _field("BT-24-Part", say("Description of the part"), PART_PROJECT, "cbc:Description", 62, once=False),
    _field("BT-262-Part", say("Main classification code of the part"), PART_PROJECT, CPV, 60),
    _field(
        "OPT-301-Part-ReviewOrg",
        say("Review organisation"),
        f"{PART}/cac:TenderingTerms/cac:AppealTerms",
        "cac:AppealReceiverParty/cac:PartyIdentification/cbc:ID",
        565,
        subtypes=FOUR,
    ),
    _field(
        "OPT-200-Organization-Company", say("Organisation id"), COMPANY, "cac:PartyIdentification/cbc:ID", 10
    ),
    _field(
        "BT-500-Organization-Company",
        say("Organisation name"),
        COMPANY,
        "cac:PartyName/cbc:Name",
        10,
        once=False,
    ),
    _field(
        "BT-501-Organization-Company",
        say("Organisation number"),
        COMPANY,
        "cac:PartyLegalEntity/cbc:CompanyID",
        10,
        subtypes=FOUR,
        once=False,
    ),
    _field(
        "BT-513-Organization-Company",
        say("City"),
        COMPANY,
        "cac:PostalAddress/cbc:CityName",
        10,
        subtypes=FOUR,
    ),
    _field(
        "BT-514-Organization-Company",
        say("Country"),
        COMPANY,
        "cac:PostalAddress/cac:Country/cbc:IdentificationCode",
        10,
    ),
)
FORBIDDEN = (
    _node("ND-BusinessParty", ROOT, "cac:BusinessParty"),
    _node("ND-GazetteReference", ROOT, "cac:AdditionalDocumentReference"),
    _node("ND-OperationType", ROOT, "efac:NoticePurpose"),
    _node("ND-ProcedureTenderingProcess", ROOT, "cac:TenderingProcess"),
    _node("ND-SenderContact", ROOT, "cac:SenderParty/cac:Contact"),
    _node("ND-LotDistribution", "/*/cac:TenderingTerms", "cac:LotDistribution"),
    _node("ND-TendererQualificationRequest", "/*/cac:TenderingTerms", "cac:TendererQualificationRequest"),
    _node("ND-ContractModification", EXTENSION, "efac:ContractModification"),
    _node("ND-NoticeResult", EXTENSION, "efac:NoticeResult"),
    _field("BT-04-notice", say("Procedure identifier"), ROOT, "cbc:ContractFolderID", 10),
    _field("BT-137-Lot", say("Lot identifier"), LOT, "cbc:ID", 112),
    _field(
        "BT-115-Part",
        say("Covered by the procurement agreement"),
        f"{PART}/cac:TenderingProcess",
        "cbc:GovernmentAgreementConstraintIndicator",
        10,
        subtypes=E2,
    ),
    _field(
        "BT-610-Procedure-Buyer",
        say("Activity of the entity"),
        BUYER,
        "cac:ContractingActivity/cbc:ActivityTypeCode[@listName='entity-activity']",
        10,
        subtypes=FOUR,
    ),
    _field(
        "BT-740-Procedure-Buyer",
        say("Buyer contracting entity"),
        BUYER,
        "cac:ContractingPartyType/cbc:PartyTypeCode[@listName='buyer-contracting-type']",
        10,
        subtypes=FOUR,
    ),
)
# Codes that must say which list they are of, for every subtype: the rule and the element.
LISTED_CODES = (
    ("P-0006", "cbc:ActivityTypeCode"),
    ("P-0011", "cbc:CountrySubentityCode"),
    ("P-0019", "cbc:ItemClassificationCode"),
    ("P-0020", "cbc:NoticeTypeCode"),
    ("P-0022", "cbc:PartyTypeCode"),
    ("P-0025", "cbc:ProcurementTypeCode"),
)
