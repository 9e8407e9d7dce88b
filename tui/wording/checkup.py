"""What an examination of a store found, in words: how it is and, where that is not well, what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from i18n import Message, _, plural
from store.checkup.finding import Finding, Grade, Part, Sign
from store.problems import Problem, Refusal
from store.rules.limits import ENDED_KEPT
from tui.wording import sentence, undelivered
from tui.wording.desk import NO_SUPERVISOR
from tui.wording.upkeep import home_of_other_user, no_store

PARTS: Mapping[Part, Message] = {
    Part.SETTINGS: _("Settings"),
    Part.SERVICES: _("Services"),
    Part.FOLDER: _("Data folder"),
    Part.PERMISSIONS: _("Permissions"),
    Part.FILE_SYSTEM: _("File system"),
    Part.DISK_SPACE: _("Room"),
    Part.DATABASE: _("Database"),
    Part.KEYS: _("Keys"),
    Part.SCHEMA: _("Schema"),
    Part.OLDER_COPY: _("Newest copy"),
    Part.CLOCK: _("Clock"),
    Part.OUTBOX: _("Outbox"),
    Part.GIVEN_UP: _("Given up"),
    Part.DELIVERY: _("Delivery"),
    Part.OPERATORS: _("Operators"),
    Part.REMOVALS: _("Removals"),
    Part.HASHING: _("Hashing"),
    Part.LANGUAGES: _("Languages"),
}

GRADES: Mapping[Grade, Message] = {
    Grade.OK: _("OK"),
    Grade.SKIPPED: _("–"),
    Grade.WARNING: _("Warning"),
    Grade.FAULT: _("FAULT"),
}

_Facts = Mapping[str, Any]

_REFUSED: Mapping[Refusal, Message] = {
    Refusal.CORRUPT: _(
        "It is damaged, or not one of Macle’s. Stop Macle, keep a copy of the data folder, and put the newest"
        " backup back with “macle admin restore”."
    ),
    Refusal.NO_PERMISSION: _(
        "Not everything in the data folder can be read. All of it must belong to the user who runs Macle, and"
        " this must be run as that user."
    ),
    Refusal.READ_ONLY: _(
        "It is read-only, so nothing can be saved. Systems also do this when a disk begins to fail: look at"
        " what the system has in its log, then have it mounted for writing."
    ),
    Refusal.BUSY: _(
        "It could not be looked at in time: other processes hold it, or this host is slow now. Run this again"
        " in a moment."
    ),
}
"""What an administrator is told in other words than a person at a page."""

_SENTENCES: Mapping[Sign, Message | Callable[[_Facts], Message]] = {
    Sign.SETTINGS_READ: lambda facts: _("{path} can be read.", **facts),
    Sign.SETTINGS_DEFAULT: lambda facts: _("There is no {path}: every setting has its default.", **facts),
    Sign.SERVICES_LISTED: lambda facts: plural(
        "{path} lists one service.", "{path} lists {count} services.", facts["services"], path=facts["path"]
    ),
    Sign.NO_SERVICES: lambda facts: _("There is no {path}: no service is listed.", **facts),
    Sign.FOLDER_FOUND: lambda facts: _("{path} is there, and belongs to you.", **facts),
    Sign.CLOSED: _("Nobody else can read or change what is in it."),
    Sign.LOCAL: lambda facts: _("{kind}, on this machine.", **facts),
    Sign.ROOM: lambda facts: _("{free_mib} MiB are free.", **facts),
    Sign.SOUND: lambda facts: _("It is sound ({told}).", **facts),
    Sign.SOUND_SO_FAR: lambda facts: _(
        "What could be looked at in a quarter of a minute is sound ({told}).", **facts
    ),
    Sign.KEYS_FIT: lambda facts: plural(
        "The key file belongs to these accounts; it has one key, number {in_use}.",
        "The key file belongs to these accounts; it has {count} keys, of which number {in_use} is in use.",
        facts["versions"],
        in_use=str(facts["in_use"]),
    ),
    Sign.UP_TO_DATE: lambda facts: _("{found}, the newest.", **facts),
    Sign.NEWEST: _("This host has noted no newer state of the accounts."),
    Sign.CLOCK_EVEN: _("It runs evenly."),
    Sign.OUTBOX_EMPTY: _("No message waits."),
    Sign.OUTBOX_WAITS: lambda facts: plural(
        "One message waits, for less than an hour.",
        "{count} messages wait, for less than an hour.",
        facts["waiting"],
    ),
    Sign.NONE_GIVEN_UP: _("No message was given up."),
    Sign.EMAILS_LEAVE: _(
        "Emails leave by the mail server; each SMS stays a file, as no gateway is set below [sms]."
    ),
    Sign.MESSAGES_LEAVE: _("Emails leave by the mail server, and SMS by the gateway."),
    Sign.OPERATORS_READY: lambda facts: plural(
        "There is one operator or supervisor, with a second step.",
        "There are {count} operators and supervisors, each with a second step.",
        facts["operators"] + facts["supervisors"],
    ),
    Sign.REMOVALS_DONE: _("Nothing that operators are to remove is late."),
    Sign.HASHING_STRONG: lambda facts: _(
        "A guess at a password costs {memory_kib} KiB and {passes} passes.", **facts
    ),
    Sign.LANGUAGES_COMPLETE: _("Every sentence is there in each language."),
    Sign.NOT_LOOKED_AT: _("Not looked at, because of a fault that another line tells of."),
    Sign.KIND_UNKNOWN: lambda facts: _(
        "This system does not tell on what kind of file system {path} is. See that it is on a local disk.",
        **facts,
    ),
    Sign.SCHEMA_OLDER: lambda facts: _(
        "{found}; the next start of Macle brings it to {newest}. Make a backup first.", **facts
    ),
    Sign.KEY_WRITABLE: lambda facts: _(
        "{path} can be changed by mistake (mode {mode}). Type “chmod 400 {path}”.", **facts
    ),
    Sign.IN_MEMORY: lambda facts: _(
        "{path} is in memory ({kind}), and gone when the machine stops. Choose a folder on a disk.", **facts
    ),
    Sign.LITTLE_ROOM: lambda facts: _(
        "{free_mib} MiB are free; an upgrade, or a backup on this disk, may take {wanted_mib}. Make room.",
        **facts,
    ),
    Sign.NOTHING_NOTED: lambda facts: _(
        "Nothing can be noted in {path}, so that an older copy of the accounts in their place would go"
        " unnoticed. Make that folder yours, or set MACLE_STATE.",
        **facts,
    ),
    Sign.CLOCK_JUMPED: lambda facts: _(
        "The clock jumped by {by} ({at}). Once it has run evenly for an hour it is trusted again; until then"
        " nothing that has ended is deleted. See that the clock is set by the network (NTP).",
        **facts,
    ),
    Sign.OUTBOX_FAILS: lambda facts: _with_error(
        plural(
            "One message waits, and will be tried again by itself.",
            "{count} messages wait, and will be tried again by themselves.",
            facts["waiting"],
        ),
        facts,
    ),
    Sign.OUTBOX_LATE: lambda facts: _with_error(
        plural(
            "One message waits for more than an hour. See that “macle admin deliver --watch” runs.",
            "{count} messages wait, the oldest for more than an hour. See that “macle admin deliver --watch”"
            " runs.",
            facts["waiting"],
        ),
        facts,
    ),
    Sign.NO_RECIPIENT: lambda facts: plural(
        "One message is not tried any more, as nobody is there to take it ({answer}). It is deleted after"
        " {days} days. There is nothing to do, unless the mail server means something else.",
        "{count} messages are not tried any more, as nobody is there to take them (the newest: {answer})."
        " They are deleted after {days} days. There is nothing to do, unless the mail server means something"
        " else.",
        facts["for_recipient"],
        answer=facts["last_error"].partition(": ")[2],
        days=ENDED_KEPT.days,
    ),
    Sign.FILES_ONLY: _(
        "No mail server is set: each message stays a file in the data folder, and reaches nobody. Set [mail]"
        " in the settings."
    ),
    Sign.ANYONES_PORT: lambda facts: _(
        "Emails go to port {port} of this machine without encryption; while the mail server does not run, any"
        " user may listen there and read them. Choose a port below 1024, or let “security” below [mail] be"
        " “starttls” or “tls”.",
        port=str(facts["port"]),
    ),
    Sign.NO_SUPERVISOR: NO_SUPERVISOR,
    Sign.NO_SECOND_STEP: lambda facts: plural(
        "One operator or supervisor has no second step, so no rights, and the password alone is enough to set"
        " one up. “macle admin operators” says who: have them do it now.",
        "{count} operators or supervisors have no second step, so no rights, and the password alone is enough"
        " to set one up. “macle admin operators” says who: have them do it now.",
        facts["without_second_step"],
    ),
    Sign.ROLES_SUSPENDED: lambda facts: plural(
        "One role is suspended since a reset of the password, or a restore. Once you know whose reset it was,"
        " type “macle admin operators give-back”.",
        "{count} roles are suspended since a reset of the password, or a restore. Once you know whose reset"
        " it was, type “macle admin operators give-back”.",
        facts["suspended"],
    ),
    Sign.REMOVALS_OVERDUE: lambda facts: plural(
        "One removal that operators approved is late by more than an hour. Type “macle admin deliver”; if"
        " this stays, something that it needs is damaged, and its person waits.",
        "{count} removals that operators approved are late by more than an hour. Type “macle admin deliver”;"
        " if this stays, something that they need is damaged, and their people wait.",
        facts["removals"],
    ),
    Sign.NO_STORE: lambda facts: no_store(**facts),
    Sign.OTHER_USER: lambda facts: home_of_other_user(**facts),
    Sign.OTHER_OWNER: lambda facts: _(
        "{path} does not belong to {user}, as the data folder does. As root, type “chown {user} {path}”.",
        **facts,
    ),
    Sign.OPEN_TO_OTHERS: lambda facts: _(
        "Others may use {path} (mode {mode}). Type “chmod {closed} {path}”, and think of who may have read"
        " it.",
        **facts,
    ),
    Sign.NETWORK: lambda facts: _(
        "{path} is on a file system of the network ({kind}), where locks do not hold and accounts can be"
        " lost. Move the folder to a local disk.",
        **facts,
    ),
    Sign.NO_MODES: lambda facts: _(
        "{path} is on a file system without permissions ({kind}). Move the folder to one that has them.",
        **facts,
    ),
    Sign.NO_ROOM: lambda facts: _(
        "Only {free_mib} MiB are free. Make room at once, or nothing can be saved soon.", **facts
    ),
    Sign.UNSOUND: lambda facts: _(
        "It is damaged: {faults} Stop Macle, keep a copy of the data folder, and put the newest backup back"
        " with “macle admin restore”.",
        faults=" · ".join(facts["faults"]),
    ),
    Sign.CLOCK_BACK: lambda facts: _(
        "It is {now} by the clock, and the accounts were used until {seen}. Set the clock right.", **facts
    ),
    Sign.FILES_AHEAD: lambda facts: _(
        "It is {now} by the clock, and files of the database were written later. Set the clock right.",
        **facts,
    ),
    Sign.MESSAGES_GIVEN_UP: lambda facts: _with_error(
        plural(
            "One message is not tried any more. Put right what is in the way, then type “macle admin deliver"
            " --again”.",
            "{count} messages are not tried any more. Put right what is in the way, then type “macle admin"
            " deliver --again”.",
            facts["others"],
        ),
        facts,
    ),
    Sign.HASHING_LIGHT: lambda facts: _(
        "A guess at a password costs {memory_kib} KiB and {passes} passes, which is for trials alone. Remove"
        " “for_trials” and the table [hashing] from the settings.",
        **facts,
    ),
    Sign.LANGUAGE_MISSING: lambda facts: _(
        "The words of the language “{language}” are missing. Install Macle again.", **facts
    ),
    Sign.LANGUAGE_INCOMPLETE: lambda facts: plural(
        "One sentence is missing in the language “{language}”. Install Macle again.",
        "{count} sentences are missing in the language “{language}”. Install Macle again.",
        facts["missing"],
        language=facts["language"],
    ),
}


def of_finding(finding: Finding) -> Message:
    """Return what to tell the administrator of what was found."""
    sign = finding.sign
    if isinstance(sign, Refusal):
        return _REFUSED.get(sign) or sentence(Problem(sign, **finding.facts))
    words = _SENTENCES[sign]
    return words if isinstance(words, Message) else words(finding.facts)


def _with_error(told: Message, facts: _Facts) -> Message:
    if facts["last_error"] is None:
        return told
    return _("{told} What went wrong last: {error}", told=told, error=undelivered(facts["last_error"]))
