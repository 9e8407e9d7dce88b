"""The store itself in words: its folder, its files, its server key, its settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from i18n import Message, _
from store import Problem, Refusal
from tui.wording.delivery import LOGIN, SENDER, SERVER
from tui.wording.form import Sentences

if TYPE_CHECKING:  # the database, which is slow to load
    from store.accounts.upkeep.key_rotation import KeyState

_TEXTS = {"services.toml": 'name.en = "Library"'}
"""An example of a text, by the name of the file; all others hold settings."""
_MUST_BE = {"not-a-server": SERVER, "not-a-sender": SENDER, "not-a-login": LOGIN}
"""What a setting must be, by its fault."""


def older_copies_unseen(state: Path) -> Message:
    """Say what goes unseen where the host can note nothing."""
    return _(
        "Nothing can be noted in {path}: an older copy of the accounts in their place would not be noticed.",
        path=str(state),
    )


def no_store(path: str) -> Message:
    """Say that a folder has no accounts, to whoever may have named the wrong one."""
    return _(
        "There are no accounts in {path} yet. If this is the wrong folder, set MACLE_HOME to the right one;"
        " else begin with “macle admin init”.",
        path=path,
    )


def older_accounts(keys: KeyState) -> Iterator[Message]:
    """Say what is to be done where accounts of before have come back; they go on with their `keys`."""
    yield _("Invitations no longer work either: send them again with “macle admin import --invite-again”.")
    yield _(
        "Operators and supervisors have no rights until “macle admin operators give-back” gives each theirs"
        " back."
    )
    if keys.in_use < keys.newest:
        yield _(
            "Key {in_use} is in use as it was then, though key {newest} is there: “macle admin rotate-keys"
            " --use” brings that one in use.",
            in_use=str(keys.in_use),
            newest=str(keys.newest),
        )


def home_of_other_user(path: str, user: str) -> Message:
    """Say as whom Macle is to be run where the data folder is another user's."""
    return _(
        "The data folder {path} belongs to {user}. Run Macle as that user alone, with the same MACLE_HOME and"
        " MACLE_STATE.",
        path=path,
        user=user,
    )


