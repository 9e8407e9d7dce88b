"""Operators, supervisors and their requests in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from i18n import Message, _, plural
from store import AccountState, Ending, Problem, Refusal, Role
from tui.wording.form import Sentences, opening

NO_SUPERVISOR = _(
    "There is no supervisor. Make one with “macle admin add-operator --supervisor” or, of someone who has an"
    " account, with “macle admin operators role USERNAME supervisor”."
)
NEEDS_SECOND_STEP = _(
    "First they have to set up a second step: sign in with “macle”, open “Sign-in settings”."
)
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def age(since: datetime, now: datetime) -> Message:
    """Return how long something waits at the desk: full minutes, one at least; full hours; or full days."""
    span = max(now - since, _MINUTE)
    if span < _HOUR:
        return plural("{count} minute", "{count} minutes", span // _MINUTE)
    if span < _DAY:
        return plural("{count} hour", "{count} hours", span // _HOUR)
    return plural("{count} day", "{count} days", span // _DAY)


def _table_form(problem: Problem) -> Message:
    facts = problem.facts
    match facts["fault"]:
        case "encoding":
            return _(
                "Line {line} is not in UTF-8. Save the file as “CSV UTF-8”, then import it.",
                line=str(facts["line"]),
            )
        case "too-large":
            return _(
                "The file has more than {megabytes} MB. Split it, and import one part after the other; each"
                " begins with the line that names the columns.",
                megabytes=facts["megabytes"],
            )
        case "quotes":
            return _(
                "From line {line} on, a quotation mark is not closed, or something follows it. Close it, or"
                " double one that is part of a name.",
                line=str(facts["line"]),
            )
        case "cells":
            return plural(
                "The first line names {count} column; here are {found}.",
                "The first line names {count} columns; here are {found}.",
                facts["expected"],
                found=facts["found"],
            )
        case "twice":
            return _("The first line names the column “{column}” twice.", column=facts["column"])
        case "missing":
            return _(
                "The first line names no column “{column}”. It may name: {columns}.",
                column=facts["column"],
                columns=facts["columns"],
            )
        case _unknown:
            return _(
                "The first line names a column “{column}”, which is not known. It may name: {columns}.",
                column=facts["column"],
                columns=facts["columns"],
            )


def _import_refused(problem: Problem) -> Message:
    return plural(
        "Nobody was imported: {count} line has a fault. Mend it, then import the file again.",
        "Nobody was imported: {count} lines have faults. Mend them, then import the file again.",
        problem.facts["lines"],
    )


def _import_stopped(problem: Problem) -> Message:
    return plural(
        "{count} account was opened before this line. Mend it and import the file again: nobody is imported"
        " twice.",
        "{count} accounts were opened before this line. Mend it and import the file again: nobody is imported"
        " twice.",
        problem.facts["opened"],
    )


_REMOVAL_ENDED: Mapping[Ending, Message] = {
    Ending.DONE: _(
        "It is too late to cancel this: it was done. Look for the newer message that tells of it: its code"
        " can undo it."
    ),
    Ending.CANCELLED: _("This was cancelled already: nothing happens."),
    Ending.WITHDRAWN: _("The help desk has withdrawn this: nothing happens."),
    Ending.LAPSED: _("This has come to its end: nothing happens."),
    Ending.NEEDLESS: _("This is not needed any more, and has come to its end: nothing happens."),
}

SENTENCES: Sentences = {
    Refusal.DOCUMENT_TAKEN: _(
        "An account has this document number already. Find it at the help desk for another activation code,"
        " or type “macle admin activation-code”."
    ),
    Refusal.NOBODY_REGISTERED: _("Nobody was registered. Correct what is told above, then begin again."),
    Refusal.DOCUMENT_UNKNOWN: _(
        "Nobody was registered with this document number. Check it, or register them: macle admin register."
    ),
    Refusal.DOCUMENT_OTHER: _(
        "This account was registered with another number. Check it: a renewed document has the same one."
    ),
    Refusal.NO_CODE_HANDED_OVER: _(
        "No activation code was made. Correct what is told above, then begin again."
    ),
    Refusal.DESK_PHONE_FORM: _(
        "This is not a mobile number of Spain. Check it, or begin with + and the country’s code."
    ),
    Refusal.NOT_ALLOWED: _("Your account is not allowed to do this."),
    Refusal.SECOND_STEP_NEEDED: _(
        "An operator needs a second step: set one up in the sign-in settings, then sign in again."
    ),
    # A reset, which is spoken of elsewhere, would suspend the role.
    Refusal.DESK_LOCKED: lambda problem: _(
        "The password was wrong too often. Try again from {clock} on, or ask a supervisor to unblock your"
        " account.",
        clock=opening(problem.until),
    ),
    Refusal.ROLE_SUSPENDED: _(
        "Your rights are suspended since your password was reset, or the accounts were restored. Ask the"
        " administrator to give them back."
    ),
    Refusal.ROLE_NOT_SUSPENDED: lambda problem: (
        _("The rights of this account are not suspended, so nothing was given back.")
        if problem.facts["has_second_step"]
        else _(
            "The rights of this account are not suspended: with no second step, it has none yet. Have one"
            " set up in the sign-in settings."
        )
    ),
    Refusal.ACCOUNT_UNKNOWN: _("No account has this name. Check how it is written."),
    Refusal.ROLE_SAME: _("This account has that role already. Nothing was changed."),
    Refusal.ACCOUNTS_EXIST: _(
        "There are accounts here already, so no supervisor was made. “macle admin add-operator"
        " --supervisor” makes one, and “macle admin operators role USERNAME supervisor” gives the role to"
        " someone who has an account."
    ),
    Refusal.OPERATOR_UNKNOWN: _("No operator has this name. Check how it is written."),
    Refusal.SUPERVISOR_NEEDED: _("Nobody unblocks their own account. Ask another supervisor."),
    Refusal.NOT_BLOCKED: _("Nothing of this account is blocked or waits, so nothing was changed."),
    Refusal.UNBLOCKED_TOO_OFTEN: lambda problem: _(
        "This account was unblocked several times already; it can be again on {moment}. Someone may be"
        " guessing: ask the person what happened.",
        moment=problem.until,
    ),
    Refusal.SLIPS_TOO_MANY: lambda problem: _(
        "Several activation codes of this account were handed out already. The next can be on {moment}. Ask"
        " the person what happened.",
        moment=problem.until,
    ),
    Refusal.PHONE_BEING_REPLACED: _(
        "Another phone is about to take the place of the registered one. The code that this person has can"
        " stop that: hand out another one once it is done, or withdraw it first, under “Removals”."
    ),
    Refusal.NO_SESSIONS: _("Nobody is signed in to this account, so nothing was changed."),
    Refusal.ACTIVATION_CODE_NEEDED: _(
        "This person was registered in person, so an email sets no password. Hand over an activation code"
        " instead."
    ),
    Refusal.NOT_IN_PERSON: _(
        "This person was not registered in person, so no activation code sets their password. Start a reset"
        " instead."
    ),
    Refusal.NO_EMAIL: _("This account has no email address, so no reset can be sent."),
    Refusal.RESETS_TOO_MANY: lambda problem: _(
        "Several resets were sent to this account already. The next can be sent on {moment}.",
        moment=problem.until,
    ),
    Refusal.DOCUMENTS_TOO_MANY: lambda problem: _(
        "You looked for many document numbers that nobody has. You can look for the next on {moment}.",
        moment=problem.until,
    ),
    Refusal.OWN_RESETS_TOO_MANY: lambda problem: _(
        "You started many resets within an hour. You can start the next on {moment}.",
        moment=problem.until,
    ),
    Refusal.LANGUAGE_UNKNOWN: lambda problem: _(
        "Macle does not speak this language. Write one of: {codes}.", codes=", ".join(problem.facts["codes"])
    ),
    Refusal.REPEATED: lambda problem: _("Line {line} has the same already.", line=str(problem.facts["line"])),
    Refusal.TABLE_FORM: _table_form,
    Refusal.IMPORT_REFUSED: _import_refused,
    Refusal.IMPORT_STOPPED: _import_stopped,
    Refusal.REMOVAL_ASKED: _(
        "This was asked for already: “See the removals” on the person’s page leads to it."
    ),
    Refusal.REMOVALS_TOO_MANY: lambda problem: _(
        "You asked for many removals within an hour. You can ask for the next on {moment}.",
        moment=problem.until,
    ),
    Refusal.REGISTERED_TOO_MANY: lambda problem: _(
        "You registered many people within an hour. You can register the next on {moment}.",
        moment=problem.until,
    ),
    Refusal.REMOVAL_GONE: _("This removal waits no more: it was decided, cancelled, or ended by itself."),
    Refusal.REMOVAL_ENDED: lambda problem: _REMOVAL_ENDED[Ending(problem.facts["ending"])],
    Refusal.OTHER_OPERATOR_NEEDED: _(
        "You registered this person, or handed them an activation code in the last 30 days: another operator"
        " decides on this request."
    ),
    Refusal.SECOND_OPERATOR_NEEDED: _("You asked for this yourself. Another operator has to approve it."),
    Refusal.NOTHING_TO_REMOVE: _("The account does not have this any more, so nothing was asked for."),
    Refusal.REGISTERED_PHONE_SAME: _("This phone is registered already. Type another number."),
    Refusal.REQUEST_UNKNOWN: lambda problem: _(
        "No request that waits has the number {id}. Look at the list.", id=problem.facts["id"]
    ),
    Refusal.REQUEST_AMBIGUOUS: lambda problem: _(
        "Several requests begin with {id}. Type more of the number.", id=problem.facts["id"]
    ),
}

ROLES: Mapping[Role, Message] = {
    Role.PERSON: _("person"),
    Role.OPERATOR: _("operator"),
    Role.SUPERVISOR: _("supervisor"),
}
STATES: Mapping[AccountState, Message] = {
    AccountState.BLOCKED: _("blocked"),
    AccountState.WAITING: _("waits (wrong tries)"),
    AccountState.RESET_DUE: _("reset due"),
    AccountState.PASSWORD_EXPIRED: _("password expired"),
    AccountState.NOT_ACTIVATED: _("not activated"),
}
"""What is to be known of an account first, where something is."""
