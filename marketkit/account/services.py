"""What happens to accounts and memberships. Passwords are hashed before the write begins."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from email_validator import EmailNotValidError, validate_email
from flask_security import hash_password
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketkit.access import Role
from marketkit.account import sessions
from marketkit.account.models import Membership, User
from marketkit.audit import record
from marketkit.db import begin_write, db
from marketkit.errors import MarketkitError
from marketkit.procurements.models import Buyer
from marketkit.procurements.refused import FieldRefusedError
from marketkit.said import say

MIN_PASSWORD, MAX_PASSWORD = 12, 200
MAX_NAME = 200


class LastAdminError(MarketkitError):
    """The change would leave a buyer without anybody who can look after its members."""


class AlsoElsewhereError(MarketkitError):
    """The account opens doors at another buyer, so this one's administrators may not give it a password."""


def normalised_email(text: str) -> str | None:
    """An e-mail address in lower case; None where the text is none."""
    try:
        return str(validate_email(text.strip(), check_deliverability=False).normalized).lower()
    except EmailNotValidError:
        return None


def find_user(email: str) -> User | None:
    """The account of an address, however it is typed; None where there is none."""
    wanted = normalised_email(email)
    return db.session.scalar(select(User).where(User.email == wanted)) if wanted else None


def find_names(user_ids: Iterable[int]) -> dict[int, str]:
    """The names of people by their numbers."""
    query = select(User.id, User.name).where(User.id.in_(list(user_ids)))
    return {row.id: row.name for row in db.session.execute(query)}


def find_people(buyer_id: int, roles: Iterable[Role]) -> dict[int, str]:
    """The names of the buyer's members who have one of these roles and can sign in, by their numbers."""
    query = (
        select(User.id, User.name)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.buyer_id == buyer_id, Membership.active, User.active)
        .where(Membership.role.in_(list(roles)))
    )
    return {row.id: row.name for row in db.session.execute(query)}


def find_member(user_id: int, buyer_slug: str) -> tuple[Buyer, Role] | None:
    """The buyer with this slug and the person's role there; None where they are no member."""
    row = db.session.execute(
        select(Buyer, Membership.role)
        .join(Membership, Membership.buyer_id == Buyer.id)
        .where(Buyer.slug == buyer_slug, Membership.user_id == user_id, Membership.active)
    ).first()
    return (row[0], row[1]) if row else None


def buyers_of(user_id: int) -> Sequence[Buyer]:
    """The buyers a person is a member of, by name."""
    return db.session.scalars(
        select(Buyer)
        .join(Membership, Membership.buyer_id == Buyer.id)
        .where(Membership.user_id == user_id, Membership.active)
        .order_by(Buyer.name)
    ).all()


def members_of(buyer_id: int) -> Sequence[Membership]:
    """A buyer's members, also former ones, by name."""
    return db.session.scalars(
        select(Membership)
        .join(Membership.user)
        .options(joinedload(Membership.user))
        .where(Membership.buyer_id == buyer_id)
        .order_by(Membership.active.desc(), User.name, User.id)
    ).all()


def checked_password(password: str, *, email: str) -> str:
    """A new password as it is to be hashed. Raises FieldRefusedError where it is too short, long or plain.

    The same letters may come in different codes; the sign-in library takes this form, so every password must.
    """
    password = unicodedata.normalize("NFKD", password)
    if len(password) < MIN_PASSWORD:
        raise FieldRefusedError("password", say("Expected at least {count} characters", count=MIN_PASSWORD))
    if len(password) > MAX_PASSWORD:
        raise FieldRefusedError("password", say("Expected at most {count} characters", count=MAX_PASSWORD))
    name = email.partition("@")[0]
    if len(set(password)) < 5 or password.lower() in email or (len(name) > 3 and name in password.lower()):
        raise FieldRefusedError("password", say("This is too easy to guess; three or four words are good"))
    return password


def create_user(
    *, email: str, name: str, password: str | None, actor_id: int | None, language: str | None = None
) -> User:
    """A new account; without a password nobody can sign in to it yet."""
    address = normalised_email(email)
    if address is None:
        raise FieldRefusedError("email", say("Expected an e-mail address such as kari@example.no"))
    name = _checked_name(name)
    hashed = None if password is None else hash_password(checked_password(password, email=address))
    session = begin_write()
    if session.scalar(select(User.id).where(User.email == address)) is not None:
        raise FieldRefusedError("email", say("There is already an account with this address"))
    user = User(
        email=address,
        name=name,
        language=language,
        password=hashed,
        fs_uniquifier=secrets.token_hex(32),
        created_at=datetime.now(UTC),
    )
    session.add(user)
    _record("user.created", user, actor_id)
    return user


