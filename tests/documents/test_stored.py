"""Documents kept as JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from marketkit.documents.model import Document, Heading, paragraph, plain_text, strong
from marketkit.documents.stored import as_data, from_data, sha256, with_texts
from tests.documents.examples import everything


def test_every_kind_of_block_survives_the_way_through_json():
    document = everything("nb")
    assert from_data(json.loads(json.dumps(as_data(document)))) == document


def test_the_fingerprint_is_that_of_the_words_and_changes_with_any_of_them():
    document = everything()
    assert sha256(document) == sha256(everything())
    assert sha256(replace(document, reference="2026/15")) != sha256(document)
    assert sha256(replace(document, blocks=document.blocks[:-1])) != sha256(document)


def test_the_fingerprint_of_a_known_document():
    # printf '%s' '{"author":"B","blocks":[],"facts":[],"language":"en","reference":"R","subtitle":"","title":"T"}' \
    #   | sha256sum
    assert sha256(Document("T", "en", "B", "R", ())) == (
        "eee34aceef876f5f8d92fdf3eac93a61731d8ef3cf548e34018e2499800589bf"
    )


def test_every_text_can_be_changed_and_nothing_else():
    document = Document(
        "Alfa list", "nb", "Alfa", "1", (Heading("On Alfa"), paragraph("To ", strong("Alfa"), "!")), "", ()
    )
    changed = with_texts(document, lambda text: text.replace("Alfa", "[…]"))
    assert plain_text(changed) == "[…]\n1\n[…] list\nOn […]\nTo […]!\n"
    assert changed.language == "nb"
    hidden = with_texts(everything(), lambda text: "x")
    assert set(plain_text(hidden)) == set("x\n\t:. •12")


def test_an_unknown_block_is_refused():
    data = {**as_data(everything()), "blocks": [{"block": "video"}]}
    with pytest.raises(ValueError, match="no block called 'video'"):
        from_data(data)
