"""The pieces of a planning notice in XML: organisation, buyer, legal basis, scope, part. Pure.

Elements stand in the order of the UBL schema. Every text has been made fit for XML by `eforms_facts`.
"""

from __future__ import annotations

from lxml import etree

from marketkit.roadmap.eforms_facts import NoticeBuyer, NoticeFacts, Place
from marketkit.roadmap.eforms_terms import NAMESPACES
from marketkit.said import decimal_text

BUYER_ID = "ORG-0001"
Element = etree._Element


def add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """A new last child, named with its prefix ("cbc:ID")."""
    prefix, _, local = name.partition(":")
    child = etree.SubElement(parent, f"{{{NAMESPACES[prefix]}}}{local}", attributes)
    child.text = text
    return child


def add_known(parent: Element, name: str, text: str, **attributes: str) -> None:
    """A new last child, unless there is nothing to say in it."""
    if text:
        add(parent, name, text, **attributes)


def extension(root: Element, facts: NoticeFacts) -> None:
    """The subtype and the organisations, which stand in the extension of the UBL notice."""
    content = add(add(add(root, "ext:UBLExtensions"), "ext:UBLExtension"), "ext:ExtensionContent")
    inner = add(content, "efext:EformsExtension")
    add(add(inner, "efac:NoticeSubType"), "cbc:SubTypeCode", "E2", listName="notice-subtype")
    organisation = add(add(inner, "efac:Organizations"), "efac:Organization")
    _company(add(organisation, "efac:Company"), facts.buyer, facts.language)


def _company(company: Element, buyer: NoticeBuyer, language: str) -> None:
    add(add(company, "cac:PartyIdentification"), "cbc:ID", BUYER_ID, schemeName="organization")
    add(add(company, "cac:PartyName"), "cbc:Name", buyer.name, languageID=language)
    address = add(company, "cac:PostalAddress")
    add_known(address, "cbc:StreetName", buyer.street)
    add_known(address, "cbc:CityName", buyer.city)
    add_known(address, "cbc:PostalZone", buyer.post_code)
    add_known(address, "cbc:CountrySubentityCode", buyer.nuts, listName="nuts")
    add(add(address, "cac:Country"), "cbc:IdentificationCode", buyer.country, listName="country")
    if buyer.organisation_number:
        add(add(company, "cac:PartyLegalEntity"), "cbc:CompanyID", buyer.organisation_number)
    if buyer.phone or buyer.email:
        contact = add(company, "cac:Contact")
        add_known(contact, "cbc:Telephone", buyer.phone)
        add_known(contact, "cbc:ElectronicMail", buyer.email)


def contracting_party(root: Element, buyer: NoticeBuyer) -> None:
    """Who buys, by reference to its organisation, and what kind of body it is."""
    party = add(root, "cac:ContractingParty")
    add_known(party, "cbc:BuyerProfileURI", buyer.profile_url)
    if buyer.legal_type:
        kind = add(party, "cac:ContractingPartyType")
        add(kind, "cbc:PartyTypeCode", buyer.legal_type, listName="buyer-legal-type")
    if buyer.activity:
        activity = add(party, "cac:ContractingActivity")
        add(activity, "cbc:ActivityTypeCode", buyer.activity, listName="authority-activity")
    identification = add(add(party, "cac:Party"), "cac:PartyIdentification")
    add(identification, "cbc:ID", BUYER_ID, schemeName="organization")


def legal_basis(root: Element, facts: NoticeFacts) -> None:
    """The national rules in words (BT-01(e) and (f)); E2 is for procurements under other law than the directives."""
    reference = add(add(root, "cac:TenderingTerms"), "cac:ProcurementLegislationDocumentReference")
    add(reference, "cbc:ID", "LocalLegalBasis")
    add(reference, "cbc:DocumentDescription", facts.law, languageID=facts.language)


def whole(root: Element, facts: NoticeFacts) -> None:
    """The scope of the whole notice: title, description, kind, value, CPV, places."""
    project = add(root, "cac:ProcurementProject")
    add_known(project, "cbc:ID", facts.key, schemeName="InternalID")
    _described(project, facts, facts.title)
    add_known(project, "cbc:Note", facts.note, languageID=facts.language)
    if facts.value is not None:
        total = add(project, "cac:RequestedTenderTotal")
        amount = decimal_text(facts.value.amount, 2)
        add(total, "cbc:EstimatedOverallContractAmount", amount, currencyID=facts.value.currency)
    _classified(project, facts)


def part(root: Element, facts: NoticeFacts, number: int, title: str) -> None:
    """One part: a lot of the plan, or the whole plan where it has no lots."""
    lot = add(root, "cac:ProcurementProjectLot")
    add(lot, "cbc:ID", f"PAR-{number:04d}", schemeName="Part")
    project = add(lot, "cac:ProcurementProject")
    _described(project, facts, title)
    if facts.for_small is not None:
        add(project, "cbc:SMESuitableIndicator", "true" if facts.for_small else "false")
    _classified(project, facts)


def _described(project: Element, facts: NoticeFacts, title: str) -> None:
    add(project, "cbc:Name", title, languageID=facts.language)
    add(project, "cbc:Description", facts.description, languageID=facts.language)
    add(project, "cbc:ProcurementTypeCode", facts.nature, listName="contract-nature")


def _classified(project: Element, facts: NoticeFacts) -> None:
    main = add(project, "cac:MainCommodityClassification")
    add(main, "cbc:ItemClassificationCode", facts.cpv, listName="cpv")
    for code in facts.more_cpv:
        more = add(project, "cac:AdditionalCommodityClassification")
        add(more, "cbc:ItemClassificationCode", code, listName="cpv")
    for place in facts.places:
        _located(project, place, facts.language)


def _located(project: Element, place: Place, language: str) -> None:
    location = add(project, "cac:RealizedLocation")
    add_known(location, "cbc:Description", place.remark, languageID=language)
    address = add(location, "cac:Address")
    if place.nuts:
        add(address, "cbc:CountrySubentityCode", place.nuts, listName="nuts")
    else:
        add(address, "cbc:Region", "anyw-cou")
    add(add(address, "cac:Country"), "cbc:IdentificationCode", place.country, listName="country")