def _checked_name(name: str) -> str:
    name = name.strip()
    if not 0 < len(name) <= MAX_NAME:
        raise FieldRefusedError("name", say("Expected a name of at most {count} characters", count=MAX_NAME))
    return name


def set_password(*, user: User, password: str, actor_id: int | None) -> None:
    """Give an account a new password, and end all of its sessions."""
    hashed = hash_password(checked_password(password, email=user.email))
    begin_write()
    user.password = hashed
    _sign_out_everywhere(user)
    _record("user.password-set", user, actor_id)


def update_profile(*, user: User, name: str, language: str | None) -> None:
    """The person's name, and the language pages speak to them (None: whatever the browser asks for)."""
    name = _checked_name(name)
    begin_write()
    user.name, user.language = name, language
    _record("user.updated", user, user.id)


def remove_two_factor(*, user: User, actor_id: int | None) -> None:
    """Let the person sign in with the password alone, and end all of their sessions."""
    begin_write()
    user.tf_primary_method = user.tf_totp_secret = user.totp_counter = None
    user.mf_recovery_codes = []
    _sign_out_everywhere(user)
    _record("user.two-factor-removed", user, actor_id)


def set_active(*, user: User, active: bool, actor_id: int | None) -> None:
    """Close an account, ending its sessions, or open it again. What the person did stays on record."""
    begin_write()
    user.active = active
    if not active:
        _sign_out_everywhere(user)
    _record("user.opened" if active else "user.closed", user, actor_id)


def _sign_out_everywhere(user: User) -> None:
    user.fs_uniquifier = secrets.token_hex(32)
    sessions.end_sessions(user.id)


def _record(action: str, user: User, actor_id: int | None) -> None:
    begin_write().flush()
    record(action, subject=f"user:{user.id}", buyer_id=None, actor_id=actor_id, details={})


def add_member_by_email(
    *, email: str, name: str, buyer: Buyer, role: Role, actor_id: int | None
) -> Membership:
    """Make whoever has this address a member; with the name, an account is made where there is none."""
    user = find_user(email)
    if user is None and not name.strip():
        raise FieldRefusedError("name", say("Enter the name; there is no account with this address yet."))
    user = user or create_user(email=email, name=name, password=None, actor_id=actor_id)
    return add_member(user=user, buyer=buyer, role=role, actor_id=actor_id)


def add_member(*, user: User, buyer: Buyer, role: Role, actor_id: int | None) -> Membership:
    """Make a person a member of a buyer, or give a member (also a former one) this role."""
    session = begin_write()
    member = session.scalar(
        select(Membership).where(Membership.user_id == user.id, Membership.buyer_id == buyer.id)
    )
    if member is not None:
        change_member(member=member, role=role, active=True, actor_id=actor_id)
        return member
    member = Membership(user_id=user.id, buyer_id=buyer.id, role=role)
    session.add(member)
    _record_member("member.added", member, actor_id)
    return member


def change_member(*, member: Membership, role: Role, active: bool, actor_id: int | None) -> None:
    """Another role, or the end of a membership. Raises LastAdminError where nobody would be left to look after it."""
    session = begin_write()
    was_admin = member.active and member.role is Role.ADMIN
    if was_admin and not (active and role is Role.ADMIN):
        others = (
            select(Membership.id)
            .join(Membership.user)
            .where(
                Membership.buyer_id == member.buyer_id,
                Membership.role == Role.ADMIN,
                Membership.active,
                Membership.id != member.id,
                User.active,
            )
        )
        if session.scalar(others.limit(1)) is None:
            raise LastAdminError("a buyer needs at least one administrator")
    member.role, member.active = role, active
    _record_member("member.changed", member, actor_id)


def give_password(*, member: Membership, actor_id: int | None) -> str:
    """A new password for a member, made up here; their sessions end. Raises AlsoElsewhereError.

    The account's own code from an app stays asked for.
    """
    elsewhere = select(Membership.id).where(
        Membership.user_id == member.user_id, Membership.buyer_id != member.buyer_id
    )
    if db.session.scalar(elsewhere.limit(1)) is not None:
        raise AlsoElsewhereError("the account is used at another buyer too")
    password = "-".join(secrets.token_hex(3) for _group in range(4))
    set_password(user=member.user, password=password, actor_id=actor_id)
    return password


def _record_member(action: str, member: Membership, actor_id: int | None) -> None:
    begin_write().flush()
    record(
        action,
        subject=f"user:{member.user_id}",
        buyer_id=member.buyer_id,
        actor_id=actor_id,
        details={"role": member.role.value, "active": member.active},
    )
