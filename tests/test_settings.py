"""Settings come from the environment only, are checked whole, and say what is wrong with all of them at once."""

from __future__ import annotations

import re
import stat
import threading
from pathlib import Path

import pytest

from marketkit.errors import BadInput
from marketkit.settings import TEST_VARIABLES, Settings, _kept_key, _Reader


def faults(**environ: str) -> list[str]:
    with pytest.raises(BadInput) as caught:
        Settings.from_environ({f"MARKETKIT_{name}": value for name, value in environ.items()})
    return [fault.message for fault in caught.value.faults]


def test_without_any_variable_the_defaults_are_safe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_environ({"PATH": "/bin"})
    assert settings.instance == tmp_path / "instance"
    assert settings.database_url == f"sqlite:///{tmp_path}/instance/marketkit.sqlite3"
    assert settings.sqlite_file == tmp_path / "instance" / "marketkit.sqlite3"
    assert settings.trusted_hosts == ("127.0.0.1", "localhost")
    assert settings.demo is False
    assert settings.https is False
    assert settings.max_upload_bytes == 20_000_000
    assert settings.languages == ("en", "nb")
    assert settings.sourcing_rules.is_dir()
    assert settings.contract_templates.is_dir()


def test_every_fault_is_named_at_once() -> None:
    found = faults(DEMO="perhaps", PROXIES="many", MAX_UPLOAD_MB="0", LANGUAGES="en,xx", LOG_LEVEL="LOUD")
    assert found == [
        'MARKETKIT_PROXIES is "many"; expected a whole number from 0 to 10',
        'MARKETKIT_DEMO is "perhaps"; expected yes or no',
        'MARKETKIT_MAX_UPLOAD_MB is "0"; expected a whole number from 1 to 1000',
        'MARKETKIT_LANGUAGES is "en,xx"; expected language codes among en, nb, separated by commas',
        'MARKETKIT_LOG_LEVEL is "LOUD"; expected DEBUG, INFO, WARNING or ERROR',
    ]


def test_a_misspelt_variable_is_refused() -> None:
    assert faults(DATABSE_URL="sqlite:////tmp/x") == ["MARKETKIT_DATABSE_URL is not a setting of marketkit"]


def test_variables_of_the_test_run_are_not_taken_for_mistakes(tmp_path: Path) -> None:
    Settings.from_environ({"MARKETKIT_INSTANCE": str(tmp_path), "MARKETKIT_REQUIRE_ALL": "1"})


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///relative.db",
        "sqlite://",
        "mysql://x/y",
        "postgresql://",
        "marketkit.sqlite3",
        "sqlite:////x?a=b",
    ],
)
def test_a_database_address_we_cannot_use_is_refused_and_not_repeated(url: str) -> None:
    (message,) = faults(DATABASE_URL=url)
    assert message == (
        "MARKETKIT_DATABASE_URL is the value given (not shown); "
        "expected sqlite:////absolute/path or postgresql://user:password@host/database"
    )


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_addresses_lead_to_our_driver(scheme: str) -> None:
    settings = Settings.from_environ({"MARKETKIT_DATABASE_URL": f"{scheme}://u:p@db.example.org/marketkit"})
    assert settings.database_url == "postgresql+psycopg://u:p@db.example.org/marketkit"
    assert settings.sqlite_file is None


def test_a_short_key_is_refused_and_not_repeated() -> None:
    (message,) = faults(SECRET_KEY="hunter2")
    assert "at least 32 characters" in message
    assert "hunter2" not in message


def test_the_address_decides_hosts_and_tls() -> None:
    settings = Settings.from_environ({"MARKETKIT_BASE_URL": "https://procurement.example.org/"})
    assert settings.base_url == "https://procurement.example.org"
    assert settings.https is True
    assert settings.trusted_hosts == ("procurement.example.org", "127.0.0.1", "localhost")


@pytest.mark.parametrize("address", ["procurement.example.org", "ftp://x", "https://x/path", "https://"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    (message,) = faults(BASE_URL=address)
    assert "expected an address such as" in message


@pytest.mark.parametrize("hosts", ["*", "a b", "https://x", "a,,b"])
def test_hosts_that_are_none_are_refused(hosts: str) -> None:
    (message,) = faults(TRUSTED_HOSTS=hosts)
    assert "expected host names separated by commas" in message


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (message,) = faults(SOURCING_RULES=str(tmp_path / "none"))
    assert message.endswith("expected a folder that exists")


def test_a_key_is_made_once_kept_for_its_owner_only_and_found_again(tmp_path: Path) -> None:
    settings = Settings.from_environ({"MARKETKIT_INSTANCE": str(tmp_path)})
    key = settings.key("audit")
    assert len(key) == 64
    assert settings.key("audit") == key
    assert settings.key("secret") != key
    assert stat.S_IMODE((tmp_path / "keys" / "audit").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == ["audit", "secret"]


def test_a_key_of_the_environment_wins_and_is_not_written_down(tmp_path: Path) -> None:
    settings = Settings.from_environ({"MARKETKIT_INSTANCE": str(tmp_path), "MARKETKIT_AUDIT_KEY": "k" * 40})
    assert settings.key("audit") == b"k" * 40
    assert not (tmp_path / "keys").exists()


def test_a_key_we_do_not_know_is_no_key(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        Settings.from_environ({"MARKETKIT_INSTANCE": str(tmp_path)}).key("../secret")


def test_processes_that_start_at_once_agree_on_the_key(tmp_path: Path) -> None:
    found: list[str] = []
    barrier = threading.Barrier(8)

    def start() -> None:
        barrier.wait()
        found.append(_kept_key(tmp_path / "keys" / "secret"))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    page = (Path(__file__).parents[1] / "docs" / "running.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(MARKETKIT_[A-Z_]+)` \|", page, flags=re.MULTILINE))
    reader = _Reader({})
    reader.settings()
    assert documented == reader.taken - TEST_VARIABLES
