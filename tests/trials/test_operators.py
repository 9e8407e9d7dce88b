"""An operator's full rights, used by a script, take over no account within the hold, nor silently (TRUST 15).

The script knows the password, the document and each slip that is printed, as an operator may. It has neither
the phone nor the mailbox. What a new sign-in needs is looked at after each of its steps.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from i18n import ENGLISH
from store import ActFilter, Confirmation, Problem, Removable, Role, Secret, Session, ToRegister, ToRemove
from store.accounts.identity import registered as registration
from store.rules.limits import REMOVAL_HOLD
from tests.lost import with_code
from tests.registered import activated, code_in, registered
from tests.town import (
    CONTRAST,
    DNI,
    NEW_PASSWORD,
    OTHER_PHONE,
    PASSWORD,
    PHONE,
    Beginnings,
    Person,
    Text,
    Town,
)
from tests.trials.forms import forms

QUESTIONS = [(1, Secret("Rimouski")), (2, Secret("Filou")), (3, Secret("Gaspard"))]
THE_SCRIPTS = "+34655555555"
"""The phone of whoever runs the script."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SIGNS_IN_BY = (
    "SELECT verifier, email FROM account WHERE id = ?",
    "SELECT id, sealed FROM method WHERE account_id = ? ORDER BY id",
    "SELECT question, set_at FROM recovery_answer WHERE account_id = ? ORDER BY question",
    "SELECT mark FROM recovery_code WHERE account_id = ? AND used_at IS NULL ORDER BY mark",
)


