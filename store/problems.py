"""Every way the store can refuse: a code and its facts, never a sentence."""

from __future__ import annotations

import errno
from datetime import datetime
from enum import Enum
from typing import Any


class Refusal(Enum):
    """Why a use case refused. `tui.wording` turns each into a sentence."""

    # What was typed
    MISSING = "missing"
    TOO_LONG = "too-long"
    USERNAME_FORM = "username-form"
    USERNAME_TAKEN = "username-taken"
    EMAIL_FORM = "email-form"
    EMAIL_TAKEN = "email-taken"
    PASSWORD_CHARACTERS = "password-characters"
    PASSWORD_BREAKS_RULES = "password-breaks-rules"
    PASSWORDS_DIFFER = "passwords-differ"
    PASSWORD_SAME = "password-same"
    SIGN_UP_OVER = "sign-up-over"
    DOCUMENT_NUMBER = "document-number"
    DATE_FORM = "date-form"
    TEXT_CHARACTERS = "text-characters"
    PHONE_FORM = "phone-form"
    PHONE_TAKEN = "phone-taken"
    PHONES_FULL = "phones-full"
    PHONE_OTHER = "phone-other"
    APP_NAME_MIXED = "app-name-mixed"
    APP_NAME_TAKEN = "app-name-taken"
    APPS_FULL = "apps-full"
    ANSWER_SHORT = "answer-short"
    ANSWERS_ALIKE = "answers-alike"
    QUESTIONS_ALIKE = "questions-alike"
    EMAIL_SAME = "email-same"
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
    WRONG_ANSWER = "wrong-answer"
    ANSWER_LOCKED = "answer-locked"
    ANSWER_NEEDED = "answer-needed"
    NOTICE_CHARACTER = "notice-character"
    NOTICE_LENGTH = "notice-length"
    NOTICE_UNKNOWN = "notice-unknown"
    NOTICE_EXPIRED = "notice-expired"
    NOTICE_USED = "notice-used"
    TOKEN_CHARACTER = "token-character"
    TOKEN_LENGTH = "token-length"
    TOKEN_UNKNOWN = "token-unknown"
    TOKEN_EXPIRED = "token-expired"
    TOKEN_USED = "token-used"
    # Sessions
    SESSION_ENDED = "session-ended"
    PASSWORD_CHANGE_DUE = "password-change-due"
    SECOND_STEP_DUE = "second-step-due"
    NOTHING_DUE = "nothing-due"
    PASSWORD_NEEDED = "password-needed"
    # The second step
    METHOD_GONE = "method-gone"
    METHOD_NEEDED = "method-needed"
    ONLY_METHOD = "only-method"
    # Profiles and roles
    PROFILE_CHANGED = "profile-changed"
    NOT_ALLOWED = "not-allowed"
    REQUEST_UNKNOWN = "request-unknown"
    REQUEST_AMBIGUOUS = "request-ambiguous"
    SECOND_STEP_NEEDED = "second-step-needed"
    ROLE_SUSPENDED = "role-suspended"
    ROLE_NOT_SUSPENDED = "role-not-suspended"
    OPERATOR_UNKNOWN = "operator-unknown"
    SUPERVISOR_NEEDED = "supervisor-needed"
    # Paper and files
    NOT_TICKED = "not-ticked"
    NOT_RETYPED = "not-retyped"
    FILE_EXISTS = "file-exists"
    FILE_UNWRITABLE = "file-unwritable"
    NO_PRINTER = "no-printer"
    PRINT_FAILED = "print-failed"
    # The store itself
    DISK_FULL = "disk-full"
    READ_ONLY = "read-only"
    CORRUPT = "corrupt"
    DATABASE_MISSING = "database-missing"
    OLDER_COPY = "older-copy"
    BUSY = "busy"
    NEWER_SCHEMA = "newer-schema"
    KEY_MISSING = "key-missing"
    KEY_FOREIGN = "key-foreign"
    SETTINGS_FORM = "settings-form"
    FOLDER_UNUSABLE = "folder-unusable"
    FOLDER_OPEN = "folder-open"
    FILE_FOREIGN = "file-foreign"
    FILE_LINK = "file-link"


class Problem(Exception):
    """A refusal, with what a person needs to know to go on.

    `field` names the argument of the use case at fault, and so the field of the page; `facts` are plain
    values (numbers, times, codes of rules). No secret is ever among them.
    """

    def __init__(self, refusal: Refusal, field: str | None = None, **facts: Any) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.field = field
        self.facts = facts

    @property
    def until(self) -> datetime:
        """When a wait ends (LOCKED, CODE_TOO_SOON)."""
        moment: datetime = self.facts["until"]
        return moment


def file_problem(error: OSError) -> Problem:
    """Return what the file system could not do as DISK_FULL, READ_ONLY or FOLDER_UNUSABLE."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return Problem(Refusal.DISK_FULL)
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return Problem(Refusal.READ_ONLY)
    return Problem(Refusal.FOLDER_UNUSABLE)
