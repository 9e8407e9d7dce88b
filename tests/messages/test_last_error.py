"""Why a message could not be sent is kept, sealed, and shown harmless."""

from __future__ import annotations

import pytest

from i18n import ENGLISH, harmless
from store.messages.waiting import WaitingMessage
from tests.messages.other_routes import Broken, Watched, outbox_with
from tests.town import TERMINAL, Town

ADDRESS = "nobody@example.org"
REFUSED = f"(550, b'<{ADDRESS}>: user unknown')"


@pytest.fixture(autouse=True)
def waiting(town: Town) -> None:
    """Leave a letter that waits."""
    town.store.reset.request(ADDRESS, ENGLISH, TERMINAL)


def shown(town: Town) -> WaitingMessage:
    [message] = town.store.waiting.messages()
    return message


def test_what_waits_tells_when_it_was_written_and_why_it_has_not_left(town: Town) -> None:
    written_at = town.clock.now
    assert (shown(town).tries, shown(town).last_error) == (0, None)
    outbox_with(town, Broken(error="no mail server today")).deliver()
    message = shown(town)
    assert (message.kind, message.written_at, message.tries) == ("email", written_at, 1)
    assert message.last_error == "ConnectionRefusedError: no mail server today"
    assert town.clock.now < message.next_try_at


def test_an_error_that_quotes_an_address_is_sealed(town: Town) -> None:
    outbox_with(town, Broken(error=REFUSED)).deliver()
    assert REFUSED in str(shown(town).last_error)
    for clear in (ADDRESS, "user unknown", "ConnectionRefusedError"):
        assert clear.encode() not in town.stored()


def test_what_waits_tells_neither_whom_to_nor_what_it_says(town: Town) -> None:
    outbox_with(town, Broken()).deliver()
    assert ADDRESS not in repr(shown(town))
    assert "Reset the password" not in repr(shown(town))


def test_the_error_of_the_last_try_is_the_one_that_is_kept(town: Town) -> None:
    for error in ("first", "second"):
        outbox_with(town, Broken(error=error)).deliver()
        assert shown(town).last_error == f"ConnectionRefusedError: {error}"
        town.clock.advance(hours=1)


def test_an_error_is_cleared_when_the_message_is_tried_again(town: Town) -> None:
    """Who was killed while sending leaves none that was not of that try."""
    outbox_with(town, Broken()).deliver()
    town.clock.advance(hours=1)
    meanwhile: list[WaitingMessage] = []
    outbox_with(town, Watched(lambda: meanwhile.append(shown(town)))).deliver()
    assert [(message.tries, message.last_error) for message in meanwhile] == [(2, None)]
    assert town.store.waiting.messages() == ()


def test_a_try_that_took_too_long_says_nothing_of_the_one_that_was_begun_since(town: Town) -> None:
    def tried_by_another() -> None:
        town.clock.advance(hours=1)
        outbox_with(town, Broken(error="of the second")).deliver()
        raise TimeoutError("of the first")

    outbox_with(town, Watched(tried_by_another)).deliver()
    assert shown(town).last_error == "ConnectionRefusedError: of the second"


@pytest.mark.parametrize(
    "error",
    [
        "\x1b]52;c;eA==\x07",
        "two\r\nlines",
        "[bold]\u202e\u2028",
        "\ud800" * 500,
        "\0",
        "é例",
        "x" * 1_000_000,
    ],
    ids=range(7),
)
def test_whatever_a_server_answers_is_shown_as_one_harmless_line_of_bounded_length(
    town: Town, error: str
) -> None:
    outbox_with(town, Broken(error=error)).deliver()
    told = shown(town).last_error
    assert told is not None
    assert told == harmless(told)
    assert len(told) <= 500


def test_a_message_that_no_longer_opens_says_so(town: Town) -> None:
    town.rows("UPDATE outbox SET sealed = x'00'")
    town.store.outbox.deliver()
    assert shown(town).last_error == "corrupt"


def test_an_error_that_no_longer_opens_does_not_hide_what_waits(town: Town) -> None:
    outbox_with(town, Broken()).deliver()
    town.rows("UPDATE outbox SET last_error = x'00'")
    assert shown(town).last_error == "corrupt"