class Script:
    """Uses the rights of some operators on the account of Inès, who was registered in person, at random."""

    def __init__(self, town: Town, chance: random.Random, operators: tuple[str, ...]) -> None:
        self.town, self.store, self.chance = town, town.store, chance
        ines = registered(town, advanced=False)
        activated(town, ines)
        self.account, self.person = ines.username, Person(ines.email, ines.email)
        session = town.sign_in(self.person)
        self.phone = town.add_phone(session, PHONE)
        town.add_phone(session, OTHER_PHONE)
        town.store.recovery_codes.make(session, PASSWORD)
        town.store.recovery_questions.set(session, QUESTIONS, PASSWORD)
        town.store.sessions.end(session)
        [(self.account_id,)] = town.rows("SELECT id FROM account WHERE number = ?", self.account)
        self.operators = operators
        for name in operators:
            town.operator(name, Role.SUPERVISOR)
        # Nothing that came is unread, and all of it stands.
        town.clock.advance(days=30)
        town.new_mail()
        town.new_texts()
        self.sent_codes: set[tuple[datetime, str]] = set()
        """When one came to which address."""

    def run(self, steps: int) -> None:
        before = self.signs_in_by()
        for _ in range(steps):
            with suppress(Problem):
                self.chance.choice(self._steps())()
            self._read_what_came()
            after = self.signs_in_by()
            if after != before:
                self._is_no_surprise()
                before = after

    def signs_in_by(self) -> list[object]:
        context = self.store.context
        with context.database.read() as db:
            phone = registration.number_of(db, context, self.account_id)
        return [phone, *(self.town.rows(statement, self.account_id) for statement in _SIGNS_IN_BY)]

    def _is_no_surprise(self) -> None:
        """What was done was approved a whole hold ago, and its owner was sent the code to cancel it then."""
        done = self.town.rows("SELECT approved_at FROM removal WHERE ended = 'done'")
        assert done, "changed without a removal"
        for (microseconds,) in done:
            approved_at = _EPOCH + timedelta(microseconds=int(microseconds))
            assert approved_at <= self.town.clock.now - REMOVAL_HOLD, "changed within the hold"
            assert (approved_at, self.person.email) in self.sent_codes, "changed silently"

    def _read_what_came(self) -> None:
        came = [Text(str(letter["To"]), letter.get_content()) for letter in self.town.new_mail()]
        self.sent_codes |= {(self.town.clock.now, to) for to in with_code((*came, *self.town.new_texts()))}

    def _session(self) -> Session:
        """Go on as one of the operators, now and then in another session of theirs."""
        name = self.chance.choice(self.operators)
        if self.chance.random() < 0.2:
            self.town.clock.advance(minutes=2)
            return self.town.operator_at(f"pts/{self.chance.randrange(9)}", name)
        return self.town.operator(name)

    def _removal(self) -> str:
        [removal] = self.chance.sample(self.town.rows("SELECT id FROM removal"), 1)
        return str(removal[0])

    def _to_remove(self) -> ToRemove:
        what = self.chance.choice([*Removable])
        methods = self.town.rows("SELECT id FROM method WHERE account_id = ?", self.account_id)
        method = self.chance.choice(methods)[0] if methods else ""
        return ToRemove(what, str(method) if what is Removable.METHOD else "", THE_SCRIPTS)

    def _steps(self) -> list[Callable[[], object]]:
        store, account, why, session = self.store, self.account, "Because.", self._session
        slip = code_in(self.town.slips[-1]) if self.town.slips else Secret("0" * 12)
        steps: list[Callable[[], object]] = [
            lambda: store.removals.ask(session(), account, self._to_remove(), why),
            lambda: store.removals.ask(session(), account, self._to_remove(), why),
            lambda: store.care.unblock(session(), account, why),
            lambda: store.care.start_reset(session(), account, why),
            lambda: store.care.end_sessions(session(), account, why),
            lambda: store.people.open(session(), account),
            lambda: store.registration.hand_over(session(), DNI, why, contrast="18/05/2036", advanced=True),
            lambda: store.registration.hand_over_to(session(), account, why),
            lambda: store.registration.register(session(), _myself(), ENGLISH, why),
            lambda: store.supervisors.unblock(session(), self.person.username, why),
            lambda: list(store.supervisors.export(session(), ActFilter())),
            self._as_their_owner,
            lambda: store.activation.begin(DNI, self.person.email, slip, "pts/1"),
            store.due_removals.carry_out,
            lambda: self.town.clock.advance(minutes=self.chance.randrange(1, 24 * 60)),
        ]
        if self.town.rows("SELECT id FROM removal"):
            steps += 3 * [lambda: store.removals.approve(session(), self._removal(), why)]
            steps.append(lambda: store.removals.withdraw(session(), self._removal(), why))
        return steps

    def _as_their_owner(self) -> None:
        """Do with the known password what it does: nothing, as long as there is a second step."""
        had_method = bool(self.town.rows("SELECT id FROM method WHERE account_id = ?", self.account_id))
        session = self.town.sign_in(self.person)
        if not had_method:
            return
        # It may have been due at this very sign-in, which was told long before.
        guess = Secret("000000")
        for attempt in (
            lambda: self.store.second_step.enter(session, self.phone, guess),
            lambda: self.store.phones.begin(session, THE_SCRIPTS, ENGLISH),
            lambda: self.store.phones.delete(session, self.phone, PHONE, PASSWORD),
            lambda: self.store.phones.delete(
                session, self.phone, PHONE, PASSWORD, Confirmation(self.phone, guess)
            ),
            lambda: self.store.email_address.begin(session, "script@example.net", PASSWORD),
            lambda: self.store.password.change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD),
        ):
            if self.town.rows("SELECT id FROM method WHERE account_id = ?", self.account_id):
                with pytest.raises(Problem):
                    attempt()


def _myself() -> ToRegister:
    """Somebody with the document of Inès, whose email and phone are the script's."""
    return ToRegister(DNI, CONTRAST, "script@example.net", THE_SCRIPTS, advanced=True)


@pytest.mark.parametrize("histories", forms(1, 40))
def test_one_operator_changes_nothing_that_anyone_signs_in_by(
    tmp_path: Path, beginnings: Beginnings, histories: int
) -> None:
    for seed in range(histories):
        town = Town(tmp_path / str(seed), beginnings)
        with closing(town.store):
            script = Script(town, random.Random(seed), ("olga-desk",))
            before = script.signs_in_by()
            script.run(60)
            assert script.signs_in_by() == before
            assert town.rows("SELECT 1 FROM removal WHERE approved_at IS NOT NULL") == []


@pytest.mark.parametrize("histories", forms(1, 40))
def test_two_operators_change_nothing_within_the_hold_and_nothing_silently(
    tmp_path: Path, beginnings: Beginnings, histories: int
) -> None:
    for seed in range(histories):
        town = Town(tmp_path / str(seed), beginnings)
        with closing(town.store):
            script = Script(town, random.Random(seed), ("olga-desk", "pia-desk"))
            script.run(80)
            assert town.rows("SELECT 1 FROM removal WHERE approved_at IS NOT NULL")
