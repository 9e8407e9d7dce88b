"""`macle admin rotate-keys`: another server key takes the place of the one in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from i18n import Language, _, plural
from tui.commands.admin.progress import telling_progress
from tui.commands.admin.task import NothingToDo, task
from tui.commands.command import Call
from tui.commands.explained import NOTHING_TO_DO
from tui.commands.usage import Parser, WrongUsage
from tui.store_door import StoreDoor

if TYPE_CHECKING:  # the database, which is slow to load and not needed for the help
    from store.accounts.store import Store


def _add_arguments(parser: Parser, language: Language) -> None:
    say = language.say
    steps = parser.add_argument_group(say(_("Steps, in this order")))
    steps.add_argument(
        "--add", action="store_true", help=say(_("write another key to the key file; nothing uses it yet"))
    )
    steps.add_argument(
        "--use",
        action="store_true",
        help=say(_("seal everything under the newest key; it can be stopped, and typed again to go on")),
    )
    steps.add_argument(
        "--retire",
        action="store_true",
        help=say(_("remove earlier keys from the key file; backups from before need a copy of it from then")),
    )


def _rotate(call: Call, door: StoreDoor) -> str:
    steps = {"add": _add, "use": _use, "retire": _retire}
    chosen = [step for name, step in steps.items() if getattr(call.options, name)]
    if len(chosen) > 1:
        raise WrongUsage(_("Of --add, --use and --retire, type one at a time."))
    step = chosen[0] if chosen else _tell
    return step(call, door.open())


def _tell(call: Call, store: Store) -> str:
    keys = store.key_rotation.state()
    told = [_("Key {version} of {path} is in use.", version=keys.in_use, path=str(keys.path))]
    if keys.newest > keys.in_use:
        told.append(
            _(
                "Key {version} was added. Once every host has it, “--use” brings it in use.",
                version=keys.newest,
            )
        )
    if keys.oldest < keys.in_use:
        told.append(_("Earlier keys are still there. “--retire” removes them."))
    return "\n".join(map(call.language.say, told))


def _add(call: Call, store: Store) -> str:
    version, path = store.key_rotation.add(), store.key_rotation.state().path
    added = _("Key {version} is in {path}, and nothing uses it yet.", version=version, path=str(path))
    next_step = _(
        "Copy that file to every host that has these accounts, and to where you keep it apart from the"
        " backups. Then type “macle admin rotate-keys --use”."
    )
    return f"{call.language.say(added)}\n{call.language.say(next_step)}"


def _use(call: Call, store: Store) -> str:
    before = store.key_rotation.state()
    sealed: dict[object, int] = {}
    damaged: dict[object, int] = {}
    with telling_progress(call.language) as tell:
        for portion in store.key_rotation.use():
            sealed[portion.column] = portion.sealed
            damaged[portion.column] = portion.damaged
            tell(plural("{count} value sealed so far", "{count} values sealed so far", sum(sealed.values())))
    number, broken = sum(sealed.values()), sum(damaged.values())
    if before.newest == before.in_use and not number:
        raise NothingToDo(
            _(
                "Key {version} is in use already, and everything is sealed under it. Another key is added by"
                " “--add”.",
                version=before.in_use,
            )
        )
    told = [
        plural(
            "Key {version} is in use. {count} value was sealed under it.",
            "Key {version} is in use. {count} values were sealed under it.",
            number,
            version=before.newest,
        ),
        _(
            "Backups from before need the earlier keys. These stay in the key file until you type"
            " “macle admin rotate-keys --retire”."
        ),
    ]
    if broken:
        told.append(
            plural(
                "{count} value is damaged, and no key opens it. It was left as it is.",
                "{count} values are damaged, and no key opens them. They were left as they are.",
                broken,
            )
        )
    return "\n".join(map(call.language.say, told))


def _retire(call: Call, store: Store) -> str:
    before = store.key_rotation.state()
    if before.oldest == before.in_use:
        raise NothingToDo(
            _(
                "There is no key before {version}, which is in use. Nothing was changed.",
                version=before.in_use,
            )
        )
    with telling_progress(call.language):
        store.key_rotation.retire()
    keys = store.key_rotation.state()
    return call.language.say(
        _(
            "The keys before {version} are no longer in {path}. Backups from before key {version} open only"
            " with a copy of the key file from then: keep one apart for as long as any of them. On other"
            " hosts, copy the key file again.",
            version=keys.in_use,
            path=str(keys.path),
        )
    )


ROTATE_KEYS = task(
    "rotate-keys",
    _("replace the server key, while people go on working; without a step, tell which is in use"),
    _rotate,
    _add_arguments,
    usage="%(prog)s [--add | --use | --retire]",
    example=(
        "macle admin rotate-keys --add",
        "macle admin rotate-keys --use",
        "macle admin rotate-keys --retire",
    ),
    statuses=(NOTHING_TO_DO,),
)
