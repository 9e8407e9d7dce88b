"""An account whose session a thief held for a quarter of an hour, and how its owner keeps it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from i18n import ENGLISH
from store import Confirmation, Problem, Refusal, Secret, Session, Ways
from store.values.methods import RECOVERY_SHEET
from tests.town import PASSWORD, TERMINAL, Person, Town

THEFT_LASTS = timedelta(minutes=15)
OWNER_HAS = timedelta(days=10)
_NOTICE_CODE = re.compile(r"\b[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}\b")
_TOKEN = re.compile(r"macle:reset/(\S+)")
_SIX_DIGITS = re.compile(r"\b\d{6}\b")
_QUESTIONS = ((1, 5, 9), (2, 3, 4), (6, 7, 8))


@dataclass
class Party:
    """What one of the two has: names that messages reach, methods, passwords, and what came so far."""

    name: str
    emails: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    apps: dict[str, str] = field(default_factory=dict)
    sheet: list[Secret] = field(default_factory=list)
    answers: dict[int, Secret] = field(default_factory=dict)
    passwords: list[Secret] = field(default_factory=list)
    codes: list[Secret] = field(default_factory=list)
    token: Secret | None = None
    six_digits: Secret | None = None


class Siege:
    """One account, its owner and a thief. A step that the store refuses does nothing."""

    def __init__(self, town: Town, account: Person, *, second_step: bool, questions: bool) -> None:
        self.town, self.username, self._number = town, account.username, count(1)
        self.owner = Party("owner", emails=[account.email], passwords=[PASSWORD])
        self.thief = Party("thief")
        self.stolen_at = town.clock.now
        self.keeps_standing_ways = False
        """The owner keeps a mailbox and a method that were standing when the session was stolen."""
        self.secured = False
        """The owner has used a code, or repaired all by hand, in time."""
        self._own_moments: set[datetime] = set()
        self._email_since: datetime | None = None
        session = town.sign_in(account)
        if second_step:
            self.add_phone(self.owner, session)
        if questions:
            self.set_questions(self.owner, session)
        self.wait(days=30)
        self.owner.codes.clear()

    def wait(self, **span: float) -> None:
        self.town.clock.advance(**span)

    def until(self, span: timedelta) -> datetime:
        """Return the moment so long after the theft."""
        return self.stolen_at + span

    @property
    def changes(self) -> Sequence[Callable[[Party, Session], None]]:
        """All that somebody can change while they have a session."""
        return (
            self.change_email,
            self.add_phone,
            self.replace_phone,
            self.add_app,
            self.remove_others_methods,
            self.make_codes,
            self.set_questions,
            self.change_password,
        )

    # What somebody does who is signed in

    def change_email(self, who: Party, session: Session, email: str = "") -> None:
        wanted = email or f"{who.name}-{next(self._number)}@example.org"
        if wanted not in who.emails:
            who.emails.append(wanted)
        ticket = self.town.store.email_address.begin(session, wanted, self._password(who))
        self.town.store.email_address.confirm(session, ticket, self._sent(who))
        if who is self.owner:
            self._email_since = self.town.clock.now

    def add_phone(self, who: Party, session: Session) -> None:
        self._take_phone(who, session, "")

    def replace_phone(self, who: Party, session: Session) -> None:
        phones = [one for one in self._ways(session).methods if one.kind == "phone"]
        if phones:
            self._take_phone(who, session, phones[0].id)

    def add_app(self, who: Party, session: Session) -> None:
        known = {one.id for one in self._ways(session).methods}
        secret = self.town.add_app(session, f"{who.name} {next(self._number)}")
        [added] = {one.id for one in self._ways(session).methods} - known
        who.apps[added] = secret

    def remove_others_methods(self, who: Party, session: Session) -> None:
        """Remove what is not theirs; the numbers of the other's phones are no secret."""
        other = self.thief if who is self.owner else self.owner
        for method in self._ways(session).methods:
            with suppress(Problem):
                if method.kind == "app" and method.id not in who.apps:
                    self.town.store.authenticator.remove(session, method.id, self._password(who))
                for number in other.numbers:
                    if method.kind == "phone" and number.endswith(method.name[-4:]):
                        self.town.store.phones.delete(session, method.id, number, self._password(who))

    def make_codes(self, who: Party, session: Session) -> None:
        who.sheet = list(self.town.store.recovery_codes.make(session, self._password(who)))

    def set_questions(self, who: Party, session: Session) -> None:
        chosen = _QUESTIONS[next(self._number) % len(_QUESTIONS)]
        # The same each time: they remember what they said before.
        answers = [(one, Secret(f"{who.name} {one} says")) for one in chosen]
        self.town.store.recovery_questions.set(session, answers, self._password(who))
        who.answers.update(answers)

    def change_password(self, who: Party, session: Session) -> None:
        new = self._new_password()
        self.town.store.password.change(session, self._password(who), new, new)
        who.passwords.append(new)

    def does(self, who: Party, session: Session, change: Callable[[Party, Session], None]) -> None:
        """Make a change, if the store lets them."""
        self.wait(seconds=1)
        if who is self.owner:
            self._own_moments.add(self.town.clock.now)
        with suppress(Problem):
            change(who, session)
        self._deliver()

    # The theft, and how each of them gets in

    def steal(self, *, with_password: bool) -> Session | None:
        """The owner signs in, and leaves the session open for a quarter of an hour."""
        session = self.sign_in(self.owner)
        now = self.stolen_at = self.town.clock.now
        if session is not None:
            standing = self.town.store.confirming.ways(session).methods
            mailbox_stands = self._email_since is None or now - self._email_since >= OWNER_HAS
            self.keeps_standing_ways = bool(standing) and mailbox_stands
        if with_password:
            self.thief.passwords.append(self.owner.passwords[-1])
        return session

    def sign_in(self, who: Party) -> Session | None:
        """Sign in with what they know and have; None where that is not enough."""
        for password in reversed(who.passwords[-2:]):
            session = self._with_password(password)
            if session is not None:
                return self._full(session) or self._second_step(who, session)
        return None

    def reset(self, who: Party) -> bool:
        """Set a new password by a token, if one comes, with the answer or with what does in its place."""
        for email in who.emails:
            token = self._token(who, email)
            if token is None:
                continue
            with suppress(Problem):
                self._answer(who, token)
                new = self._new_password()
                if who is self.owner:
                    self._own_moments.add(self.town.clock.now)
                self.town.store.reset.set_password(token, new, new, TERMINAL)
                who.passwords.append(new)
                return True
        return False

    def gets_in(self, who: Party) -> Session | None:
        """Sign in, if need be after a reset."""
        session = self.sign_in(who)
        if session is None and self.reset(who):
            session = self.sign_in(who)
        self._deliver()
        return session

    def thief_gets_in(self) -> Session | None:
        """Get in by all that the thief knows, has, and was sent; their codes of notices are tried last."""
        session = self.gets_in(self.thief)
        for code in reversed(self.thief.codes) if session is None else ():
            # From the change on that the code's own notice told of: an earlier one may be theirs.
            with suppress(Problem):
                self.town.store.disowning.disown(code, TERMINAL)
            self._deliver()
            session = session or self.gets_in(self.thief)
        return session

    def thief_blocks(self, kind: str) -> None:
        """Guess wrong a hundred times, where they can: that takes four days, which are not lived through."""
        [(account_id, email)] = self.town.rows("SELECT id, email FROM account")
        known = self.thief.passwords
        can = {
            "password": True,
            "second-step": bool(known) and self._with_password(known[-1]) is not None,
            "answer": email in self.thief.emails,
        }
        if can[kind]:
            self.wait(days=4)
            self.town.rows(
                "INSERT OR REPLACE INTO counter (subject, kind, failures, opens_at, counted_at)"
                " VALUES (?, ?, 100, NULL, ?)",
                f"account:{account_id}",
                kind,
                int(self.town.clock.now.timestamp()) * 1_000_000,
            )

    # What the owner does against it

    def owner_uses_code(self) -> bool:
        """Enter the code of a notice that came to them, from the first change that was not theirs on."""
        self.wait(seconds=1)
        for code in list(self.owner.codes):
            with suppress(Problem):
                changes = self.town.store.disowning.changes(code)
                later = (change for change in changes if change.told_at >= self.stolen_at)
                hostile = [change for change in later if change.told_at not in self._own_moments]
                if hostile:
                    self.town.store.disowning.disown(code, TERMINAL, hostile[0].id)
                    self._own_moments.add(self.town.clock.now)
                    self._deliver()
                    self._now_secured()
                    return True
        return False

    def owner_repairs(self) -> bool:
        """Change the password, and remove each address, method and question that is not theirs, by hand."""
        session = self.gets_in(self.owner)
        if session is None:
            return False
        self.wait(seconds=1)
        self._own_moments.add(self.town.clock.now)
        try:
            self.change_password(self.owner, session)
            if self.town.store.account.overview(session).email not in self.owner.emails:
                self.change_email(self.owner, session, self.owner.emails[0])
            self.remove_others_methods(self.owner, session)
            ways = self._ways(session)
            if ways.recovery_codes:
                self.make_codes(self.owner, session)
            if set(self.town.store.recovery_questions.chosen(session)):
                self.set_questions(self.owner, session)
        except Problem:
            return False
        finally:
            self._deliver()
        theirs = all(self._is_of(self.owner, method.name, method.id) for method in ways.methods)
        if theirs:
            self._now_secured()
        return theirs

    def owner_gets_in(self) -> Session | None:
        """Get in by the mailbox and the method of before, with a code of a notice where it takes one."""
        session = self.gets_in(self.owner)
        if session is None and self.owner_uses_code():
            session = self.gets_in(self.owner)
        return session

    def _now_secured(self) -> None:
        self.secured = self.secured or self.town.clock.now <= self.until(OWNER_HAS)

    # How it is done

    def _with_password(self, password: Secret) -> Session | None:
        try:
            return self.town.store.sign_in.with_password(self.username, password, TERMINAL)
        except Problem as problem:
            if problem.refusal is not Refusal.LOCKED:
                return None
        self.wait(hours=1, minutes=1)
        try:
            return self.town.store.sign_in.with_password(self.username, password, TERMINAL)
        except Problem:
            return None

    def _take_phone(self, who: Party, session: Session, replaces: str) -> None:
        number = f"+1514555{1000 + next(self._number):04}"
        who.numbers.append(number)
        phones = self.town.store.phones
        if replaces:
            ticket = phones.begin_replacing(session, replaces, number, ENGLISH, self._password(who))
        else:
            ticket = phones.begin(session, number, ENGLISH)
        phones.confirm(session, ticket, self._sent(who))

    def _second_step(self, who: Party, session: Session) -> Session | None:
        store = self.town.store.second_step
        for method in store.ways(session).methods:
            if (code := self._code(who, method.id, method.name, partial_send(store.send, session))) is None:
                continue
            with suppress(Problem):
                store.enter(session, method.id, code)
                return self._full(session)
        while who.sheet:
            with suppress(Problem):
                store.enter_recovery_code(session, who.sheet.pop())
                return self._full(session)
        return None

    def _full(self, session: Session) -> Session | None:
        return session if self.town.due(session) is None else None

    def _answer(self, who: Party, token: Secret) -> None:
        opened = self.town.store.reset.open(token)
        if opened.question is None:
            return
        with suppress(Problem):
            answer = who.answers.get(opened.question, Secret("no idea of it"))
            self.town.store.reset.answer(token, opened.question, answer, TERMINAL)
            return
        by_method = self.town.store.reset_by_method
        ways = opened.instead or Ways((), 0)
        for method in ways.methods:
            code = self._code(who, method.id, method.name, partial_send(by_method.send, token))
            if code is not None:
                with suppress(Problem):
                    by_method.enter(token, Confirmation(method.id, code), TERMINAL)
                    return
        while ways.recovery_codes and who.sheet:
            with suppress(Problem):
                by_method.enter(token, Confirmation(RECOVERY_SHEET, who.sheet.pop()), TERMINAL)
                return

    def _code(self, who: Party, method_id: str, name: str, send: Callable[[str], object]) -> Secret | None:
        """Return a code of a method that they have; None of one that they have not."""
        if method_id in who.apps:
            self.wait(minutes=2)
            return Secret(self.town.app_code(who.apps[method_id]))
        if self._is_of(who, name, method_id):
            who.six_digits = None
            self.wait(minutes=11)
            with suppress(Problem):
                send(method_id)
            self._deliver()
            return who.six_digits
        return None

    def _is_of(self, who: Party, name: str, method_id: str) -> bool:
        return method_id in who.apps or any(number.endswith(name[-4:]) for number in who.numbers)

    def _token(self, who: Party, email: str) -> Secret | None:
        who.token = None
        self.wait(minutes=13)
        self.town.store.reset.request(email, ENGLISH, TERMINAL)
        self._deliver()
        return who.token

    def _sent(self, who: Party) -> Secret:
        who.six_digits = None
        self._deliver()
        return who.six_digits or Secret("000000")

    def _ways(self, session: Session) -> Ways:
        return self.town.store.account.overview(session).ways

    def _password(self, who: Party) -> Secret:
        return who.passwords[-1] if who.passwords else Secret("Not-Known-2026!")

    def _new_password(self) -> Secret:
        return Secret(f"Hirondelle-{next(self._number)}-x!")

    def _deliver(self) -> None:
        """Hand each message to whose address it went."""
        came = [(str(letter["To"]), letter.get_content()) for letter in self.town.new_mail()]
        came += [(text.to, text.text) for text in self.town.new_texts()]
        for to, words in came:
            who = self.owner if to in (*self.owner.emails, *self.owner.numbers) else self.thief
            who.codes += map(Secret, _NOTICE_CODE.findall(words))
            for token in _TOKEN.findall(words):
                who.token = Secret(token)
            for code in _SIX_DIGITS.findall(words):
                who.six_digits = Secret(code)


def partial_send(send: Callable[..., object], asker: object) -> Callable[[str], object]:
    """Return `send` for one session or token."""
    return lambda method_id: send(asker, method_id)
