"""The settings of one installation: read from the environment once, checked whole, never changed afterwards.

Every variable is called `MARKETKIT_…`. Unknown ones are refused, so that a misspelt name cannot silently leave a
default standing. Secrets that are not given are made on first use and kept in the instance folder (mode 0600).
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from marketkit.errors import BadInput, Fault

T = TypeVar("T")

PREFIX = "MARKETKIT_"
# Read by the test run and by nothing else; they may stand in the environment of a running application.
TEST_VARIABLES = frozenset({"MARKETKIT_TEST_POSTGRES_URL", "MARKETKIT_REQUIRE_ALL", "MARKETKIT_SHARED"})
LANGUAGES = ("en", "nb")
KEYS = ("secret", "audit", "password", "totp")
MIN_KEY_CHARACTERS = 32
_PACKAGE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """One installation. `Settings.from_environ(os.environ)` is the only way the application makes one.

    `max_upload_bytes` is the largest request body accepted; `proxies` the number of reverse proxies in front that
    set the X-Forwarded headers. A key given in the environment wins over the one kept in the instance folder.
    """

    instance: Path
    database_url: str
    base_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    proxies: int = 0
    demo: bool = False
    max_upload_bytes: int = 20_000_000
    languages: tuple[str, ...] = LANGUAGES
    sourcing_rules: Path
    contract_templates: Path
    log_level: str = "INFO"
    secret_key: str | None = None
    audit_key: str | None = None
    password_key: str | None = None
    totp_key: str | None = None

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """The settings of an environment. Raises BadInput with every fault: variable, value, what was expected."""
        return _Reader(environ).settings()

    @property
    def https(self) -> bool:
        """Whether people reach the installation over TLS; cookies are then Secure and carry `__Host-`."""
        return urlsplit(self.base_url).scheme == "https"

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def sqlite_file(self) -> Path | None:
        """The database file, or None on PostgreSQL."""
        return Path(self.database_url.removeprefix("sqlite:///")) if self.is_sqlite else None

    def key(self, name: str) -> bytes:
        """One of KEYS: from the environment, else from the instance folder, where it is made when missing."""
        if name not in KEYS:
            raise KeyError(name)
        given: str | None = getattr(self, f"{name}_key")
        return (given or _kept_key(self.key_file(name))).encode()

    def key_file(self, name: str) -> Path:
        return self.instance / "keys" / name


def _kept_key(file: Path) -> str:
    """The key in a file; a new one of 256 bits when there is none. Two processes that start at once agree."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not file.exists():
        fresh = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_hex(32))
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(fresh, file)  # fails where another process was first; its key then stands
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return file.read_text().strip()


class _Reader:
    """Takes variables one by one and gathers what is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.given = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
        self.taken: set[str] = set(TEST_VARIABLES)
        self.faults: list[Fault] = []

    def settings(self) -> Settings:
        instance = self.take("INSTANCE", _folder, Path("instance").absolute())
        base_url = self.take("BASE_URL", _base_url, "http://127.0.0.1:8000")
        settings = Settings(
            instance=instance,
            database_url=self.take(
                "DATABASE_URL", _database_url, f"sqlite:///{instance / 'marketkit.sqlite3'}"
            ),
            base_url=base_url,
            trusted_hosts=self.take("TRUSTED_HOSTS", _hosts, _hosts_of(base_url)),
            proxies=self.take("PROXIES", _integer(0, 10), 0),
            demo=self.take("DEMO", _yes_or_no, False),
            max_upload_bytes=self.take("MAX_UPLOAD_MB", _integer(1, 1000), 20) * 1_000_000,
            languages=self.take("LANGUAGES", _languages, LANGUAGES),
            sourcing_rules=self.take("SOURCING_RULES", _existing_folder, _shipped("sourcing_rules")),
            contract_templates=self.take(
                "CONTRACT_TEMPLATES", _existing_folder, _shipped("contract_templates")
            ),
            log_level=self.take("LOG_LEVEL", _log_level, "INFO"),
            secret_key=self.take("SECRET_KEY", _secret, None),
            audit_key=self.take("AUDIT_KEY", _secret, None),
            password_key=self.take("PASSWORD_KEY", _secret, None),
            totp_key=self.take("TOTP_KEY", _secret, None),
        )
        for name in sorted(self.given.keys() - self.taken):
            self.faults.append(
                Fault(f"{name} is not a setting of marketkit", column=name, value=self.given[name])
            )
        if self.faults:
            raise BadInput(self.faults)
        return settings

    def take(self, name: str, read: Callable[[str], T], default: T) -> T:
        """The variable's value as `read` understands it, or the default when it is unset or empty."""
        variable = PREFIX + name
        self.taken.add(variable)
        text = self.given.get(variable, "").strip()
        if not text:
            return default
        try:
            return read(text)
        except ValueError as expected:
            secret = name.endswith("_KEY") or name == "DATABASE_URL"  # both hold what no log may show
            shown = "the value given (not shown)" if secret else f'"{text}"'
            message = f"{variable} is {shown}; expected {expected}"
            self.faults.append(Fault(message, column=variable, value=None if secret else text))
            return default


def _shipped(folder: str) -> Path:
    """A data folder: inside the installed package, or beside the package in a checkout."""
    inside = _PACKAGE / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder


def _folder(text: str) -> Path:
    path = Path(text).expanduser().absolute()
    if path.exists() and not path.is_dir():
        raise ValueError("a folder, but a file stands there")
    return path


def _existing_folder(text: str) -> Path:
    path = Path(text).expanduser().absolute()
    if not path.is_dir():
        raise ValueError("a folder that exists")
    return path


def _database_url(text: str) -> str:
    if re.fullmatch(r"sqlite:////.+", text) and "?" not in text:
        return text
    scheme, separator, rest = text.partition("://")
    if separator and rest and scheme in {"postgres", "postgresql", "postgresql+psycopg"}:
        return f"postgresql+psycopg://{rest}"
    raise ValueError("sqlite:////absolute/path or postgresql://user:password@host/database")


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError("an address such as https://procurement.example.org")
    return text.rstrip("/")


def _hosts_of(base_url: str) -> tuple[str, ...]:
    host = urlsplit(base_url).hostname or "127.0.0.1"
    return tuple(dict.fromkeys((host, "127.0.0.1", "localhost")))


def _hosts(text: str) -> tuple[str, ...]:
    hosts = tuple(host.strip() for host in text.split(","))
    if not all(re.fullmatch(r"\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d+)?", host) for host in hosts):
        raise ValueError("host names separated by commas; a leading dot takes in subdomains")
    return hosts


def _integer(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"\d{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(text)

    return read


def _yes_or_no(text: str) -> bool:
    if text.lower() not in {"1", "0", "yes", "no", "true", "false"}:
        raise ValueError("yes or no")
    return text.lower() in {"1", "yes", "true"}


def _languages(text: str) -> tuple[str, ...]:
    languages = tuple(dict.fromkeys(code.strip() for code in text.split(",")))
    if not set(languages) <= set(LANGUAGES):
        raise ValueError(f"language codes among {', '.join(LANGUAGES)}, separated by commas")
    return languages


def _log_level(text: str) -> str:
    if text.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError("DEBUG, INFO, WARNING or ERROR")
    return text.upper()


def _secret(text: str) -> str:
    if len(text) < MIN_KEY_CHARACTERS:
        raise ValueError(f"at least {MIN_KEY_CHARACTERS} characters, for example from `openssl rand -hex 32`")
    return text
