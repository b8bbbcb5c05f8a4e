"""The database layer: one writer at a time, reads that cannot write, one commit a request."""

from __future__ import annotations

from flask.testing import FlaskClient


def test_health_says_ok_when_the_database_answers(client: FlaskClient) -> None:
    response = client.get("/health")
    assert response.status_code == 200
    assert response.json == {"status": "ok"}
