"""The page of the help desk: a search among all accounts, and what waits (PRODUCT §10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from i18n import Message, _, plural
from store import BusyOperator, FoundPeople, FoundPerson, Problem, Refusal, Role, Session
from store.accounts.store import Store
from tui.journeys.desk.person import person
from tui.journeys.desk.registering import register_person
from tui.journeys.desk.removals import removals
from tui.journeys.desk.supervising import supervise
from tui.journeys.desk.verifying import verifications
from tui.journeys.endings import and_back, when_signed_out
from tui.pages import Action, Find, Found, FoundRow, Page, Paragraph, Search
from tui.surroundings import Surroundings
from tui.unwinding import SignedOut
from tui.visit import Journey, Visit
from tui.wording.desk import ROLES, STATES

_FIND = "account"
_SIGN_OUT = Action("sign-out", _("Sign out"), signs_out=True)
_SUPERVISE = Action("acts", _("What operators did"), key="f8")
_REGISTER, _VERIFICATIONS, _REMOVALS = "register", "verifications", "removals"
_SECTIONS: Mapping[str, tuple[Message, Journey]] = {
    _REGISTER: (_("Register a person"), register_person),
    _VERIFICATIONS: (_("Verifications of identity"), verifications),
    _REMOVALS: (_("Removals"), removals),
    _SUPERVISE.name: (_SUPERVISE.label, supervise),
}
"""By the names of the actions that lead there."""
_NAME_OR_NUMBER = _("Username, email, account ID or document number")


@dataclass(frozen=True)
class Waiting:
    """How much waits for operators; `busy` is for supervisors alone, None for others."""

    verifications: int
    removals: int
    busy: tuple[BusyOperator, ...] | None


async def find_person(visit: Visit) -> None:
    """Find people and open their pages, or what waits, until signing out. Raises `SignedOut`."""
    session, query = visit.signed_in, ""
    find = visit.finding(lambda store, query, after: _found(store.people.find(session, query, after)))
    while True:
        waiting = await visit.look(lambda store: _waiting(store, session))
        # Whoever comes back types the next query, wherever they have been.
        answers = await visit.ask(desk_page(find, waiting, visit.surroundings, query))
        query = answers[f"{_FIND}-query"]
        if answers.action == _SIGN_OUT.name:
            raise SignedOut
        if answers.action == _FIND:
            await and_back(visit, person(visit, answers[_FIND]))
            continue
        section, journey = _SECTIONS[answers.action]
        with visit.within(section):
            await and_back(visit, journey(visit))


def desk_page(find: Find, waiting: Waiting, place: Surroundings, query: str = "") -> Page:
    return Page(
        "desk",
        _("Help desk"),
        (
            *_busy_words(waiting.busy or ()),
            Search(
                _FIND,
                _NAME_OR_NUMBER,
                (_("Account"), _("Account ID"), _("Email address"), _("State")),
                find,
                _(
                    "No account is found by this. What counts is how a name, an address or an ID begins; of"
                    " a document number, all of it."
                ),
                query=query,
            ),
        ),
        actions=(
            Action(_REGISTER, _("Register a person"), key="f5"),
            Action(_VERIFICATIONS, _("Verifications ({count})", count=waiting.verifications), key="f6"),
            Action(_REMOVALS, _("Removals ({count})", count=waiting.removals), key="f7"),
            *((_SUPERVISE,) if waiting.busy is not None else ()),
            _SIGN_OUT,
        ),
        help=(
            _("Type how a username, an email address or an account ID begins, or a whole document number."),
            _("Choose one of the rows that are found, and its page opens."),
            when_signed_out(place),
        ),
    )


def _busy_words(busy: Sequence[BusyOperator]) -> Iterator[Paragraph]:
    """Say in one line that some did much, however many: the page is for finding people."""
    operators = len({one.operator for one in busy})
    if operators:
        said = plural(
            "{count} operator did much in a short time: see “What operators did”.",
            "{count} operators did much in a short time: see “What operators did”.",
            operators,
        )
        yield Paragraph(said, "warning")


def _found(found: FoundPeople) -> Found:
    return Found(tuple(map(_row, found.rows)), found.following)


def _row(one: FoundPerson) -> FoundRow:
    # Whoever has no username is called as the account's ID is, which stands beside it.
    name = _("no username") if one.name == one.account else one.name
    return FoundRow(one.account, (name, one.account, one.email, _state(one)))


def _state(one: FoundPerson) -> Message | str:
    """Return what is to be known first: the state, and a role."""
    state = STATES.get(one.state)
    if one.role is Role.PERSON:
        return state or ""
    role = ROLES[one.role]
    return role if state is None else _("{said}, {choice}", said=role, choice=state)


def _waiting(store: Store, session: Session) -> Waiting:
    return Waiting(store.decisions.count(session), store.removals.count(session), _busy(store, session))


def _busy(store: Store, session: Session) -> tuple[BusyOperator, ...] | None:
    """Return what supervisors are shown of operators, None to an operator."""
    try:
        return store.supervisors.busiest(session)
    except Problem as problem:
        if problem.refusal is not Refusal.NOT_ALLOWED:
            raise
        return None
