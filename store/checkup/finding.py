"""What an examination finds: of which part, how bad, and what it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from store.problems import Problem, Refusal


class Part(Enum):
    """What is looked at, in this order."""

    SETTINGS = "settings"
    SERVICES = "services"
    FOLDER = "folder"
    PERMISSIONS = "permissions"
    FILE_SYSTEM = "file-system"
    DISK_SPACE = "disk-space"
    DATABASE = "database"
    KEYS = "keys"
    SCHEMA = "schema"
    OLDER_COPY = "older-copy"
    CLOCK = "clock"
    OUTBOX = "outbox"
    GIVEN_UP = "given-up"
    DELIVERY = "delivery"
    OPERATORS = "operators"
    REMOVALS = "removals"
    HASHING = "hashing"
    LANGUAGES = "languages"


class Grade(Enum):
    """How something was found, from what needs nothing to what needs someone now.

    What was SKIPPED could not be looked at: for a fault that is told of another part, or on this system.
    """

    SKIPPED = "skipped"
    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


class Sign(Enum):
    """What was found, with a sentence in `tui.wording.checkup`; what the store refuses is a `Refusal`."""

    # Nothing to do
    SETTINGS_READ = "settings-read"
    SETTINGS_DEFAULT = "settings-default"
    SERVICES_LISTED = "services-listed"
    NO_SERVICES = "no-services"
    FOLDER_FOUND = "folder-found"
    CLOSED = "closed"
    LOCAL = "local"
    ROOM = "room"
    SOUND = "sound"
    SOUND_SO_FAR = "sound-so-far"
    KEYS_FIT = "keys-fit"
    UP_TO_DATE = "up-to-date"
    NEWEST = "newest"
    CLOCK_EVEN = "clock-even"
    OUTBOX_EMPTY = "outbox-empty"
    OUTBOX_WAITS = "outbox-waits"
    NONE_GIVEN_UP = "none-given-up"
    EMAILS_LEAVE = "emails-leave"
    MESSAGES_LEAVE = "messages-leave"
    OPERATORS_READY = "operators-ready"
    REMOVALS_DONE = "removals-done"
    HASHING_STRONG = "hashing-strong"
    LANGUAGES_COMPLETE = "languages-complete"
    NOT_LOOKED_AT = "not-looked-at"
    KIND_UNKNOWN = "kind-unknown"
    # Warnings
    SCHEMA_OLDER = "schema-older"
    KEY_WRITABLE = "key-writable"
    IN_MEMORY = "in-memory"
    LITTLE_ROOM = "little-room"
    NOTHING_NOTED = "nothing-noted"
    CLOCK_JUMPED = "clock-jumped"
    OUTBOX_FAILS = "outbox-fails"
    OUTBOX_LATE = "outbox-late"
    NO_RECIPIENT = "no-recipient"
    FILES_ONLY = "files-only"
    ANYONES_PORT = "anyones-port"
    NO_SUPERVISOR = "no-supervisor"
    NO_SECOND_STEP = "no-second-step"
    ROLES_SUSPENDED = "roles-suspended"
    REMOVALS_OVERDUE = "removals-overdue"
    # Faults
    NO_STORE = "no-store"
    OTHER_USER = "other-user"
    OTHER_OWNER = "other-owner"
    OPEN_TO_OTHERS = "open-to-others"
    NETWORK = "network"
    NO_MODES = "no-modes"
    NO_ROOM = "no-room"
    UNSOUND = "unsound"
    CLOCK_BACK = "clock-back"
    FILES_AHEAD = "files-ahead"
    MESSAGES_GIVEN_UP = "messages-given-up"
    HASHING_LIGHT = "hashing-light"
    LANGUAGE_MISSING = "language-missing"
    LANGUAGE_INCOMPLETE = "language-incomplete"


@dataclass(frozen=True)
class Finding:
    """One thing that was found. Its facts are plain values: no secret, and nobody's name or address."""

    part: Part
    grade: Grade
    sign: Sign | Refusal
    facts: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of_problem(cls, part: Part, problem: Problem) -> Finding:
        """Return the fault for which the store would be refused."""
        return cls(part, Grade.FAULT, problem.refusal, problem.facts)


@dataclass(frozen=True)
class Examined:
    """All that was found, in the order of the parts, and what the database tells of itself, by names."""

    findings: tuple[Finding, ...]
    database: Mapping[str, str | int]

    @property
    def grade(self) -> Grade:
        """The worst that was found."""
        order = [*Grade]
        return max((finding.grade for finding in self.findings), key=order.index)