def _settings_form(problem: Problem) -> Message:
    # Numbers as an editor and the file have them, without the language's own way to write them.
    facts = {name: str(value) for name, value in problem.facts.items() if name != "fault"}
    match problem.facts["fault"]:
        case "unreadable":
            return _("The settings file {file} cannot be read. Check who may read it.", **facts)
        case "not-toml":
            return _(
                "Line {line} of the settings file {file} is not valid TOML. Correct it; a text stands in"
                " straight quotes: {example}.",
                example=_TEXTS.get(Path(facts["file"]).name, 'password_policy = "nist"'),
                **facts,
            )
        case "set-twice":
            return _(
                "Line {line} of the settings file {file} sets what is set above it already. Remove one of the"
                " two.",
                **facts,
            )
        case "no-recipient":
            return _(
                "On line {line} of {file}, the setting “{key}” must hold {allowed} once: there stands the"
                " number that an SMS goes to.",
                **facts,
            )
        case "unknown-key":
            return _(
                "On line {line} of {file}, no setting is called “{key}”. Correct or remove it;"
                " there are: {allowed}.",
                **facts,
            )
        case "of-other-table":
            return _(
                "On line {line} of {file}, no setting is called “{key}”: such a setting belongs below"
                " {allowed}. Write {allowed} on a line above it, or remove the # before it there.",
                **facts,
            )
        case "of-no-table":
            return _(
                "On line {line} of {file}, no setting is called “{key}”: “{allowed}” stands in no table."
                " Move its line up, above the first one in square brackets.",
                **facts,
            )
        case "without-other":
            return _(
                "On line {line} of {file}, the setting “{key}” is of no use without “{allowed}”. Add that"
                " one, or remove this line: whoever signs in to the mail server needs both.",
                **facts,
            )
        case "not-a-number":
            return _(
                "On line {line} of {file}, the setting “{key}” must be a whole number, without quotes:"
                " {allowed}.",
                **facts,
            )
        case "missing-key":
            return _(
                "The table “{key}” on line {line} of {file} lacks: {allowed}. Add what is missing.",
                **facts,
            )
        case "not-like":
            return _(
                "On line {line} of {file}, the setting “{key}” must be a text in straight quotes, such as"
                " {allowed}.",
                **facts,
            )
        case "not-a-line":
            return _(
                "On line {line} of {file}, the setting “{key}” must be one line of text, of {allowed}"
                " characters at most.",
                **facts,
            )
        case "not-a-list":
            return _(
                "On line {line} of {file}, the setting “{key}” must be a list of texts, such as {allowed}.",
                **facts,
            )
        case "not-a-server" | "not-a-sender" | "not-a-login" as fault:
            return _(
                "On line {line} of {file}, the setting “{key}” cannot be used. {must_be}",
                must_be=_MUST_BE[fault],
                **facts,
            )
        case "not-an-id":
            return _(
                "On line {line} of {file}, a service cannot be called “{key}” in brackets: that is made of"
                " small letters, digits and single dashes, {longest} characters at most, such as {allowed}.",
                **facts,
            )
        case "not-a-name":
            return _(
                "On line {line} of {file}, “{key}” must be a name in straight quotes, of {allowed} characters"
                " at most.",
                **facts,
            )
        case "not-an-address":
            return _(
                "On line {line} of {file}, the setting “{key}” cannot be used. The address of a service"
                " begins with https://, or with http:// on this machine alone; it has at most"
                " {longest} characters, no spaces and no “statement” of its own: {allowed}.",
                **facts,
            )
        case "not-a-gateway":
            return _(
                "On line {line} of {file}, the setting “{key}” cannot be used. The address of a gateway"
                " begins with the name that Apprise has for its service, and has no spaces: {allowed}.",
                **facts,
            )
        case "not-a-printer":
            return _(
                "On line {line} of {file}, the setting “{key}” cannot be used. The name of a printer has no"
                " spaces: {allowed}. “lpstat -e” lists those there are.",
                **facts,
            )
        case "not-encrypted":
            return _(
                "On line {line} of {file}, the setting “{key}” may be “none” for a mail server on this"
                " machine alone (localhost or 127.0.0.1). For any other it must be one of: {allowed}.",
                **facts,
            )
        case "anyones-port":
            return _(
                "On line {line} of {file}, the setting “{key}” must be one of {allowed} where a password is"
                " sent without encryption: at any other, every user of this machine may listen. Change it or"
                " “security”, or remove “username” and “password_file”.",
                **facts,
            )
        case "not-private":
            return _(
                "The setting “{key}” on line {line} of {file} may hold a password, and other users can read"
                " the file. Close it to them with “chmod {allowed} {file}”.",
                **facts,
            )
        case "not-a-table":
            return _(
                "On line {line} of {file}, “{key}” must be a table: write {allowed} on a line of its own,"
                " and below it one line for each of its settings.",
                **facts,
            )
        case _:
            return _("On line {line} of {file}, the setting “{key}” must be one of: {allowed}.", **facts)


