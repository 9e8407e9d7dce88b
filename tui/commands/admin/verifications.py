"""`macle admin verifications`: the verifications of identity that wait, and an operator's decision on one."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence

from i18n import Language, _
from store import PendingVerification, Problem, Refusal
from tui.commands.admin.task import task
from tui.commands.command import Call
from tui.commands.signing_in import signed_in
from tui.commands.usage import Parser, required
from tui.journeys.profile.verification import identity_rows
from tui.pages import Text
from tui.reading import labelled
from tui.store_door import StoreDoor

_DAMAGED = (_("Damaged"), _("it cannot be read, and can only be refused"))
_SHORTEST_ID = 6


def _add_operator(parser: Parser, language: Language) -> None:
    # Suppressed, so that what stands before the decision counts where nothing stands after it.
    parser.add_argument_group(language.say(_("Operator"))).add_argument(
        "--as",
        dest="operator",
        metavar="USERNAME",
        default=argparse.SUPPRESS,
        help=language.say(_("the operator who asks; their password is asked for")),
    )


def _add_request(parser: Parser, language: Language) -> None:
    _add_operator(parser, language)
    parser.add_argument_group(language.say(_("Request"))).add_argument(
        "request", metavar="ID", nargs="?", help=language.say(_("its number in the list, or how it begins"))
    )


def _add_request_and_what_was_seen(parser: Parser, language: Language) -> None:
    _add_request(parser, language)
    parser.add_argument_group(language.say(_("Reason"))).add_argument(
        "--reason", metavar="TEXT", help=language.say(_("what was seen; it is kept for an auditor"))
    )


def _add_request_and_reason(parser: Parser, language: Language) -> None:
    _add_request(parser, language)
    parser.add_argument_group(language.say(_("Reason"))).add_argument(
        "--reason", metavar="TEXT", help=language.say(_("what the person is told"))
    )


def _list(call: Call, door: StoreDoor) -> str:
    operator = required(call.options, "operator", "--as")
    store = door.open()
    with signed_in(store, operator, call) as session:
        return "\n\n".join(_described(store.decisions.pending(session), call.language))


def _show(call: Call, door: StoreDoor) -> str:
    operator, request = _operator_and_request(call)
    store = door.open()
    with signed_in(store, operator, call) as session:
        one = _named(store.decisions.pending(session), request)
        identity = store.decisions.open(session, one.id)
    return _labelled((_DAMAGED,) if identity is None else identity_rows(identity), call.language)


def _accept(call: Call, door: StoreDoor) -> str:
    operator, request = _operator_and_request(call)
    reason = required(call.options, "reason", "--reason")
    store = door.open()
    with signed_in(store, operator, call) as session:
        one = _named(store.decisions.pending(session), request)
        store.decisions.accept(session, one.id, reason)
    return call.language.say(_("The identity of {username} is verified.", username=one.username))


def _refuse(call: Call, door: StoreDoor) -> str:
    operator, request = _operator_and_request(call)
    reason = required(call.options, "reason", "--reason")
    store = door.open()
    with signed_in(store, operator, call) as session:
        one = _named(store.decisions.pending(session), request)
        store.decisions.refuse(session, one.id, reason)
    return call.language.say(_("The request of {username} is refused.", username=one.username))


def _operator_and_request(call: Call) -> tuple[str, str]:
    return required(call.options, "operator", "--as"), required(call.options, "request", "ID")


def _named(waiting: Sequence[PendingVerification], typed: str) -> PendingVerification:
    """Return the request whose id begins as `typed`. Raises `Problem` REQUEST_UNKNOWN, REQUEST_AMBIGUOUS."""
    start = typed.strip().lower()
    found = [one for one in waiting if start and one.id.startswith(start)]
    if not found:
        raise Problem(Refusal.REQUEST_UNKNOWN, id=typed)
    if len(found) > 1:
        raise Problem(Refusal.REQUEST_AMBIGUOUS, id=typed)
    return found[0]


def _described(waiting: Sequence[PendingVerification], language: Language) -> Iterator[str]:
    if not waiting:
        yield language.say(_("No verification of identity waits."))
    digits = _digits_needed(waiting)
    for one in waiting:
        rows: tuple[tuple[Text, Text], ...] = (
            ("ID", one.id[:digits]),
            (_("Account"), one.username),
            (_("Asked for"), language.tell(one.requested_at)),
        )
        yield _labelled(rows, language)


def _labelled(rows: Iterable[tuple[Text, Text]], language: Language) -> str:
    return "\n".join(language.say(labelled(name, value)) for name, value in rows)


def _digits_needed(waiting: Sequence[PendingVerification]) -> int:
    """Return how many digits of an id tell every request from every other."""
    digits = _SHORTEST_ID
    while len({one.id[:digits] for one in waiting}) < len(waiting):
        digits += 1
    return digits


_SHOW = task(
    "show",
    _("what is to be compared with the document; that it was looked at is noted"),
    _show,
    _add_request,
    usage="%(prog)s ID --as USERNAME",
    example=("macle admin verifications show 3f2a --as odile-desk",),
)
_ACCEPT = task(
    "accept",
    _("an operator has seen the document, and all of it is so"),
    _accept,
    _add_request_and_what_was_seen,
    usage="%(prog)s ID --reason TEXT --as USERNAME",
    example=("macle admin verifications accept 3f2a --as odile-desk --reason Passport",),
)
_REFUSE = task(
    "refuse",
    _("it is not so; the person is told the reason"),
    _refuse,
    _add_request_and_reason,
    usage="%(prog)s ID --reason TEXT --as USERNAME",
    example=("macle admin verifications refuse 3f2a --as odile-desk --reason Blurred",),
)
VERIFICATIONS = task(
    "verifications",
    _("list the verifications of identity that wait, or decide on one"),
    _list,
    _add_operator,
    commands=(_SHOW, _ACCEPT, _REFUSE),
    usage="%(prog)s --as USERNAME [show … | accept … | refuse …]",
    example=("macle admin verifications --as odile-desk",),
)
