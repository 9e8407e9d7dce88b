"""A person who has lost what they signed in with, and the two operators who help."""

from __future__ import annotations

import re
from collections.abc import Iterable

from store import PendingRemoval, Removable, Role, Secret, Session, ToRemove
from store.rules.limits import REMOVAL_HOLD
from tests.town import Person, Text, Town, notice_code

QUESTIONS = [(1, Secret("Rimouski")), (2, Secret("Filou")), (3, Secret("Gaspard"))]
REASON, APPROVED = "Lost the phone; came with a passport.", "Seen the passport too."
_CODE = r"[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}"


class Lost:
    """Maxime, whose only method is the phone that he lost, and who has been here for long."""

    def __init__(self, town: Town) -> None:
        self.town, self.store = town, town.store
        self.person = town.person("maxime-tr")
        self.phone = town.add_phone(town.sign_in(self.person))
        town.clock.advance(days=11)
        self.account = number_of(town, self.person)
        self.asking, self.approving = "odile-desk", "omar-desk"
        assert self.first != self.second
        town.new_mail()
        town.new_texts()

    @property
    def first(self) -> Session:
        """The session of the operator who asks."""
        return self.town.operator(self.asking)

    @property
    def second(self) -> Session:
        """The session of another operator, a supervisor."""
        return self.town.operator(self.approving, Role.SUPERVISOR)

    def asked(self, to_remove: ToRemove | None = None) -> PendingRemoval:
        """Have the first operator ask, and return what then waits."""
        wanted = to_remove or ToRemove(Removable.METHOD, self.phone)
        before = {one.id for one in self.pending()}
        self.store.removals.ask(self.first, self.account, wanted, REASON)
        [asked] = [one for one in self.pending() if one.id not in before]
        return asked

    def approved(self, to_remove: ToRemove | None = None) -> str:
        """Have one operator ask and the other approve, and return the id of the removal."""
        removal = self.asked(to_remove).id
        self.store.removals.approve(self.second, removal, APPROVED)
        return removal

    def pending(self) -> tuple[PendingRemoval, ...]:
        return self.store.removals.of(self.first, self.account)

    def code(self) -> Secret:
        """Return the code in the one email to the person that has one."""
        letters = [one for one in self.town.new_mail() if one["To"] == self.person.email]
        [letter] = [one for one in letters if re.search(f"^{_CODE}$", one.get_content(), re.MULTILINE)]
        return notice_code(letter)

    def over(self) -> None:
        """Let the hold go by, and what is due be done."""
        self.town.clock.now += REMOVAL_HOLD
        self.store.due_removals.carry_out()

    def methods(self) -> list[str]:
        return [name for (name,) in self.town.rows("SELECT id FROM method WHERE account_id = 1")]

    def happened(self) -> list[str]:
        """Return what the history of the person has, the newest last."""
        return [kind for (kind,) in self.town.rows("SELECT kind FROM event WHERE account_id = 1 ORDER BY id")]


def came_back(lost: Lost) -> Session:
    """Sign the person in with both steps."""
    town = lost.town
    session = town.sign_in(lost.person)
    town.new_texts()
    town.store.second_step.send(session, lost.phone)
    town.store.second_step.enter(session, lost.phone, town.sms_code())
    return session


def code_in(texts: Iterable[Text], number: str) -> Secret:
    """Return the code that cancels or undoes in the one text to a number that has one."""
    [code] = [code for text in texts if text.to == number for code in re.findall(_CODE, text.text)]
    return Secret(code)


def with_code(texts: Iterable[Text]) -> set[str]:
    """Return to which numbers a code that cancels or undoes was sent."""
    return {text.to for text in texts if re.search(_CODE, text.text)}


def number_of(town: Town, person: Person) -> str:
    """Return someone's account ID."""
    [(number,)] = town.rows("SELECT number FROM account WHERE email = ?", person.email)
    return str(number)
