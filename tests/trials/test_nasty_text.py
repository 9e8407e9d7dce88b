"""Whatever is typed, the rules and the use cases refuse by a `Problem`, and never by another exception."""

from __future__ import annotations

import contextlib
import string
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from i18n import ENGLISH, harmless
from store import CodeTicket, Happening, Problem, Refusal, Secret, Session
from store.rules import codes, identifiers, passwords
from store.rules.paper_codes import RESET_TOKEN, end_of_link
from store.rules.password_rules import Owner
from store.rules.passwords import POLICIES
from tests.town import PASSWORD, TERMINAL, Town, ticket_of
from tests.trials import crowd
from tests.trials.forms import forms
from tests.trials.nasty import Nasty
from tests.trials.outcomes import outcome

pytestmark = pytest.mark.timeout(3600)

_LONG_ONE_IN = 5_000
_LONG_USE_CASE_ONE_IN = 101
_SLOW_ONE_IN = 500
"""zxcvbn takes up to 2 s for one password."""

_STEERING = {"Cc", "Cs", "Zl", "Zp"}

Rule = Callable[[Nasty, str], object]


@pytest.mark.parametrize("inputs", forms(short=400, long=1_000_000))
def test_the_rules_refuse_by_a_problem(inputs: int) -> None:
    nasty = Nasty("rules")
    for number in range(inputs):
        text = nasty.long_text() if number % _LONG_ONE_IN == _LONG_ONE_IN // 2 else nasty.text()
        rules = _SLOW_RULES if number % _SLOW_ONE_IN == 0 else _RULES
        with _only_problems(text):
            nasty.choice(rules)(nasty, text)


def _username(_nasty: Nasty, text: str) -> None:
    name = identifiers.username(text)
    assert name.isascii()
    assert identifiers.lookup(name) == identifiers.lookup(text)


def _email(_nasty: Nasty, text: str) -> None:
    address = identifiers.email(text)
    assert identifiers.email(address.address).lookup == address.lookup == identifiers.lookup(text)
    assert not _STEERING & set(map(unicodedata.category, address.address))


def _lookup(_nasty: Nasty, text: str) -> None:
    identifiers.lookup(text).encode()


def _normalise(_nasty: Nasty, text: str) -> None:
    password = passwords.normalise(text, "new")
    assert passwords.normalise(password, "new") == password
    password.encode()


def _judge(nasty: Nasty, text: str) -> None:
    policy = nasty.choice([policy for name, policy in POLICIES.items() if name != "login.gov"])
    assert len(passwords.judge(policy, text, Owner(nasty.text(), nasty.text()))) == len(policy.rules)


def _judge_slowly(nasty: Nasty, text: str) -> None:
    passwords.judge(POLICIES["login.gov"], text, Owner(nasty.text(), nasty.text()))


def _strength(_nasty: Nasty, text: str) -> None:
    assert passwords.strength(text) in range(5)


def _token(_nasty: Nasty, text: str) -> None:
    RESET_TOKEN.read(end_of_link(text), "token")


def _digits(_nasty: Nasty, text: str) -> None:
    assert set(string.digits).issuperset(codes.read_code(Secret(text)).reveal())


def _harmless(_nasty: Nasty, text: str) -> None:
    assert not _STEERING & set(map(unicodedata.category, harmless(text)))


_RULES: tuple[Rule, ...] = (_username, _email, _lookup, _normalise, _judge, _token, _digits, _harmless)
_SLOW_RULES: tuple[Rule, ...] = (_judge_slowly, _strength)


@pytest.mark.parametrize("inputs", forms(short=200, long=10_000))
def test_the_use_cases_refuse_by_a_problem(town: Town, inputs: int) -> None:
    nasty = Nasty("use cases")
    typist = _Typist(town, nasty)
    for number in range(inputs):
        text = nasty.long_text() if number % _LONG_USE_CASE_ONE_IN == 0 else nasty.text()
        town.clock.advance(hours=1)
        with _only_problems(text):
            _USE_CASES[number % len(_USE_CASES)](typist, text)
    town.clock.advance(hours=1)
    town.store.outbox.deliver()
    # What has expired before it was sent waits untried to be deleted.
    assert town.rows("SELECT count(*) FROM outbox WHERE tries > 0 OR expires_at IS NULL") == [(0,)]
    assert town.rows("PRAGMA integrity_check") == [("ok",)]
    assert town.store.account.overview(typist.sign_in()).email == typist.someone.email


