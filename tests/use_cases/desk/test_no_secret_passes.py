"""No use case that is open to operators returns a secret, takes one, or sets one that somebody chose.

All of them are called, with success, about people who have every kind of secret. What they return is compared
with all that opens anything: what people know, and every code and token that was sent or printed.
"""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, get_type_hints

import pytest

from i18n import ENGLISH
from store import ActFilter, Removable, Role, Secret, Session, ToRegister, ToRemove
from store.accounts.desk.care import Care
from store.accounts.desk.decisions import Decisions
from store.accounts.desk.people import People
from store.accounts.desk.registration import Registration
from store.accounts.desk.removals import Removals
from store.accounts.desk.supervisors import Supervisors
from tests.lost import QUESTIONS
from tests.registered import CODE, registered
from tests.town import CONTRAST, DNI, OTHER_PHONE, PASSWORD, PHONE, TOKEN, Person, Town, notice_code
from tests.use_cases.test_access import OPERATORS, SUPERVISORS

GROUPS: Mapping[str, type] = {
    "care": Care,
    "decisions": Decisions,
    "people": People,
    "registration": Registration,
    "removals": Removals,
    "supervisors": Supervisors,
}
NIE = "X2482300W"
WHY = "Came with the document."
_NOTICE = r"[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}"
_OTHER = ToRemove(Removable.REGISTERED_PHONE, phone="+34 655 55 55 55")
MAY_CHANGE: Mapping[str, set[str]] = {
    "care.end_sessions": {"session", "session_proof"},
    "care.start_reset": {"reset_token"},
    "care.unblock": {"counter"},
    "decisions.accept": {"profile"},
    "decisions.refuse": {"profile"},
    "registration.hand_over": {"activation_code"},
    "registration.hand_over_to": {"activation_code"},
    "registration.register": {"account", "identifier", "registration", "activation_code"},
    "removals.approve": {"removal"},
    "removals.ask": {"removal"},
    "removals.withdraw": {"removal"},
}
"""Which rows each changes, beside those in which it is noted and told: no other use case changes any."""
NOTED_AND_TOLD = {"event", "event_link", "fact", "outbox", "quota"}

Call = Callable[[], object]


class Desk:
    """An operator and a supervisor at the desk, before people who have every kind of secret."""

    def __init__(self, town: Town) -> None:
        self.town, self.store = town, town.store
        self.registered = registered(town)
        self.dominique = town.person("dominique")
        session = town.sign_in(self.dominique)
        self.phone = town.add_phone(session)
        self.store.recovery_questions.set(session, QUESTIONS, PASSWORD)
        app = town.add_app(session)
        codes = self.store.recovery_codes.make(session, PASSWORD)
        self.known = {PASSWORD, Secret(app), *codes, *(answer for _number, answer in QUESTIONS)}
        self.account = str(town.rows("SELECT number FROM account WHERE username = 'dominique'")[0][0])
        for name in ("camille-b", "sacha-roy"):
            town.asks(town.person(name))
        town.fails_to_sign_in("dominique", 5)
        town.operator("omar-desk", Role.SUPERVISOR)
        self._texts, self._letters = list[str](), list[str]()

    @property
    def odile(self) -> Session:
        return self.town.operator()

    @property
    def omar(self) -> Session:
        return self.town.operator("omar-desk")

    def calls(self) -> Iterator[tuple[str, Call]]:
        """Yield every use case, each when what it is about is there."""
        store, account, omar = self.store, self.account, self.omar
        of_camille, of_sacha = (one.id for one in store.decisions.pending(self.odile))
        removals = store.removals
        ines = ToRegister(NIE, "E12345678", "nadia@example.org", OTHER_PHONE, advanced=True)

        def removal() -> str:
            return removals.pending(self.odile)[-1].id

        def of(group: str, name: str, *arguments: Any, by: Session | None = None) -> tuple[str, Call]:
            use_case = getattr(getattr(store, group), name)
            return f"{group}.{name}", lambda: use_case(by or self.odile, *arguments)

        for query in ("domin", DNI, self.registered.email, account):
            yield of("people", "find", query)
        for number in (account, self.registered.username):
            yield of("people", "open", number)
        yield of("decisions", "count")
        yield of("decisions", "pending")
        yield of("decisions", "find", of_camille)
        yield of("decisions", "open", of_camille)
        yield of("decisions", "accept", of_camille, WHY)
        yield of("decisions", "refuse", of_sacha, WHY)
        yield of("care", "unblock", account, WHY)
        yield of("care", "start_reset", account, WHY)
        yield of("registration", "admit")
        yield of("registration", "refuse_known_document", NIE)
        yield of("registration", "refuse_known_email", "nadia@example.org")
        yield of("registration", "refuse_unknown_document", DNI)
        yield of("registration", "register", ines, ENGLISH, WHY)
        yield of("registration", "hand_over", DNI, WHY)
        yield of("registration", "hand_over_to", self.registered.username, WHY)
        yield of("removals", "can_be_asked", account)
        yield of("removals", "ask", account, ToRemove(Removable.METHOD, self.phone), WHY)
        yield of("removals", "count")
        yield of("removals", "pending")
        yield of("removals", "of", account)
        yield of("removals", "open", removal())
        yield of("removals", "approve", removal(), WHY, by=omar)
        yield of("removals", "withdraw", removal(), WHY)
        yield of("removals", "ask", self.registered.username, _OTHER, WHY)
        yield of("removals", "open", removal())
        yield of("removals", "open", removal(), by=omar)
        yield of("care", "end_sessions", account, WHY)
        yield of("supervisors", "unblock", "odile-desk", WHY, by=omar)
        yield of("supervisors", "busiest", by=omar)
        yield of("supervisors", "acts", ActFilter(), by=omar)
        yield of("supervisors", "export", ActFilter(), by=omar)

    def opening(self) -> set[str]:
        """Return all that opens anything: what people know, and what was sent or printed so far."""
        self._letters += [letter.get_content() for letter in self.town.new_mail()]
        self._texts += [text.text for text in self.town.new_texts()]
        everything = "\n".join((*self._letters, *self._texts, *self.town.slips))
        found = {match for form in (TOKEN, CODE, _NOTICE) for match in re.findall(form, everything)}
        codes = set(re.findall(r"\b\d{6}\b", "\n".join((*self._letters, *self._texts))))
        return {bare(one) for one in (*found, *codes, *(secret.reveal() for secret in self.known))}


