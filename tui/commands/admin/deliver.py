"""`macle admin deliver`: sending the messages that wait, once or as a service; trying out how they leave."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from i18n import Language, Message, _, plural
from store import Problem
from tui.commands.command import Call, Command
from tui.commands.door import store_door
from tui.commands.explained import DONE, REFUSED
from tui.commands.usage import PLACES, Parser, WrongUsage, answer, complain
from tui.hosts.signals import end_signals
from tui.store_door import StoreDoor
from tui.wording import sentence, undelivered

if TYPE_CHECKING:  # what the store is built on is slow to load
    from store.accounts.store import Store

_LOOKS_EVERY_S = 5.0
_PATIENCE_S = 8.0
"""How long the end of the service waits for the message that is under way; its unit waits for 10 s."""


def _add_arguments(parser: Parser, language: Language) -> None:
    say = language.say
    ways = parser.add_argument_group(say(_("Delivery")))
    ways.add_argument("--again", action="store_true", help=say(_("try also what is not tried any more")))
    ways.add_argument("--watch", action="store_true", help=say(_("go on sending what comes, as a service")))
    ways.add_argument(
        "--test",
        metavar="ADDRESS",
        help=say(_("only send a message at once to this email address or phone number")),
    )


def _run(call: Call) -> int:
    options = call.options
    if options.test is not None and (options.again or options.watch):
        raise WrongUsage(_("After --test comes an address, and no other option."))
    with store_door(call) as door:
        # This process delivers, and tells what came of it; no thread of the store does it besides.
        door.settings = replace(door.settings, works_in_background=False)
        if options.test is not None:
            return _try_out(call, door, options.test)
        if options.again:
            door.open().waiting.try_again()
        return _watch(call, door) if options.watch else _deliver(call, door)


@dataclass(frozen=True)
class _Round:
    """How many messages were delivered, and what is in the way of others."""

    delivered: int
    trouble: Message | None


def _deliver(call: Call, door: StoreDoor) -> int:
    """Send all that waits. The status says whether something failed now."""
    store = door.open()
    store.due_removals.carry_out()
    failures: list[str] = []
    store.waiting.hurry()
    delivered = store.outbox.deliver(failed=failures.append)
    waiting, given_up = store.waiting.state().waiting, store.waiting.given_up().in_all
    say = call.language.say
    answer(say(_delivered(delivered)))
    answer(say(_("Waiting: {waiting}. Given up: {given_up}.", waiting=waiting, given_up=given_up)))
    if not failures:
        return DONE
    complain(call.language, undelivered(failures[-1]))
    return REFUSED


def _watch(call: Call, door: StoreDoor) -> int:
    """Send what comes until a signal asks for the end, and tell what is new of it.

    The message that is under way then is waited for, as it would be sent again; not after another signal.
    """
    store = door.open()
    over, reports = threading.Event(), SimpleQueue[_Round | Exception | None]()

    def end(_number: int) -> None:
        over.set()
        reports.put(None)

    # A thread of its own: no server holds up the end.
    sending = threading.Thread(target=_send_as_it_comes, args=(store, over, reports), daemon=True)
    told: Message | None = None

    def tell(report: _Round | Exception) -> None:
        nonlocal told
        if isinstance(report, Exception):
            raise report
        if report.delivered:
            answer(call.language.say(_delivered(report.delivered)))
        if report.trouble is not None and report.trouble != told:
            complain(call.language, report.trouble)
        if report.trouble is not None or report.delivered:
            told = report.trouble

    with end_signals(end):
        sending.start()
        answer(call.language.say(_("Messages are sent as they come. Ctrl+C ends it.")))
        if not door.settings.mail.server:
            kept = str(call.locations.mail)
            complain(
                call.language,
                _(
                    "[mail] is not set in the settings: each email is a file in {path}, and reaches nobody.",
                    path=kept,
                ),
            )
        while (report := reports.get()) is not None:
            tell(report)
        with end_signals(end), suppress(Empty):
            while (report := reports.get(timeout=_PATIENCE_S)) is not None:
                tell(report)
    return DONE


def _send_as_it_comes(
    store: Store, over: threading.Event, reports: SimpleQueue[_Round | Exception | None]
) -> None:
    while not over.is_set():
        failures: list[str] = []
        try:
            store.due_removals.carry_out()
            delivered = store.outbox.deliver(lambda: not over.is_set(), failures.append)
            reports.put(_Round(delivered, undelivered(failures[-1]) if failures else None))
        except Problem as problem:
            # A store that is full or busy now ends this round only.
            reports.put(_Round(0, sentence(problem)))
        except Exception as error:
            reports.put(error)
            return
        over.wait(_LOOKS_EVERY_S)
    reports.put(None)


def _delivered(count: int) -> Message:
    return plural("Delivered: {count} message.", "Delivered: {count} messages.", count)


def _try_out(call: Call, door: StoreDoor, address: str) -> int:
    if "@" not in address and not any(map(str.isdigit, address)):
        raise WrongUsage(
            _(
                "{argument} is an email address, or a phone number such as +33 6 12 34 56 78.",
                argument=PLACES["ADDRESS"],
            )
        )
    kind = door.open().outbox.try_out(address, call.language)
    server, name, table, folder = {
        "email": (door.settings.mail.server, "server", "[mail]", call.locations.mail),
        "sms": (door.settings.sms.url, "url", "[sms]", call.locations.sms),
    }[kind]
    if not server:
        told = _(
            "In the settings, “{name}” below {table} is not set: the message to {address} is a file in"
            " {path}, and reaches nobody.",
            name=name,
            table=table,
            address=address,
            path=str(folder),
        )
        complain(call.language, told)
        return REFUSED
    taken = _("The message to {address} was taken. See whether it arrives.", address=address)
    answer(call.language.say(taken))
    return DONE


DELIVER = Command(
    "deliver",
    _("send the messages that wait, once or as a service; try the settings for it"),
    _run,
    _add_arguments,
    usage="%(prog)s [--again] [--watch | --test ADDRESS]",
    example=("macle admin deliver", "macle admin deliver --test you@example.org"),
)
