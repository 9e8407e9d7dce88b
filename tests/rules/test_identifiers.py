"""Usernames and email addresses: what is accepted, and who is found."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.problems import Problem, Refusal
from store.rules import identifiers, passwords

ANY_TEXT = st.text(st.characters(categories=None))
LOCAL_PART = st.text(
    st.characters(categories=["Lu", "Ll", "Lt", "Lo", "Nd"]) | st.sampled_from("ıİßẞſKÅσςΣéÉ+-_"),
    min_size=1,
    max_size=20,
)
MEGABYTE = 1_000_000


def refusal_of_email(typed: str) -> Problem:
    with pytest.raises(Problem) as caught:
        identifiers.email(typed, "address")
    assert caught.value.field == "address"
    return caught.value


@pytest.mark.parametrize(
    "name",
    [
        "alexandre",
        "camille-b",
        "noel-expire",
        "odile-desk",
        "a1234567",
        "Jean.Luc_2",
        "--------",
        "abcdefgh" * 2,
    ],
)
def test_a_username_of_8_to_16_letters_digits_and_marks_is_accepted(name: str) -> None:
    assert identifiers.username(name) == name


AROUND = st.text(
    "\u200b\ufeff\u200e\u200f\u202a\u202c\u2066\u2069\u00ad\u00a0\u202f\u200d\u2060 \n", max_size=6
)


def test_spaces_around_a_username_are_not_part_of_it() -> None:
    assert identifiers.username(" alexandre\n") == "alexandre"


@given(AROUND, AROUND, st.sampled_from(["alexandre", "a@example.org"]))
def test_what_cannot_be_seen_around_an_identifier_finds_the_same_person(
    before: str, after: str, identifier: str
) -> None:
    assert identifiers.lookup(before + identifier + after) == identifier
    if "@" not in identifier:
        assert identifiers.username(before + identifier + after) == identifier
    else:
        assert identifiers.email(before + identifier + after).address == identifier


@given(AROUND, AROUND)
def test_a_password_keeps_what_cannot_be_seen(before: str, after: str) -> None:
    typed = (before + "Lanterne" + after).replace("\n", "")
    assert passwords.normalise(typed, "password") == typed


@pytest.mark.parametrize(
    "name",
    [
        "",
        "abcdefg",
        "a" * 17,
        "12345678",
        "a12345678",
        "jean luc",
        "jean@luc.fr",
        "émilie-b",
        "аlexandre",  # begins with a Cyrillic letter
        "alexandre\x00",
        "alex\nandre",
        "alex\u202eandre",
        "[/b]alexa",
        "ａｌｅｘａｎｄｒｅ",
        "alexandr٣",
        "alexandre\ud800",
        "a" * MEGABYTE,
    ],
)
def test_another_username_is_refused_with_the_numbers_to_keep_to(name: str) -> None:
    with pytest.raises(Problem) as caught:
        identifiers.username(name)
    assert caught.value.refusal is Refusal.USERNAME_FORM
    assert caught.value.field == "username"
    assert caught.value.facts == {"shortest": 8, "longest": 16, "most_digits": 7}


@pytest.mark.parametrize(
    ("typed", "address", "lookup"),
    [
        ("alexandre@example.com", "alexandre@example.com", "alexandre@example.com"),
        ("alexandre@mail.test", "alexandre@mail.test", "alexandre@mail.test"),
        (" Alexandre@Example.COM\n", "Alexandre@example.com", "alexandre@example.com"),
        ("É@x.fr", "É@x.fr", "é@x.fr"),
        ("e\u0301@x.fr", "é@x.fr", "é@x.fr"),
        ("a@BÜCHER.fr", "a@bücher.fr", "a@xn--bcher-kva.fr"),
        ("a@XN--BCHER-KVA.fr", "a@bücher.fr", "a@xn--bcher-kva.fr"),
        ("a+macle@x.fr", "a+macle@x.fr", "a+macle@x.fr"),
    ],
)
def test_an_email_is_kept_as_written_and_found_without_case(typed: str, address: str, lookup: str) -> None:
    assert identifiers.email(typed) == identifiers.Email(address, lookup)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "alexandre",
        "@x.fr",
        "a@",
        "a@x",
        "a@@x.fr",
        "a b@x.fr",
        '"a b"@x.fr',
        "a@[127.0.0.1]",
        "Alexandre <a@x.fr>",
        "a@x.fr\x00",
        "a\x1b]52;c;@x.fr",
        "a\u202e@x.fr",
        "a\u200b@x.fr",
        "\ud800@x.fr",
        "a@x.fr, b@x.fr",
        "a@x.fr\nBcc: b@x.fr",
        "a@host.local",
        "=?utf-8?q?a=0Ab?=@x.fr",
        "=?utf-8?q?victim=40bank.fr=2C?=@x.fr",
        "a=?utf-8?q?b?=@x.fr",
        "=?@x.fr",
    ],
)
def test_what_is_no_email_is_refused(typed: str) -> None:
    assert refusal_of_email(typed).refusal is Refusal.EMAIL_FORM


@pytest.mark.parametrize(
    "typed", ["a" * 250 + "@x.fr", "a" * MEGABYTE + "@x.fr", "\u0301" * MEGABYTE, "@" * MEGABYTE]
)
def test_an_over_long_email_is_refused_with_the_limit(typed: str) -> None:
    problem = refusal_of_email(typed)
    assert problem.refusal is Refusal.TOO_LONG
    assert problem.facts == {"limit": 254}


def test_an_email_of_exactly_the_limit_is_accepted() -> None:
    address = "a" * 249 + "@x.fr"
    assert len(address) == 254
    assert identifiers.email(address).address == address


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mike@x.fr", "mıke@x.fr"),
        ("mike@x.fr", "mİke@x.fr"),
        ("strasse@x.fr", "straße@x.fr"),
        ("a@strasse.de", "a@straße.de"),
        ("sam@x.fr", "ſam@x.fr"),
        ("fin@x.fr", "ﬁn@x.fr"),
        ("eric@x.fr", "éric@x.fr"),
        ("alexandre", "alexandr\u0435"),
        ("alexandre", "alexandre@x.fr"),
        ("", "alexandre"),
        ("12345678Z", "12345678S"),
        ("12345678ss", "12345678ß"),
    ],
)
def test_a_look_alike_never_finds_somebody_else(one: str, other: str) -> None:
    assert identifiers.lookup(one) != identifiers.lookup(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("alexandre", "ALEXANDRE"),
        ("alexandre", " Alexandre "),
        ("mike@x.fr", "MIKE@X.FR"),
        ("straße@x.fr", "STRAẞE@x.fr"),
        ("éric@x.fr", "E\u0301RIC@x.fr"),
        ("οδος@x.fr", "ΟΔΟΣ@x.fr"),
        ("a@bücher.fr", "A@xn--bcher-kva.FR"),
        ("12345678Z", "12.345.678-z"),
        ("295109912611193", " 2 95 10 99 126 111 93"),
        ("AB123456", "ab123456"),
    ],
)
def test_upper_case_decomposed_accents_and_a_spaced_number_find_the_same_person(one: str, other: str) -> None:
    assert identifiers.lookup(one) == identifiers.lookup(other)


@pytest.mark.parametrize(
    "typed", ["", "@", "\x00", "\ud800", "a\ud800@x.fr", "!", "a" * MEGABYTE, "@" * MEGABYTE]
)
def test_an_impossible_identifier_has_a_short_lookup_that_is_nobodys(typed: str) -> None:
    lookup = identifiers.lookup(typed)
    assert len(lookup) == 65
    assert "@" not in lookup
    with pytest.raises(Problem):
        identifiers.username(lookup)


def test_a_password_typed_as_identifier_is_not_in_the_lookup() -> None:
    assert "lanterne" not in identifiers.lookup("Lanterne-2026!").casefold()


@given(ANY_TEXT)
def test_every_text_has_one_lookup_that_can_be_stored(typed: str) -> None:
    lookup = identifiers.lookup(typed)
    lookup.encode()
    assert unicodedata.is_normalized("NFC", lookup)
    assert identifiers.lookup(typed) == lookup


@given(st.from_regex(r"[A-Za-z._-]{8,16}", fullmatch=True))
def test_a_usernames_lookup_is_its_own_and_never_an_emails(name: str) -> None:
    lookup = identifiers.lookup(identifiers.username(name))
    assert lookup == name.lower() == identifiers.lookup(lookup)
    assert "@" not in lookup


@given(LOCAL_PART, st.sampled_from(["x.fr", "bücher.fr", "straße.de", "mail.test"]))
def test_an_email_is_found_by_its_address_and_its_lookup_alike(local_part: str, domain: str) -> None:
    email = identifiers.email(f"{local_part}@{domain}")
    assert identifiers.lookup(email.address) == email.lookup
    assert identifiers.lookup(email.lookup) == email.lookup
    assert re.fullmatch(r".+@[a-z0-9.-]+", email.lookup)


@given(LOCAL_PART)
def test_accents_written_in_either_form_find_the_same_person(local_part: str) -> None:
    address = f"a{local_part}@x.fr"
    composed, decomposed = (unicodedata.normalize(form, address) for form in ("NFC", "NFD"))
    assert identifiers.lookup(composed) == identifiers.lookup(decomposed)
