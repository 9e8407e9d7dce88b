"""Every way the store can refuse: a code and its facts, never a sentence."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from types import TracebackType
from typing import Any


class Refusal(Enum):
    """Why a use case refused. `tui.wording` turns each into a sentence."""

    # What was typed
    MISSING = "missing"
    TOO_LONG = "too-long"
    UNREADABLE = "unreadable"
    USERNAME_FORM = "username-form"
    USERNAME_NUMBER = "username-number"
    USERNAME_TAKEN = "username-taken"
    EMAIL_FORM = "email-form"
    EMAIL_TAKEN = "email-taken"
    PASSWORD_CHARACTERS = "password-characters"
    PASSWORD_BREAKS_RULES = "password-breaks-rules"
    PASSWORDS_DIFFER = "passwords-differ"
    PASSWORD_SAME = "password-same"
    SIGN_UP_OVER = "sign-up-over"
    DOCUMENT_NUMBER = "document-number"
    DOCUMENT_TAKEN = "document-taken"
    NOBODY_REGISTERED = "nobody-registered"
    DOCUMENT_UNKNOWN = "document-unknown"
    DOCUMENT_OTHER = "document-other"
    NO_CODE_HANDED_OVER = "no-code-handed-over"
    CONTRAST_FORM = "contrast-form"
    PIN_CHARACTER = "pin-character"
    PIN_LENGTH = "pin-length"
    DATE_FORM = "date-form"
    NAME_FORM = "name-form"
    TEXT_CHARACTERS = "text-characters"
    WEB_ADDRESS = "web-address"
    REASON_SHORT = "reason-short"
    PHONE_FORM = "phone-form"
    PHONE_AFTER_PLUS = "phone-after-plus"
    DESK_PHONE_FORM = "desk-phone-form"
    PHONE_COUNTRY = "phone-country"
    PHONE_TAKEN = "phone-taken"
    PHONES_FULL = "phones-full"
    PHONE_OTHER = "phone-other"
    NUMBER_FORM = "number-form"
    NUMBER_AFTER_PLUS = "number-after-plus"
    COUNTRY_UNKNOWN = "country-unknown"
    APP_NAME_MIXED = "app-name-mixed"
    APP_NAME_TAKEN = "app-name-taken"
    APPS_FULL = "apps-full"
    ANSWER_SHORT = "answer-short"
    ANSWERS_ALIKE = "answers-alike"
    QUESTIONS_ALIKE = "questions-alike"
    EMAIL_SAME = "email-same"
    DETAILS_CHANGED = "details-changed"
    DETAILS_TOO_OFTEN = "details-too-often"
    LANGUAGE_UNKNOWN = "language-unknown"
    REPEATED = "repeated"
    TABLE_FORM = "table-form"
    IMPORT_REFUSED = "import-refused"
    IMPORT_STOPPED = "import-stopped"
    KEY_CHARACTER = "key-character"
    KEY_LENGTH = "key-length"
    # Secrets
    WRONG_SIGN_IN = "wrong-sign-in"
    WRONG_PASSWORD = "wrong-password"
    LOCKED = "locked"
    WRONG_KEY = "wrong-key"
    KEY_LOCKED = "key-locked"
    WRONG_CODE = "wrong-code"
    WRONG_RECOVERY_CODE = "wrong-recovery-code"
    CODE_FORM = "code-form"
    RECOVERY_CODE_CHARACTER = "recovery-code-character"
    RECOVERY_CODE_LENGTH = "recovery-code-length"
    CODE_EXPIRED = "code-expired"
    CODE_TRIES_SPENT = "code-tries-spent"
    CODE_TOO_SOON = "code-too-soon"
    CODE_USED = "code-used"
    CODE_LOCKED = "code-locked"
    CODES_TOO_MANY = "codes-too-many"
    WRONG_DOCUMENT = "wrong-document"
    DOCUMENT_LOCKED = "document-locked"
    WRONG_PIN = "wrong-pin"
    PIN_EXPIRED = "pin-expired"
    PIN_TRIES_SPENT = "pin-tries-spent"
    PIN_TOO_SOON = "pin-too-soon"
    PIN_PHONE_ALONE = "pin-phone-alone"
    PINS_TOO_MANY = "pins-too-many"
    PIN_APP_SHARED = "pin-app-shared"
    PIN_APP_TAKEN = "pin-app-taken"
    PIN_APP_GONE = "pin-app-gone"
    WRONG_ANSWER = "wrong-answer"
    ANSWER_LOCKED = "answer-locked"
    ANSWER_NEEDED = "answer-needed"
    NOTICE_CHARACTER = "notice-character"
    NOTICE_LENGTH = "notice-length"
    NOTICE_UNKNOWN = "notice-unknown"
    NOTICE_EXPIRED = "notice-expired"
    NOTICE_USED = "notice-used"
    NOTICE_LOST = "notice-lost"
    ACTIVATION_CHARACTER = "activation-character"
    ACTIVATION_LENGTH = "activation-length"
    WRONG_ACTIVATION = "wrong-activation"
    ACTIVATION_BLOCKED = "activation-blocked"
    RENEWED_TOO_OFTEN = "renewed-too-often"
    NOT_REGISTERED = "not-registered"
    TOKEN_CHARACTER = "token-character"
    TOKEN_LENGTH = "token-length"
    TOKEN_UNKNOWN = "token-unknown"
    TOKEN_EXPIRED = "token-expired"
    TOKEN_USED = "token-used"
    TOKEN_LOCKED = "token-locked"
    # Sessions
    SESSION_ENDED = "session-ended"
    PASSWORD_CHANGE_DUE = "password-change-due"
    SECOND_STEP_DUE = "second-step-due"
    NOTHING_DUE = "nothing-due"
    PASSWORD_NEEDED = "password-needed"
    PIN_SIGN_IN_NEEDED = "pin-sign-in-needed"
    PIN_DUE = "pin-due"
    PASSWORD_SIGN_IN_NEEDED = "password-sign-in-needed"
    # Services
    SERVICES_UNREADABLE = "services-unreadable"
    SERVICE_GONE = "service-gone"
    SERVICE_NEEDS = "service-needs"
    # The second step
    METHOD_GONE = "method-gone"
    METHOD_NEEDED = "method-needed"
    ONLY_METHOD = "only-method"
    # Profiles and roles
    PROFILE_CHANGED = "profile-changed"
    ADVANCED_LEVEL_NEEDED = "advanced-level-needed"
    ACTIVE_PROFILE_NEEDED = "active-profile-needed"
    METHOD_TO_SIGN_NEEDED = "method-to-sign-needed"
    NOT_ALLOWED = "not-allowed"
    REQUEST_UNKNOWN = "request-unknown"
    REQUEST_AMBIGUOUS = "request-ambiguous"
    SECOND_STEP_NEEDED = "second-step-needed"
    DESK_LOCKED = "desk-locked"
    ROLE_SUSPENDED = "role-suspended"
    ROLE_NOT_SUSPENDED = "role-not-suspended"
    ACCOUNT_UNKNOWN = "account-unknown"
    ROLE_SAME = "role-same"
    ACCOUNTS_EXIST = "accounts-exist"
    REMOVAL_ASKED = "removal-asked"
    REMOVALS_TOO_MANY = "removals-too-many"
    REGISTERED_TOO_MANY = "registered-too-many"
    REMOVAL_GONE = "removal-gone"
    REMOVAL_ENDED = "removal-ended"
    OTHER_OPERATOR_NEEDED = "other-operator-needed"
    SECOND_OPERATOR_NEEDED = "second-operator-needed"
    NOTHING_TO_REMOVE = "nothing-to-remove"
    REGISTERED_PHONE_SAME = "registered-phone-same"
    OPERATOR_UNKNOWN = "operator-unknown"
    SUPERVISOR_NEEDED = "supervisor-needed"
    # At the help desk
    NOT_BLOCKED = "not-blocked"
    UNBLOCKED_TOO_OFTEN = "unblocked-too-often"
    SLIPS_TOO_MANY = "slips-too-many"
    PHONE_BEING_REPLACED = "phone-being-replaced"
    NO_SESSIONS = "no-sessions"
    ACTIVATION_CODE_NEEDED = "activation-code-needed"
    NOT_IN_PERSON = "not-in-person"
    NO_EMAIL = "no-email"
    DOCUMENTS_TOO_MANY = "documents-too-many"
    RESETS_TOO_MANY = "resets-too-many"
    OWN_RESETS_TOO_MANY = "own-resets-too-many"
    # Paper and files
    NOT_TICKED = "not-ticked"
    NOT_COMPARED = "not-compared"
    NOT_RETYPED = "not-retyped"
    FILE_EXISTS = "file-exists"
    FILE_UNWRITABLE = "file-unwritable"
    OUTPUT_EXISTS = "output-exists"
    OUTPUT_NO_ROOM = "output-no-room"
    OUTPUT_UNWRITABLE = "output-unwritable"
    FILE_TO_SIGN = "file-to-sign"
    OTHER_DOCUMENT = "other-document"
    SIGNATURE_NO_ROOM = "signature-no-room"
    SIGNATURE_UNWRITABLE = "signature-unwritable"
    STOPPED = "stopped"
    NO_PRINTER = "no-printer"
    PRINT_FAILED = "print-failed"
    # The store itself
    DISK_FULL = "disk-full"
    QUOTA_SPENT = "quota-spent"
    FILE_LIMIT = "file-limit"
    DISK_FAULT = "disk-fault"
    DISK_GONE = "disk-gone"
    READ_ONLY = "read-only"
    NO_PERMISSION = "no-permission"
    FILE_SYSTEM = "file-system"
    NO_STORE = "no-store"
    CORRUPT = "corrupt"
    DATABASE_MISSING = "database-missing"
    DATABASE_MOVED = "database-moved"
    OLDER_COPY = "older-copy"
    INPUT_UNREADABLE = "input-unreadable"
    BACKUP_FOREIGN = "backup-foreign"
    NO_EXPORT = "no-export"
    BACKUP_DAMAGED = "backup-damaged"
    BACKUP_KEY = "backup-key"
    STORE_EXISTS = "store-exists"
    STORE_OPEN = "store-open"
    BUSY = "busy"
    NEWER_SCHEMA = "newer-schema"
    KEY_MISSING = "key-missing"
    KEY_FOREIGN = "key-foreign"
    KEY_DAMAGED = "key-damaged"
    SETTINGS_FORM = "settings-form"
    FOLDER_UNUSABLE = "folder-unusable"
    FOLDER_OPEN = "folder-open"
    HOME_FOREIGN = "home-foreign"
    FILE_FOREIGN = "file-foreign"
    FILE_LINK = "file-link"
    FILE_OPEN = "file-open"
    FILE_WRITABLE = "file-writable"
    # Messages that do not leave
    MAIL_UNKNOWN_HOST = "mail-unknown-host"
    MAIL_REFUSES_CONNECTION = "mail-refuses-connection"
    MAIL_UNREACHABLE = "mail-unreachable"
    MAIL_TOO_SLOW = "mail-too-slow"
    MAIL_BROKEN_OFF = "mail-broken-off"
    MAIL_CERTIFICATE = "mail-certificate"
    MAIL_NOT_ENCRYPTED = "mail-not-encrypted"
    MAIL_LOGIN = "mail-login"
    MAIL_NO_LOGIN = "mail-no-login"
    MAIL_FILE = "mail-file"
    MAIL_ONE_LINE = "mail-one-line"
    MAIL_PASSWORD = "mail-password"
    MAIL_AUTHORITY = "mail-authority"
    MAIL_RECIPIENT = "mail-recipient"
    MAIL_REFUSED = "mail-refused"
    MAIL_LATER = "mail-later"
    SMS_URL = "sms-url"
    SMS_SERVICE = "sms-service"
    SMS_NUMBER = "sms-number"
    SMS_REFUSED = "sms-refused"
    SMS_FAILED = "sms-failed"
    SMS_TOO_SLOW = "sms-too-slow"
    SLIP_NO_PRINTER = "slip-no-printer"
    SLIP_NOT_PRINTED = "slip-not-printed"
    NO_ROUTE = "no-route"


_OF_FILES = {
    errno.ENOSPC: Refusal.DISK_FULL,
    errno.EDQUOT: Refusal.QUOTA_SPENT,
    errno.EFBIG: Refusal.FILE_LIMIT,
    errno.EIO: Refusal.DISK_FAULT,
    errno.EUCLEAN: Refusal.DISK_FAULT,
    **dict.fromkeys((errno.ESTALE, errno.ENOTCONN, errno.EHOSTDOWN, errno.ETIMEDOUT), Refusal.DISK_GONE),
    errno.EROFS: Refusal.READ_ONLY,
    errno.EACCES: Refusal.NO_PERMISSION,
    errno.EPERM: Refusal.NO_PERMISSION,
    # A file that cannot be locked, written or mapped as a file can.
    **dict.fromkeys(
        (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL, errno.ENODEV), Refusal.FILE_SYSTEM
    ),
    **dict.fromkeys((errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN), Refusal.BUSY),
}
"""What the file system could not do, by the number of its error."""


class Problem(Exception):
    """A refusal, with what a person needs to know to go on.

    `field` names the argument of the use case at fault, and so the field of the page; `facts` are plain
    values (numbers, times, codes of rules). No secret is ever among them. `others` are what else was found
    at the same time.
    """

    def __init__(self, refusal: Refusal, field: str | None = None, **facts: Any) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.field = field
        self.facts = facts
        self.others: tuple[Problem, ...] = ()

    @property
    def all(self) -> tuple[Problem, ...]:
        """This refusal and all that were found at the same time."""
        return (self, *self.others)

    @property
    def is_wrong_secret(self) -> bool:
        """Whether what was typed was compared with a secret, and refused for what came of that."""
        return self.refusal in _WRONG_SECRETS

    @property
    def is_wait(self) -> bool:
        """Whether too many were wrong, so that nothing is compared before the wait has ended."""
        return self.refusal in _WAITS

    @property
    def until(self) -> datetime:
        """When a wait ends (LOCKED, CODE_TOO_SOON, PINS_TOO_MANY)."""
        moment: datetime = self.facts["until"]
        return moment


_WRONG_SECRETS = frozenset(
    {
        Refusal.WRONG_SIGN_IN,
        Refusal.WRONG_PASSWORD,
        Refusal.WRONG_KEY,
        Refusal.WRONG_CODE,
        Refusal.WRONG_RECOVERY_CODE,
        Refusal.WRONG_ANSWER,
        Refusal.WRONG_DOCUMENT,
        Refusal.WRONG_PIN,
        Refusal.WRONG_ACTIVATION,
        Refusal.CODE_USED,
        Refusal.TOKEN_UNKNOWN,
        Refusal.NOTICE_UNKNOWN,
        # Of a phone, no page shows more than the last digits.
        Refusal.PHONE_OTHER,
        # It is the secret that is kept.
        Refusal.PASSWORD_SAME,
    }
)
_WAITS = frozenset(
    {
        Refusal.LOCKED,
        Refusal.KEY_LOCKED,
        Refusal.CODE_LOCKED,
        Refusal.DOCUMENT_LOCKED,
        Refusal.ANSWER_LOCKED,
        Refusal.TOKEN_LOCKED,
    }
)


class FileRefused(Exception):
    """What keeps a file from being filled: whoever has named it to a person tells of the `problem`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.refusal.value)
        self.problem = problem


class Refusals:
    """Judges several things one after the other, so that all that is wrong is told at once.

        refusals = Refusals()
        with refusals:
            name = identifiers.username(typed)
        with refusals:
            address = identifiers.email(written)
        refusals.end()

    What was to be made of something that is refused is not there afterwards, and `end` raises.
    """

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Problem):
            return False
        self._found += error.all
        return True

    def end(self) -> None:
        """Raise the first `Problem` with the others beside it, if there was one."""
        refuse_all(self._found)


def refuse_all(found: Iterable[Problem]) -> None:
    """Raise the first of what was found, with the others beside it, if there is one."""
    problems = tuple(found)
    if problems:
        problems[0].others = problems[1:]
        raise problems[0]


def file_problem(error: OSError) -> Problem:
    """Return what the file system could not do: DISK_FULL … FOLDER_UNUSABLE, or BUSY."""
    return Problem(_OF_FILES.get(error.errno or 0, Refusal.FOLDER_UNUSABLE))
