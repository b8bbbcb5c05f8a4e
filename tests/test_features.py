"""What the features give the house fits together."""

from __future__ import annotations

from flask import Flask

from marketkit.cli import COMMANDS
from marketkit.features import FEATURES, MODELS, load_features


def test_each_feature_is_listed_once_under_its_own_name() -> None:
    features = load_features()
    assert [f"marketkit.{feature.name}" for feature in features] == list(FEATURES)


def test_every_command_a_feature_names_is_one_of_ours() -> None:
    for feature in load_features():
        assert set(feature.cli) <= set(COMMANDS), feature.name


def test_every_link_a_feature_gives_leads_to_a_page(worker_app: Flask) -> None:
    for feature in load_features():
        for item in (*feature.menu, *feature.procurement_tabs):
            assert item.endpoint in worker_app.view_functions, f"{feature.name}: {item.endpoint}"


def test_every_module_of_tables_is_loaded(worker_app: Flask) -> None:
    import sys

    assert set(MODELS) <= set(sys.modules)
