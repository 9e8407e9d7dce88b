"""What an email is once it has left: text and page, in the reader’s language, for any mail server."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as email_policy
from html.parser import HTMLParser

import pytest

from i18n import ENGLISH, FRENCH, Language
from store import Secret
from store.messages.internet_message import internet_message
from store.messages.letters.letter import Letter
from store.messages.letters.password import reset_token
from store.messages.letters.profile import verification_refused
from store.messages.message import Email, Sender

NOW = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
TOKEN = "ABCDEFGHJKMNPQRSTVWX"
SENDER = Sender("Clé & Cie", "macle@example.org")


def sent(letter: Letter, language: Language = FRENCH) -> bytes:
    """Return what a mail server is given."""
    subject, body = letter.said(language)
    email = Email("f" * 32, NOW, "alexandre@example.org", subject, body, language.code)
    return internet_message(email, SENDER, ascii_only=True).as_bytes()


def part(raw: bytes, kind: str) -> str:
    found = message_from_bytes(raw, policy=email_policy).get_body((kind,))
    assert isinstance(found, EmailMessage)
    return str(found.get_content()).replace("\r\n", "\n")


class Page(HTMLParser):
    """The words of a page, its language, and everything in it that names another place."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.places: list[str] = []
        self.language: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = dict(attributes)
        self.language = named.get("lang", self.language)
        self.places += [name for name in ("src", "href", "background", "action") if name in named]
        assert tag not in {"script", "link", "img", "iframe", "style"}

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("language", [ENGLISH, FRENCH], ids=lambda language: language.code)
def test_an_email_is_a_text_and_a_page_that_say_the_same_in_the_readers_language(language: Language) -> None:
    letter = reset_token(Secret(TOKEN), "alexandre", NOW)
    raw = sent(letter, language)
    subject, body = letter.said(language)
    page = Page(part(raw, "html"))
    assert part(raw, "plain") == body
    assert [line for line in "".join(page.words).split("\n") if line][-6:] == body.strip().split("\n\n")
    assert page.language == language.code
    assert page.places == []
    message = message_from_bytes(raw, policy=email_policy)
    assert (message["Subject"], message["Content-Language"]) == (subject, language.code)
    assert message.get_content_type() == "multipart/alternative"


def test_the_headers_say_from_whom_when_and_that_no_person_wrote_it() -> None:
    message = message_from_bytes(sent(reset_token(Secret(TOKEN), "alexandre", NOW)), policy=email_policy)
    [sender] = message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Clé & Cie", "macle@example.org")
    assert message["Message-ID"] == f"<{'f' * 32}@example.org>"
    assert message["Date"].datetime == NOW.replace(microsecond=0)
    assert message["Auto-Submitted"] == "auto-generated"
    assert "List-Unsubscribe" not in message


def test_any_mail_server_takes_it_and_the_token_ends_its_line_as_it_is() -> None:
    raw = sent(reset_token(Secret(TOKEN), "alexandre", NOW))
    assert raw.isascii()
    assert b"\0" not in raw
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert b"\r\nmacle:reset/ABCD-EFGH-JKMN-PQRS-TVWX\r\n" in raw


def test_a_long_reason_breaks_no_line_limit_and_no_page() -> None:
    reason = "<script>alert(1)</script> & " + "é" * 3000
    raw = sent(verification_refused(reason))
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert reason in "".join(Page(part(raw, "html")).words)
    assert "<script" not in part(raw, "html")


def test_a_name_with_markup_or_line_breaks_is_text_in_the_page_and_adds_no_header() -> None:
    raw = sent(reset_token(Secret(TOKEN), 'a"><img src=x>\r\nBcc: all@example.org', NOW))
    assert Page(part(raw, "html")).places == []
    assert message_from_bytes(raw, policy=email_policy)["Bcc"] is None


def test_what_was_queued_before_letters_had_a_language_still_leaves() -> None:
    email = Email("f" * 32, NOW, "a@example.org", "Hello", "Hello.\n")
    message = internet_message(email, SENDER, ascii_only=True)
    assert "Content-Language" not in message
    assert part(message.as_bytes(), "plain") == "Hello.\n"
