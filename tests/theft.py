"""An account that someone else makes their own, and what its owner is told of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from i18n import ENGLISH
from store import Secret, Session, Step
from store.database.sealed_columns import ANSWER_VERIFIER
from tests.sealed import unsealed
from tests.town import NEW_PASSWORD, OTHER_PHONE, PASSWORD, PHONE, TERMINAL, Person, Town

ANSWERS = [(1, Secret("Médor")), (5, Secret("Lévis")), (9, Secret("bleu nuit"))]
HOSTILE_ANSWERS = [(2, Secret("one")), (3, Secret("two")), (4, Secret("three"))]
THIEF = "thief@example.org"
_CODE = re.compile(r"\b[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}\b")


@dataclass
class Told:
    """The codes of the notices that came to each address."""

    by_address: dict[str, list[Secret]]

    @classmethod
    def lately(cls, town: Town) -> Told:
        town.clock.advance(seconds=1)
        came = [(str(letter["To"]), letter.get_content()) for letter in town.new_mail()]
        came += [(text.to, text.text) for text in town.new_texts()]
        told: dict[str, list[Secret]] = {}
        for to, words in came:
            told.setdefault(to, []).extend(map(Secret, _CODE.findall(words)))
        return cls(told)

    def to(self, address: str) -> Secret:
        """Return the one code that came there."""
        [code] = self.by_address[address]
        return code


def person_with_phone_and_questions(town: Town, language: str = "en") -> Person:
    """Open an account, and wait until no notice of its making can be answered any more."""
    someone = town.person(language=language)
    session = town.sign_in(someone)
    town.add_phone(session)
    town.store.recovery_questions.set(session, ANSWERS, PASSWORD)
    town.store.sessions.end(session)
    town.clock.advance(days=30)
    Told.lately(town)
    return someone


def signed_in(town: Town, someone: Person) -> Session:
    """Sign in through the second step, with the one phone there is."""
    session = town.sign_in(someone)
    assert town.due(session) is Step.SECOND_STEP
    [method] = town.store.second_step.ways(session).methods
    town.store.second_step.send(session, method.id)
    town.store.second_step.enter(session, method.id, town.sms_code())
    return session


def change_email(town: Town, session: Session, email: str, password: Secret = PASSWORD) -> None:
    """Change the email, and leave the notice of it unread."""
    ticket = town.store.email_address.begin(session, email, password)
    town.store.email_address.confirm(session, ticket, town.code())


def told_of_email(town: Town, session: Session, email: str, address: str) -> Secret:
    """Change the email, and return the code of the notice that came to `address`."""
    change_email(town, session, email)
    return Told.lately(town).to(address)


def change_password(town: Town, someone: Person) -> None:
    """Set `NEW_PASSWORD` without a second step, and leave the notice of it unread."""
    town.store.password.change(town.sign_in(someone), someone.password, NEW_PASSWORD, NEW_PASSWORD)


def reset_with_answer(town: Town, someone: Person) -> Person:
    """Set someone's password with a token and the answer that is asked for; return them with the new one."""
    token = town.reset_token(someone)
    question = town.store.reset.open(token).question
    assert question is not None
    town.store.reset.answer(token, question, dict(ANSWERS)[question], TERMINAL)
    town.store.reset.set_password(token, NEW_PASSWORD, NEW_PASSWORD, TERMINAL)
    return replace(someone, password=NEW_PASSWORD)


def disown(town: Town, code: Secret, since: int | None = None) -> None:
    town.store.disowning.disown(code, TERMINAL, since)


def ways_in(town: Town, username: str) -> tuple[object, ...]:
    """Return what signs a person in, past the store: email, methods, unused recovery codes, answers."""
    [(account_id, email)] = town.rows("SELECT id, email FROM account WHERE username = ?", username)
    return (
        email,
        town.rows("SELECT lookup FROM identifier WHERE account_id = ? AND kind = 'email'", account_id),
        town.rows("SELECT id, is_default FROM method WHERE account_id = ? ORDER BY id", account_id),
        town.rows(
            "SELECT mark FROM recovery_code WHERE account_id = ? AND used_at IS NULL ORDER BY mark",
            account_id,
        ),
        unsealed(town, ANSWER_VERIFIER, "account_id = ? ORDER BY question", account_id),
    )


class Theft:
    """Whoever found the owner's session open makes the account their own, step by step."""

    def __init__(self, town: Town, owner: Person) -> None:
        self.town, self.session = town, signed_in(town, owner)
        self.told: list[Told] = []
        [self.owners_phone] = town.store.account.overview(self.session).ways.methods
        for step in (self._email, self._questions, self._phone, self._without_the_owners):
            step()
            self.told.append(Told.lately(town))

    def _email(self) -> None:
        change_email(self.town, self.session, THIEF)

    def _questions(self) -> None:
        self.town.store.recovery_questions.set(self.session, HOSTILE_ANSWERS, PASSWORD)

    def _phone(self) -> None:
        store = self.town.store
        ticket = store.phones.begin(self.session, OTHER_PHONE, ENGLISH)
        store.phones.confirm(self.session, ticket, self.town.sms_code())

    def _without_the_owners(self) -> None:
        self.town.store.phones.delete(self.session, self.owners_phone.id, PHONE, PASSWORD)