class _Typist:
    """Someone with an account, who types into every field what comes."""

    def __init__(self, town: Town, nasty: Nasty) -> None:
        self._town, self._nasty, self._sign_ups = town, nasty, 0
        self.someone = town.person()

    def sign_in(self) -> Session:
        someone = self.someone
        return self._town.store.sign_in.with_password(someone.email, someone.password, self._nasty.text())

    def sign_in_as(self, text: str) -> None:
        self._town.store.sign_in.with_password(text, Secret(self._nasty.text()), self._nasty.text())

    def sign_in_with(self, text: str) -> None:
        self._town.store.sign_in.with_password(self.someone.username, Secret(text), self._nasty.text())

    def sign_in_at(self, text: str) -> None:
        someone = self.someone
        session = self._town.store.sign_in.with_password(someone.username, someone.password, text)
        assert self._town.store.history.recent(session)[0].happening is Happening.SIGNED_IN

    def check_names(self, text: str) -> None:
        self._town.store.sign_up.check_names(text, self._nasty.text())

    def check_email(self, text: str) -> None:
        self._town.store.sign_up.check_names("somebody-else", text)

    def sign_up_as(self, text: str) -> None:
        self._begin(text, self._nasty.text(), PASSWORD, "en")

    def sign_up_with(self, text: str) -> None:
        self._begin(*self._new_names(), Secret(text), "en")

    def sign_up_in(self, text: str) -> None:
        ticket = self._begin(*self._new_names(), PASSWORD, text)
        self._town.store.sign_up.confirm(ticket, self._town.code(), self._nasty.text())

    def confirm(self, text: str) -> None:
        ticket = self._begin(*self._new_names(), PASSWORD, "en")
        self._town.store.sign_up.confirm(ticket, Secret(text), self._nasty.text())

    def confirm_nobodys(self, text: str) -> None:
        self._town.store.sign_up.confirm(ticket_of(Secret(text), text), Secret(self._nasty.text()), TERMINAL)

    def send_again(self, text: str) -> None:
        self._town.store.sign_up.send_again(ticket_of(Secret(text), self._nasty.text()))

    def use_nobodys_session(self, text: str) -> None:
        store, session = self._town.store, Session(Secret(text), text, self._nasty.text())
        password = Secret(self._nasty.text())
        store.sessions.end(session)
        for use_case in (store.sessions.touch, store.password.owner, store.history.recent):
            assert outcome(use_case, session) == Refusal.SESSION_ENDED.value
        store.password.change(session, password, password, password)

    def change_from(self, text: str) -> None:
        self._town.store.password.change(self.sign_in(), Secret(text), PASSWORD, Secret(self._nasty.text()))

    def change_to(self, text: str) -> None:
        new = Secret(text)
        self._town.store.password.change(self.sign_in(), self.someone.password, new, new)
        self.someone = replace(self.someone, password=new)

    def replace_expired(self, text: str) -> None:
        self._town.store.password.change_expired(self.sign_in(), Secret(text), Secret(text))

    def ask_for_reset(self, text: str) -> None:
        self._town.store.reset.request(text, ENGLISH, self._nasty.text())

    def look(self, text: str) -> None:
        self._town.store.reset.open(Secret(text))

    def reset_by(self, text: str) -> None:
        new = Secret(self._nasty.text())
        self._town.store.reset.set_password(Secret(text), new, new, self._nasty.text())

    def reset_to(self, text: str) -> None:
        token, new = self._town.reset_token(self.someone), Secret(text)
        self._town.store.reset.set_password(token, new, new, self._nasty.text())
        self.someone = replace(self.someone, password=new)

    def _begin(self, username: str, email: str, password: Secret, language: str) -> CodeTicket:
        self._town.new_files()
        return self._town.store.sign_up.begin(username, email, password, password, language)

    def _new_names(self) -> tuple[str, str]:
        self._sign_ups += 1
        one = crowd.person(self._sign_ups)
        return one.username, one.email


UseCase = Callable[[_Typist, str], None]
_USE_CASES: tuple[UseCase, ...] = (
    _Typist.sign_in_as,
    _Typist.sign_in_with,
    _Typist.sign_in_at,
    _Typist.check_names,
    _Typist.check_email,
    _Typist.sign_up_as,
    _Typist.sign_up_with,
    _Typist.sign_up_in,
    _Typist.confirm,
    _Typist.confirm_nobodys,
    _Typist.send_again,
    _Typist.use_nobodys_session,
    _Typist.change_from,
    _Typist.change_to,
    _Typist.replace_expired,
    _Typist.ask_for_reset,
    _Typist.look,
    _Typist.reset_by,
    _Typist.reset_to,
)


@contextlib.contextmanager
def _only_problems(text: str) -> Iterator[None]:
    """Let a `Problem` pass; whatever else is raised is told with the text that did it."""
    try:
        yield
    except Problem:
        return
    except Exception as error:
        error.add_note(f"typed: {text[:300]!a}, {len(text)} characters")
        raise
