"""The NUTS codes of Norway's counties (2024), to choose from; other codes are accepted by their shape. Pure."""

from __future__ import annotations

COUNTIES = {
    "NO": "Norge",
    "NO020": "Innlandet",
    "NO060": "Trøndelag",
    "NO071": "Nordland",
    "NO072": "Troms",
    "NO073": "Finnmark",
    "NO081": "Oslo",
    "NO083": "Østfold",
    "NO084": "Akershus",
    "NO085": "Buskerud",
    "NO092": "Agder",
    "NO093": "Vestfold",
    "NO094": "Telemark",
    "NO0A1": "Rogaland",
    "NO0A2": "Vestland",
    "NO0A3": "Møre og Romsdal",
    "NO0B1": "Jan Mayen",
    "NO0B2": "Svalbard",
}
