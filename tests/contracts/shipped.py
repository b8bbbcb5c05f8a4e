"""A small template in both languages, and an application whose folder of templates holds it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flask import Flask

from tests.contracts.packages_on_disk import write

MAIN = """\
id: pilot
version: {version}
model: pilot-with-option
status: {status}
title: {{en: Pilot with an option, nb: Pilot med opsjon}}
summary: {{en: Try it first., nb: Prøv først.}}
languages: [en, nb]
regimes: [no]
legal_basis:
  - {{regime: no, instrument: FOA 2016, article: § 28-1, valid_from: 2017-01-01}}
groups:
  - {{id: parties, title: {{en: The parties, nb: Partene}}}}
  - {{id: scope, title: {{en: Scope, nb: Omfang}}}}
parameters:
  - {{id: buyer_name, group: parties, type: text, label: {{en: Buyer, nb: Oppdragsgiver}}, source: buyer.name}}
  - {{id: about, group: parties, type: long_text, label: {{en: Background, nb: Bakgrunn}}}}
  - id: months
    group: scope
    type: duration
    label: {{en: Length, nb: Lengde}}
    default: {{value: 6 months, rationale: {{en: Long enough., nb: Langt nok.}}}}
  - {{id: price, group: scope, type: money, label: {{en: Price, nb: Pris}}}}
  - {{id: scaling, group: scope, type: boolean, label: {{en: Option to scale, nb: Opsjon på utvidelse}}}}
  - id: kpis
    group: scope
    type: list
    label: {{en: Measures, nb: Måltall}}
    fields:
      - {{id: name, type: text, label: {{en: Name, nb: Navn}}}}
      - {{id: target, type: integer, label: {{en: Target, nb: Mål}}}}
clauses: [purpose, length, option]
facts:
  - {{kind: kpi, rows: kpis, values: {{name: name, target: target}}}}
"""
CLAUSES = {
    "purpose.en": "---\ntitle: Purpose\nguidance: Say why.\n---\nFor {buyer_name}. {about}\n\n- {kpis.name}: {kpis.target}\n",
    "purpose.nb": "---\ntitle: Formål\nguidance: Si hvorfor.\n---\nFor {buyer_name}. {about}\n\n- {kpis.name}: {kpis.target}\n",
    "length.en": "---\ntitle: Length\ncovers: [success-thresholds, stop-thresholds]\n---\nIt lasts {months} and costs {price}.\n",
    "length.nb": "---\ntitle: Lengde\n---\nDen varer i {months} og koster {price}.\n",
    "option.en": "---\ntitle: Option\nwhen: scaling\n---\nThe buyer may scale.\n",
    "option.nb": "---\ntitle: Opsjon\n---\nOppdragsgiver kan utvide.\n",
}
EXAMPLE = "buyer_name: Fjordvik\nabout: We try.\nprice: NOK 1000\nscaling: true\nkpis:\n  - {name: Falls, target: 3}\n"


def ship(
    folder: Path, *, version: str = "1.0.0", status: str = "approved", clauses: dict[str, str] | None = None
) -> Path:
    """The template below the folder, in this version; `clauses` go before its own."""
    texts = {f"pilot/clauses/{name}.md": text for name, text in {**CLAUSES, **(clauses or {})}.items()}
    main = MAIN.format(version=version, status=status)
    return write(folder, {"pilot/template.yaml": main, "pilot/examples/basic.yaml": EXAMPLE, **texts})


def offer(app: Flask, folder: Path) -> None:
    """Let the application take its templates from the folder."""
    settings = app.extensions["marketkit_settings"]
    app.extensions["marketkit_settings"] = replace(settings, contract_templates=folder)
