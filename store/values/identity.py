"""What an account says of its owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from store.values.methods import Ways
from store.values.profile import ProfileStatus
from store.values.signing_in import PinTerminal


class RegisteredLevel(Enum):
    """At which level someone was registered in person (PRODUCT §8)."""

    BASIC = "basic"
    ADVANCED = "advanced"


@dataclass(frozen=True)
class Overview:
    """What the account page says. `password_expires_at` None: the password lives for ever.

    Whoever was registered in person may have no username, no email, and no password yet. `registered` says at
    which level, if at all; a session that was opened `by_pin` has no settings. One's PINs are shown
    on the `pin_terminal`, if on any.
    """

    account_number: str
    username: str | None
    email: str | None
    password_set_at: datetime | None
    password_expires_at: datetime | None
    profile: ProfileStatus
    ways: Ways
    has_questions: bool
    registered: RegisteredLevel | None = None
    by_pin: bool = False
    pin_terminal: PinTerminal | None = None


@dataclass(frozen=True, repr=False)
class ContactDetails:
    """What an account says of its owner, as they wish: each may be empty.

    As they are kept, `country` is its code (ISO 3166) and `phone_number` in E.164.
    """

    first_name: str = ""
    last_name: str = ""
    company: str = ""
    job_title: str = ""
    address: str = ""
    city: str = ""
    postal_code: str = ""
    state_province: str = ""
    country: str = ""
    phone_number: str = ""


@dataclass(frozen=True, repr=False)
class PersonalInformation:
    """What the page of that name shows. `version` counts the changes of the details, from 0 where there are
    none.
    """

    account_number: str
    email: str | None
    details: ContactDetails
    version: int