def bare(text: str) -> str:
    """Return a text as it is compared, however it is written."""
    return re.sub(r"[^0-9A-Z!]", "", text.upper())


def holds(text: str, secret: str) -> bool:
    """Tell whether a secret is in a text; six digits, which are in many, as a number of their own."""
    return secret in (re.findall(r"\d+", text) if len(secret) == 6 else bare(text))


def texts_in(value: object) -> Iterator[str]:
    """Yield every text in a value, however deep. Fails where there is a secret, or what cannot be seen in."""
    assert not isinstance(value, Secret | bytes), value
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from texts_in([*value.items()])
    elif is_dataclass(value):
        yield from texts_in([getattr(value, field.name) for field in fields(value)])
    elif isinstance(value, tuple | list | set | frozenset | Iterator):
        for one in value:
            yield from texts_in(one)
    elif not isinstance(value, Enum):
        yield str(value)


def rows(town: Town) -> dict[str, set[tuple[Any, ...]]]:
    """Return the rows of every table."""
    tables = [name for (name,) in town.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {table: set(town.rows(f"SELECT * FROM {table}")) for table in tables}


@pytest.fixture
def desk(town: Town) -> Desk:
    return Desk(town)


def test_what_an_operator_gets_holds_nothing_that_opens_anything(desk: Desk) -> None:
    called, seen, seen_whole = set[str](), list[str](), list[str]()
    for name, call in desk.calls():
        called.add(name)
        texts = [*texts_in(call())]
        # Whatever comes of it is compared with all that is returned from then on as well.
        seen += texts
        opening = desk.opening()
        assert not [text for text in seen if any(holds(text, one) for one in opening)], name
        for whole in (desk.dominique.email, desk.registered.email, PHONE, OTHER_PHONE, CONTRAST):
            assert not [text for text in texts if whole in text], name
        seen_whole += [name for text in texts if _OTHER.phone.replace(" ", "") in text.replace(" ", "")]
    # The one exception: whoever may approve another phone reads it to the person.
    assert seen_whole == ["removals.open"]
    assert called == OPERATORS | SUPERVISORS
    # There was something to find.
    for form in (TOKEN, CODE, _NOTICE):
        assert [one for one in (*desk._letters, *desk._texts, *desk.town.slips) if re.search(form, one)]
    assert "•••• 0134" in seen
    assert desk.account in seen


def test_what_an_operator_does_changes_no_secret_but_by_making_a_new_one_for_its_owner(desk: Desk) -> None:
    for name, call in desk.calls():
        before = rows(desk.town)
        [*_texts] = texts_in(call())
        after = rows(desk.town)
        changed = {table for table in before if before[table] != after[table]}
        assert changed <= MAY_CHANGE.get(name, set()) | NOTED_AND_TOLD, name
        for table in ("account", "identifier", "registration"):
            assert before[table] <= after[table], name


@pytest.mark.more
def test_what_the_desk_made_is_its_owners_alone(desk: Desk) -> None:
    """A code on a slip, a token in a letter and a code that cancels a removal reach nobody else."""
    for _name, call in desk.calls():
        [*_texts] = texts_in(call())
    letters = desk.town.new_mail()
    for letter in letters:
        if re.search(TOKEN, letter.get_content(), re.MULTILINE):
            assert letter["To"] == desk.dominique.email
        if re.search(f"^{_NOTICE}$", letter.get_content(), re.MULTILINE):
            assert notice_code(letter)
            assert letter["To"] not in {"odile-desk@example.org", "omar-desk@example.org"}
    to_operators = [
        one for one in letters if one["To"] in {"odile-desk@example.org", "omar-desk@example.org"}
    ]
    assert not [one for one in to_operators if re.search(f"{TOKEN}|{CODE}|{_NOTICE}", one.get_content())]


def types_in(hint: Any, seen: set[Any]) -> Iterator[Any]:
    """Yield the types that a value of this one can hold."""
    if hint in seen:
        return
    seen.add(hint)
    yield hint
    for inner in typing.get_args(hint):
        yield from types_in(inner, seen)
    if is_dataclass(hint) and isinstance(hint, type) and hint is not Session:
        for inner in get_type_hints(hint).values():
            yield from types_in(inner, seen)


@pytest.mark.parametrize("name", sorted(OPERATORS | SUPERVISORS))
def test_no_type_that_an_operator_gives_or_gets_holds_a_secret(name: str) -> None:
    group, use_case = name.split(".")
    hints = get_type_hints(inspect.getattr_static(GROUPS[group], use_case))
    held = {one for hint in hints.values() for one in types_in(hint, set())}
    assert Secret not in held
    assert bytes not in held


def test_the_texts_of_a_value_are_all_seen() -> None:
    """Or the tests above would say nothing."""
    person = Person("dominique", "dominique@example.org")
    with pytest.raises(AssertionError):
        [*texts_in([person])]
    assert set(texts_in({"a": (["b"], iter("c"))})) == {"a", "b", "c"}
    assert Secret in {*types_in(tuple[Person | None, ...], set())}
