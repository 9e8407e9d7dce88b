"""Each refusal and rule in words: what happened, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from i18n import Clock, Message, _, plural
from store import Problem, Refusal
from store.rules.password_rules import Rule
from store.rules.passwords import POLICIES

_MIDNIGHT, _MINUTE = datetime(1970, 1, 1, tzinfo=UTC), timedelta(minutes=1)


def opening(moment: datetime) -> Clock:
    """Return from what time of day on something is possible: the first minute that begins at or after it."""
    return Clock(moment + (_MIDNIGHT - moment) % _MINUTE)


def sentence(problem: Problem) -> Message:
    """Return what to tell the person who met `problem`."""
    words = _SENTENCES[problem.refusal]
    return words if isinstance(words, Message) else words(problem)


def rule(of: Rule) -> Message:
    """Return what a password rule asks for, as a phrase."""
    return _RULES[of.code](of.facts)


def strength(score: int) -> Message:
    """Return the word for a strength of 0 to 4."""
    return _STRENGTHS[score]


def _wrong_sign_in(problem: Problem) -> Message:
    if problem.facts["until"] is not None:
        return _(
            "These details do not match. Try again from {clock} on, or reset the password meanwhile.",
            clock=opening(problem.until),
        )
    return plural(
        "These details do not match. Check them and try again: {count} try is left.",
        "These details do not match. Check them and try again: {count} tries are left.",
        problem.facts["tries_left"],
    )


def _wrong_password(problem: Problem) -> Message:
    if problem.facts["until"] is not None:
        return _(
            "This is not your current password. Try again from {clock} on, or reset it meanwhile.",
            clock=opening(problem.until),
        )
    return plural(
        "This is not your current password. Try again: {count} try is left.",
        "This is not your current password. Try again: {count} tries are left.",
        problem.facts["tries_left"],
    )


def _locked(problem: Problem) -> Message:
    return _(
        "Too many tries. Try again from {clock} on, or reset the password meanwhile.",
        clock=opening(problem.until),
    )


def _wrong_key(problem: Problem) -> Message:
    if problem.facts["until"] is not None:
        return _(
            "Incorrect personal key. The next can be tried from {clock} on.", clock=opening(problem.until)
        )
    return plural(
        "Incorrect personal key. Check it: {count} try is left.",
        "Incorrect personal key. Check it: {count} tries are left.",
        problem.facts["tries_left"],
    )


def _wrong_code(problem: Problem) -> Message:
    if problem.facts.get("until") is not None:
        return _("This code is not right. Try again from {clock} on.", clock=opening(problem.until))
    if "tries_left" not in problem.facts:
        return _("This is not the code that the app shows. Check the clock of its device; try the next code.")
    return plural(
        "This code is not right. Check that it is the newest: {count} try is left.",
        "This code is not right. Check that it is the newest: {count} tries are left.",
        problem.facts["tries_left"],
    )


def _code_used(problem: Problem) -> Message:
    if problem.facts.get("until") is not None:
        return _("This code was used already. Try another from {clock} on.", clock=opening(problem.until))
    return _("This code was used already. Take the next one.")


def _code_tries_spent(problem: Problem) -> Message:
    if problem.facts.get("until") is not None:
        return _(
            "Too many wrong codes. From {clock} on, sign in again or choose another method.",
            clock=opening(problem.until),
        )
    return _("Too many wrong codes. Go back and start again to get a new one.")


def _code_locked(problem: Problem) -> Message:
    return _("Too many wrong codes. Try again from {clock} on.", clock=opening(problem.until))


def _wrong_answer(problem: Problem) -> Message:
    if problem.facts["until"] is not None:
        return _("This is not the answer. Try again from {clock} on.", clock=opening(problem.until))
    return plural(
        "This is not the answer. Try again: {count} try is left.",
        "This is not the answer. Try again: {count} tries are left.",
        problem.facts["tries_left"],
    )


def _answer_locked(problem: Problem) -> Message:
    return _("Too many wrong answers. Try again from {clock} on.", clock=opening(problem.until))


def _missing(problem: Problem) -> Message:
    if problem.field == "reason":
        return _("Give a reason.")
    return _("Fill in this field.")


def _too_long(problem: Problem) -> Message:
    limit = problem.facts["limit"]
    return plural(
        "This is too long: at most {count} character.",
        "This is too long: at most {count} characters.",
        limit,
    )


def _breaks_rules(problem: Problem) -> Message:
    broken = problem.facts["broken"]
    rules = tuple(rule(of) for of in POLICIES[problem.facts["policy"]].rules if of.code in broken)
    return _("The new password must have: {rules}.", rules=rules)


def _settings_form(problem: Problem) -> Message:
    file, key, allowed = (problem.facts[name] for name in ("file", "key", "allowed"))
    match problem.facts["fault"]:
        case "unreadable":
            return _("The settings file {file} cannot be read. Check who may read it.", file=file)
        case "not-toml":
            # As an editor counts, without the language's own way to write numbers.
            line = str(problem.facts["line"])
            return _(
                "Line {line} of the settings file {file} is not valid TOML. Correct it.", file=file, line=line
            )
        case "unknown-key":
            return _("In {file}, no setting is called “{key}”. Correct or remove it.", file=file, key=key)
        case _:
            return _(
                "In {file}, the setting “{key}” must be one of: {allowed}.",
                file=file,
                key=key,
                allowed=allowed,
            )


_SENTENCES: Mapping[Refusal, Message | Callable[[Problem], Message]] = {
    Refusal.MISSING: _missing,
    Refusal.TOO_LONG: _too_long,
    Refusal.USERNAME_FORM: _(
        "A username has 8 to 16 letters without accents, digits, dots, dashes or underscores,"
        " at most 7 of them digits."
    ),
    Refusal.USERNAME_TAKEN: _("This username is taken. Choose another."),
    Refusal.EMAIL_FORM: _("This is not an email address. It looks like name@example.com."),
    Refusal.PASSWORD_CHARACTERS: _("A password cannot hold control characters. Type it again."),
    Refusal.PASSWORD_BREAKS_RULES: _breaks_rules,
    Refusal.PASSWORDS_DIFFER: _("The two passwords differ. Type both again."),
    Refusal.PASSWORD_SAME: _("This is the password you have now. Choose another."),
    Refusal.EMAIL_TAKEN: _("An account has this email address already. Enter another."),
    Refusal.PHONE_FORM: _(
        "This is not a mobile number. Write it as you dial it, or with + and the country’s code."
    ),
    Refusal.PHONE_TAKEN: _("You have this phone already."),
    Refusal.PHONES_FULL: _("You have five phones, which is the most. Delete one first."),
    Refusal.PHONE_OTHER: _("This is not the number of this phone. Type all of it."),
    Refusal.APP_NAME_MIXED: _(
        "A word of this name mixes letters of several alphabets. Use one for each word."
    ),
    Refusal.APP_NAME_TAKEN: _("You have an app with this name, or one that looks like it. Choose another."),
    Refusal.APPS_FULL: _("You have two apps, which is the most. Delete one first."),
    Refusal.ANSWER_SHORT: _("An answer has at least 3 letters or digits."),
    Refusal.ANSWERS_ALIKE: _("Give each question an answer of its own."),
    Refusal.QUESTIONS_ALIKE: _("Choose three different questions."),
    Refusal.EMAIL_SAME: _("This is the address you have now."),
    Refusal.DOCUMENT_NUMBER: _("No document of this kind has this number. Check each character."),
    Refusal.DATE_FORM: _("This is not a date of birth. Enter day, month and year: 31/05/1990."),
    Refusal.TEXT_CHARACTERS: _("This holds characters that cannot be shown. Type it again."),
    Refusal.KEY_CHARACTER: lambda problem: _(
        "No personal key holds “{character}”. Check that character.", character=problem.facts["character"]
    ),
    Refusal.KEY_LENGTH: lambda problem: plural(
        "A personal key has 16 characters; here is {count}.",
        "A personal key has 16 characters; here are {count}.",
        problem.facts["found"],
    ),
    Refusal.WRONG_KEY: _wrong_key,
    Refusal.KEY_LOCKED: lambda problem: _(
        "Too many wrong keys. The next can be tried from {clock} on.", clock=opening(problem.until)
    ),
    Refusal.PASSWORD_NEEDED: _("Enter your password again to go on."),
    Refusal.PROFILE_CHANGED: _(
        "This was done already, or is no longer possible. Go back to see where it stands."
    ),
    Refusal.NOT_ALLOWED: _("Your account is not allowed to do this."),
    Refusal.SECOND_STEP_NEEDED: _(
        "An operator needs a second step: set one up in the sign-in settings, then sign in again."
    ),
    Refusal.ROLE_SUSPENDED: _(
        "Your rights are suspended since your password was reset. Ask the administrator to give them back."
    ),
    Refusal.ROLE_NOT_SUSPENDED: _("This operator has their rights: there is nothing to give back."),
    Refusal.OPERATOR_UNKNOWN: _("No operator has this name. “macle admin operators” lists them all."),
    Refusal.SUPERVISOR_NEEDED: _("Nobody unblocks their own account. Ask another supervisor."),
    Refusal.REQUEST_UNKNOWN: lambda problem: _(
        "No request that waits has the number {id}. Look at the list.", id=problem.facts["id"]
    ),
    Refusal.REQUEST_AMBIGUOUS: lambda problem: _(
        "Several requests begin with {id}. Type more of the number.", id=problem.facts["id"]
    ),
    Refusal.NOT_TICKED: _("You can go on once this is so."),
    Refusal.NOT_RETYPED: _("These are not the characters of that group. Look at what you saved."),
    Refusal.FILE_EXISTS: _("There is a file of this name already. Choose another name."),
    Refusal.FILE_UNWRITABLE: _("The file cannot be written there. Choose another place."),
    Refusal.NO_PRINTER: _("This machine has no printer."),
    Refusal.PRINT_FAILED: _("The printer did not take it."),
    Refusal.SIGN_UP_OVER: _("An account was opened with these details in the meantime. Sign in."),
    Refusal.WRONG_SIGN_IN: _wrong_sign_in,
    Refusal.WRONG_PASSWORD: _wrong_password,
    Refusal.LOCKED: _locked,
    Refusal.WRONG_CODE: _wrong_code,
    Refusal.CODE_FORM: _("A code has 6 digits. Type all of them."),
    Refusal.RECOVERY_CODE_FORM: _("A recovery code has 10 letters and digits. Type all of them."),
    Refusal.CODE_EXPIRED: _("This code has expired. Choose “Resend code”, or go back and start again."),
    Refusal.CODE_TRIES_SPENT: _code_tries_spent,
    Refusal.CODE_TOO_SOON: lambda problem: _(
        "Another code can be sent at {clock}.", clock=opening(problem.until)
    ),
    Refusal.TOKEN_UNKNOWN: _(
        "This is not a token we sent. Copy all that follows the last slash in the message."
    ),
    Refusal.TOKEN_EXPIRED: _(
        "This token has expired, or a newer one was sent. Use the newest message or ask for another."
    ),
    Refusal.TOKEN_USED: _("This token was used already. To reset the password again, ask for another."),
    Refusal.CODE_USED: _code_used,
    Refusal.CODE_LOCKED: _code_locked,
    Refusal.CODES_TOO_MANY: _("Too many codes were sent to this phone. Try again in a few minutes."),
    Refusal.PHONES_TRIED_TOO_OFTEN: _(
        "Your account has asked for too many codes to add phones. Try again in a few minutes."
    ),
    Refusal.WRONG_ANSWER: _wrong_answer,
    Refusal.ANSWER_LOCKED: _answer_locked,
    Refusal.ANSWER_NEEDED: _("Answer your recovery question first."),
    Refusal.NOTICE_UNKNOWN: _("No message from Macle has this code. Check each of its characters."),
    Refusal.NOTICE_EXPIRED: _(
        "This code has expired: it worked for 10 days. Reset the password, or ask the help desk."
    ),
    Refusal.NOTICE_USED: _(
        "This code was used already, or an earlier one has undone the change. Reset the password now."
    ),
    Refusal.SECOND_STEP_DUE: _("Enter your security code first."),
    Refusal.NOTHING_DUE: _("This has been done already. Go on."),
    Refusal.METHOD_GONE: _("This method was removed meanwhile. Choose another."),
    Refusal.METHOD_NEEDED: _("Add an authenticator app or a phone first."),
    Refusal.ONLY_METHOD: _("You cannot remove your only authentication method."),
    Refusal.SESSION_ENDED: _("Your session has ended. Sign in again."),
    Refusal.PASSWORD_CHANGE_DUE: _("Set a new password first."),
    Refusal.DISK_FULL: _("The disk is full, so nothing was saved. Tell the administrator, then try again."),
    Refusal.READ_ONLY: _(
        "The data folder cannot be written to, so nothing was saved. Tell the administrator."
    ),
    Refusal.CORRUPT: _(
        "The file of accounts is damaged, or not one of Macle’s. Nothing was changed. Tell the administrator."
    ),
    Refusal.DATABASE_MISSING: lambda problem: _(
        "The accounts are gone: {path} is missing, yet {trace} is there. Put it back, or a copy of it."
        " Only for a store that is to begin anew, move {trace} away.",
        **problem.facts,
    ),
    Refusal.OLDER_COPY: lambda problem: _(
        "{path} is an older copy of the accounts: passwords and codes that were replaced since then"
        " would work again. Put the newest back, or type “macle admin accept-older --reason TEXT”.",
        **problem.facts,
    ),
    Refusal.FOLDER_OPEN: lambda problem: _(
        "Other users can replace what is in {path}. Close it to them with “chmod go-w {path}”.",
        **problem.facts,
    ),
    Refusal.FILE_FOREIGN: lambda problem: _(
        "{path} belongs to another user, so Macle does not use it. Take it over, or choose another place.",
        **problem.facts,
    ),
    Refusal.FILE_LINK: lambda problem: _(
        "{path} is a link to another place, and Macle follows none here. Put the real one there.",
        **problem.facts,
    ),
    Refusal.BUSY: _("Macle is busy. Try again in a moment."),
    Refusal.NEWER_SCHEMA: _(
        "The accounts were written by a newer Macle. Nothing was changed. Install that version or later."
    ),
    Refusal.KEY_MISSING: lambda problem: _(
        "The key file {path} is missing, and without it the accounts cannot be opened. Put it back.",
        path=problem.facts["path"],
    ),
    Refusal.KEY_FOREIGN: _(
        "The key file does not belong to these accounts. Nothing was changed. Put the right one back."
    ),
    Refusal.SETTINGS_FORM: _settings_form,
    Refusal.FOLDER_UNUSABLE: _("The data folder cannot be used. Check that it exists and is yours."),
}

_STRENGTHS = (_("Very weak"), _("Weak"), _("Average"), _("Good"), _("Great"))

_RULES: Mapping[str, Callable[[Mapping[str, int]], Message]] = {
    "min-length": lambda facts: plural(
        "at least {count} character", "at least {count} characters", facts["characters"]
    ),
    "max-length": lambda facts: plural(
        "at most {count} character", "at most {count} characters", facts["characters"]
    ),
    "upper-and-lower": lambda _facts: _("an upper- and a lower-case letter"),
    "upper": lambda _facts: _("an upper-case letter"),
    "lower": lambda _facts: _("a lower-case letter"),
    "digit": lambda _facts: _("a digit"),
    "special": lambda _facts: _("a special character"),
    "long-or-varied": lambda facts: _(
        "{varied} characters with upper and lower case, a digit and a special one, or {long} of any kind",
        varied=facts["varied_characters"],
        long=facts["long_characters"],
    ),
    "min-strength": lambda facts: _("a strength of “{word}” or better", word=_STRENGTHS[facts["strength"]]),
    "no-username-run": lambda facts: plural(
        "no {count} character of your username in a row",
        "no {count} characters of your username in a row",
        facts["characters"],
    ),
    "not-common": lambda _facts: _("more than a common password"),
    "not-made-of-names": lambda _facts: _("more than your username, email or “Macle”"),
}
