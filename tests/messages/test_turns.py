"""Whoever has much sent delays their own messages, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest

from i18n import ENGLISH
from store import Refusal, Secret
from store.database.alone import EVERYTHING
from store.messages.letters.identity import forgotten_username
from store.messages.letters.letter import Letter
from store.messages.letters.password import no_account_to_reset, reset_token
from store.messages.letters.upkeep import trial_text
from store.messages.message import Outgoing
from store.messages.routes.route import WayClosed
from store.rules.limits import INVITATION_LIFE, RESET_TOKEN_LIFE
from tests.messages.other_routes import AnyRoute, Broken, Watched, outbox_by_kind, outbox_with
from tests.town import Town

OWNER, THIEF = 1, 2
MANY = 120


def news(_town: Town) -> Letter:
    return forgotten_username("owner")


def token(town: Town, life: timedelta = RESET_TOKEN_LIFE) -> Letter:
    return reset_token(Secret("T" * 20), "owner", town.clock.now + life)


def invitation(town: Town) -> Letter:
    return token(town, INVITATION_LIFE)


def word(_town: Town) -> Letter:
    return no_account_to_reset()


def written(
    town: Town, letter: Callable[[Town], Letter], *accounts: int | None, to: str = "others@example.org"
) -> None:
    """Leave a letter for each account or stranger, and let a second go by."""
    with town.store.database.write(alone_with=EVERYTHING) as db:
        for account_id in accounts:
            town.store.outbox.queue(db, letter(town), to, ENGLISH, account_id)
    town.clock.advance(seconds=1)


def place(town: Town, to: str) -> int:
    """Deliver all that waits; return before how many others the message to this address left."""
    route = Broken(failures=0)
    outbox_with(town, route).deliver()
    return [message.to for message in route.sent].index(to)


FLOODS: Mapping[str, Callable[[Town], None]] = {
    "news of one account": lambda town: written(town, news, *[THIEF] * MANY),
    "codes to strangers": lambda town: written(town, token, *[None] * MANY),
    "word to strangers": lambda town: written(town, word, *[None] * MANY),
    "invitations": lambda town: written(town, invitation, *range(THIEF, MANY)),
}
WITH_EACH_FLOOD = pytest.mark.parametrize(
    "flood",
    [
        pytest.param(flood, id=name, marks=pytest.mark.more if name.endswith("to strangers") else ())
        for name, flood in FLOODS.items()
    ],
)


@WITH_EACH_FLOOD
def test_no_flood_hides_the_notice_of_a_change(town: Town, flood: Callable[[Town], None]) -> None:
    flood(town)
    written(town, news, OWNER, to="owner@example.org")
    assert place(town, "owner@example.org") <= 1


@WITH_EACH_FLOOD
def test_no_flood_holds_up_the_code_of_an_account(town: Town, flood: Callable[[Town], None]) -> None:
    flood(town)
    written(town, token, OWNER, to="owner@example.org")
    assert place(town, "owner@example.org") == 0


def test_the_news_of_many_accounts_leave_strangers_a_turn(town: Town) -> None:
    written(town, news, *range(1, MANY))
    written(town, token, None, to="stranger@example.org")
    assert place(town, "stranger@example.org") == 0


def test_what_one_account_is_told_keeps_its_order(town: Town) -> None:
    for number in range(60):
        written(town, news, OWNER, to=f"owner-{number}@example.org")
        written(town, news, THIEF)
    route = Broken(failures=0)
    outbox_with(town, route).deliver()
    told = [message.to for message in route.sent if message.to.startswith("owner")]
    assert told == [f"owner-{number}@example.org" for number in range(60)]


def test_a_message_at_which_a_server_hangs_goes_after_those_that_have_less_of_a_hurry(town: Town) -> None:
    written(town, token, OWNER, to="owner@example.org")
    written(town, word, None, None)

    class Hanging(AnyRoute):
        def send(self, message: Outgoing) -> None:
            if message.to == "owner@example.org":
                raise WayClosed(Refusal.MAIL_TOO_SLOW, detail="")

    outbox = outbox_with(town, Hanging())
    assert outbox.deliver() == 0
    town.store.waiting.hurry()
    assert outbox.deliver() == 2


def test_a_slow_gateway_holds_up_a_code_by_email_for_one_message_alone(town: Town) -> None:
    emails = Broken(failures=0)
    sent_before: list[int] = []

    def ask_for_a_code() -> None:
        town.clock.advance(seconds=55)
        sent_before.append(len(emails.sent))
        if len(sent_before) == 1:
            written(town, token, OWNER, to="owner@example.org")

    with town.store.database.write(alone_with=EVERYTHING) as db:
        for _number in range(4):
            town.store.outbox.queue(db, trial_text(), "+33612345678", ENGLISH, THIEF)
    outbox_by_kind(town, email=emails, sms=Watched(meanwhile=ask_for_a_code)).deliver()
    assert sent_before == [0, 1, 1, 1]