CORRUPT_TO_ADMINISTRATORS = _(
    "The file of accounts is damaged, or not one of Macle’s. Nothing was changed. Stop Macle, keep a copy of"
    " the data folder, and put the newest backup back with “macle admin restore”."
)
SENTENCES: Sentences = {
    Refusal.DISK_FULL: _("The disk is full, so nothing was saved. Tell the administrator, then try again."),
    Refusal.QUOTA_SPENT: _(
        "Macle has used all the space that it may have on the disk (its quota), so nothing was saved."
        " Tell the administrator, then try again."
    ),
    Refusal.FILE_LIMIT: _(
        "A file has become as large as files may be here, so nothing was saved. Tell the administrator:"
        " “ulimit -f” shows the limit."
    ),
    Refusal.DISK_FAULT: _(
        "The disk reports an error, so nothing was saved. It may be about to fail: tell the administrator"
        " at once."
    ),
    Refusal.DISK_GONE: _(
        "The disk with the accounts cannot be reached, so nothing was saved. Tell the administrator, then try"
        " again."
    ),
    Refusal.READ_ONLY: _(
        "The disk with the accounts is read-only, so nothing was saved. Tell the administrator: systems also"
        " do this when a disk begins to fail."
    ),
    Refusal.NO_PERMISSION: _(
        "Macle may not read or write everything in the data folder, so nothing was saved. Tell the"
        " administrator: all of it must belong to the user who runs Macle."
    ),
    Refusal.FILE_SYSTEM: _(
        "The file system of the data folder does not write, lock or protect files as it must, so nothing was"
        " saved. Tell the administrator: MACLE_HOME must name a folder on a local disk."
    ),
    Refusal.NO_STORE: lambda problem: no_store(**problem.facts),
    Refusal.CORRUPT: _(
        "Something in the file of accounts is damaged, or it is not one of Macle’s. Nothing was changed. Tell"
        " the administrator."
    ),
    Refusal.DATABASE_MISSING: lambda problem: _(
        "The accounts are gone: {path} is missing, yet {trace} is there. Put it back, or a"
        " backup with “macle admin restore”. Only for a store that is to begin anew, move {trace} away.",
        **problem.facts,
    ),
    Refusal.DATABASE_MOVED: _(
        "The file of accounts was moved or replaced while Macle was using it, so nothing was saved."
        " Quit Macle, and start it again."
    ),
    Refusal.OLDER_COPY: lambda problem: _(
        "{path} is an older copy of the accounts: passwords and codes that were replaced since then"
        " would work again. Put the newest back, or type “macle admin accept-older --reason TEXT”.",
        **problem.facts,
    ),
    Refusal.OUTPUT_EXISTS: lambda problem: _(
        "{path} is there already, and Macle overwrites nothing. Choose another name.", **problem.facts
    ),
    Refusal.OUTPUT_NO_ROOM: lambda problem: _(
        "There is no room for {path}, so it was not made, and nothing is left of it. Make room on that disk,"
        " or choose another place.",
        **problem.facts,
    ),
    Refusal.OUTPUT_UNWRITABLE: lambda problem: _(
        "{path} cannot be written. Check that its folder exists, and that you may write there.",
        **problem.facts,
    ),
    Refusal.INPUT_UNREADABLE: lambda problem: _(
        "{path} cannot be read. Check its name, and who may read it.", **problem.facts
    ),
    Refusal.NO_EXPORT: lambda problem: _(
        "{path} is no export of events, or an empty one. Choose what “macle admin audit export” wrote.",
        **problem.facts,
    ),
    Refusal.BACKUP_FOREIGN: lambda problem: _(
        "{path} belongs to another user, or others can change it, so it may not be what Macle wrote. Nothing"
        " was changed. Once you are sure of it, give it to the user who runs Macle (chown), and close it with"
        " “chmod 600 {path}”.",
        **problem.facts,
    ),
    Refusal.BACKUP_DAMAGED: lambda problem: _(
        "{path} is damaged, or no backup of Macle’s. Nothing was changed. Choose another backup.",
        **problem.facts,
    ),
    Refusal.BACKUP_KEY: lambda problem: _(
        "The key file {key} does not belong to the backup {path}. Nothing was changed. Put the key file back"
        " that was in use when the backup was made.",
        **problem.facts,
    ),
    Refusal.STORE_EXISTS: lambda problem: _(
        "There are accounts already: {path}. Nothing was changed. With --replace, the backup takes their"
        " place, and they are kept under another name.",
        **problem.facts,
    ),
    Refusal.STORE_OPEN: _(
        "Macle is running with these accounts. Nothing was changed. End every “macle” first, then try again."
    ),
    Refusal.FOLDER_OPEN: lambda problem: _(
        "Other users can replace what is in {path}. Close it to them with “chmod go-w {path}”.",
        **problem.facts,
    ),
    Refusal.FOLDER_UNUSABLE: _("The data folder cannot be used. Check that it exists and is yours."),
    Refusal.HOME_FOREIGN: lambda problem: home_of_other_user(**problem.facts),
    Refusal.FILE_FOREIGN: lambda problem: _(
        "{path} belongs to another user, so Macle does not use it. Take it over, or choose another place.",
        **problem.facts,
    ),
    Refusal.FILE_LINK: lambda problem: _(
        "{path} is a link to another place, and Macle follows none here. Put the real one there.",
        **problem.facts,
    ),
    Refusal.FILE_OPEN: lambda problem: _(
        "{path} holds a password, and other users can read it. Close it to them with “chmod 600 {path}”.",
        **problem.facts,
    ),
    Refusal.FILE_WRITABLE: lambda problem: _(
        "Other users could change {path}, so Macle does not use it. See that what is in it is right, then"
        " close it to them with “chmod go-w {path}”.",
        **problem.facts,
    ),
    Refusal.BUSY: _("Macle is busy. Try again in a moment."),
    Refusal.NEWER_SCHEMA: _("The accounts were written by a newer Macle. Install that version or later."),
    Refusal.KEY_MISSING: lambda problem: _(
        "The key file {path} is missing, and without it the accounts cannot be opened. Put it back.",
        path=problem.facts["path"],
    ),
    Refusal.KEY_FOREIGN: _("The key file does not belong to these accounts. Put the right one back."),
    Refusal.KEY_DAMAGED: lambda problem: _(
        "The key file {path} is damaged: not every line of it is a whole key. Put a copy of it back.",
        path=problem.facts["path"],
    ),
    Refusal.SETTINGS_FORM: _settings_form,
}
