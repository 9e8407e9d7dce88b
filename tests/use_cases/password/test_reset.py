"""Resetting a forgotten password with an emailed token."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from i18n import ENGLISH, FRENCH, LANGUAGES
from store import Happening, Problem, Refusal, Secret
from store.messages.letters.password import no_account_to_reset, password_reset
from store.rules.limits import RESET_TOKEN_LIFE
from tests.languages import IN_EACH
from tests.town import NEW_PASSWORD, PASSWORD, TERMINAL, TOKEN, Town, answer, as_told, refused


def set_password(town: Town, token: Secret, new: Secret = NEW_PASSWORD) -> None:
    town.store.reset.set_password(token, new, new, TERMINAL)


def test_a_token_sets_a_new_password(town: Town) -> None:
    someone = town.person()
    set_password(town, town.reset_token(someone))
    assert refused(town.sign_in, someone).refusal is Refusal.WRONG_SIGN_IN
    session = town.sign_in(someone, NEW_PASSWORD)
    happened = [event.happening for event in town.store.history.recent(session)]
    assert happened[2:4] == [Happening.PASSWORD_RESET, Happening.RESET_REQUESTED]


def test_a_known_and_an_unknown_address_get_one_answer_and_one_message_each(town: Town) -> None:
    someone = town.person()
    assert town.store.reset.request(someone.email, FRENCH, TERMINAL) is None  # type: ignore[func-returns-value]
    [known] = town.new_mail()
    assert town.store.reset.request("nobody@example.org", FRENCH, TERMINAL) is None  # type: ignore[func-returns-value]
    [unknown] = town.new_mail()
    assert (known["To"], unknown["To"]) == (someone.email, "nobody@example.org")
    assert known["Subject"] == ENGLISH.say(no_account_to_reset().subject)
    assert unknown["Subject"] == FRENCH.say(no_account_to_reset().subject)
    assert not re.search(TOKEN, unknown.get_content())


def test_a_stranger_who_asks_leaves_no_trace_but_that_they_asked(town: Town) -> None:
    town.store.reset.request("nobody@example.org", FRENCH, TERMINAL)
    town.store.forgotten_username.request("nobody@example.org", FRENCH, TERMINAL)
    assert town.rows("SELECT kind FROM quota ORDER BY kind") == [("reset",), ("username",)]
    assert not any(town.rows(f"SELECT 1 FROM {table}") for table in ("account", "event", "reset_token"))


@IN_EACH
def test_the_token_ends_a_line_of_the_file_and_of_the_mail_and_the_time_is_absolute(
    town: Town, code: str
) -> None:
    someone = town.person(language=code)
    town.store.reset.request(someone.email, ENGLISH, TERMINAL)
    [file] = town.new_files()
    [line] = [line for line in file.read_text().splitlines() if re.search(f"{TOKEN}$", line)]
    assert re.fullmatch(rf"\S*/{TOKEN}", line)
    language = LANGUAGES[code]
    assert language.tell(town.clock.now + RESET_TOKEN_LIFE) in file.read_text()
    set_password(town, Secret(line[-24:]))


@pytest.mark.parametrize(
    "written",
    [
        "{0}{1}",
        "  {0} {1} \r\n",
        "{0}\r\n{1}",
        "{0}\n    {1}",
        "macle:reset/{0}{1}",
        "macle:reset/{0}\n{1}",
        "<macle:reset/{0}{1}>.",
        "{0}\u200b{1}\ufeff",
        "{0}\u2028\u00a0{1}",
    ],
)
def test_a_token_pasted_with_spaces_line_breaks_or_its_link_is_accepted(town: Town, written: str) -> None:
    token = town.reset_token(town.person()).reveal()
    set_password(town, Secret(written.format(token[:12], token[12:])))


def test_looking_at_a_token_tells_whose_password_it_sets_and_does_not_use_it(town: Town) -> None:
    someone = town.person()
    token = town.reset_token(someone)
    for _ in range(3):
        opened = town.store.reset.open(token)
        assert (opened.owner.username, opened.owner.email) == (someone.username, someone.email)
        assert opened.expires_at == town.clock.now + timedelta(minutes=30)
    set_password(town, token)


def refused_both_ways(town: Town, token: Secret) -> Refusal:
    """Return how a token is refused, by a look and by its use alike."""
    problems = [refused(town.store.reset.open, token), refused(set_password, town, token)]
    assert {problem.field for problem in problems} == {"token"}
    [refusal] = {problem.refusal for problem in problems}
    return refusal


def test_a_token_lives_thirty_minutes(town: Town) -> None:
    token = town.reset_token(town.person())
    town.clock.advance(minutes=30, microseconds=-1)
    town.store.reset.open(token)
    town.clock.advance(microseconds=1)
    assert refused_both_ways(town, token) is Refusal.TOKEN_EXPIRED


def test_a_used_token_is_told_so_even_when_another_was_sent_or_time_has_passed(town: Town) -> None:
    someone = town.person()
    token = town.reset_token(someone)
    set_password(town, token)
    assert refused_both_ways(town, token) is Refusal.TOKEN_USED
    town.reset_token(someone)
    town.clock.advance(hours=2)
    assert refused_both_ways(town, token) is Refusal.TOKEN_USED


def test_a_newer_token_replaces_the_one_before(town: Town) -> None:
    someone = town.person()
    first, second = town.reset_token(someone), town.reset_token(someone)
    assert refused_both_ways(town, first) is Refusal.TOKEN_EXPIRED
    set_password(town, second)


@pytest.mark.parametrize("made_up", ["0" * 20, "abcd-efgh-jkmn-pqrs-tvwx", "l0O1" * 5])
def test_a_token_that_was_never_sent_is_unknown(town: Town, made_up: str) -> None:
    town.reset_token(town.person())
    assert refused_both_ways(town, Secret(made_up)) is Refusal.TOKEN_UNKNOWN


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", Refusal.TOKEN_LENGTH),
        ("x", Refusal.TOKEN_LENGTH),
        ("0" * 19, Refusal.TOKEN_LENGTH),
        ("0" * 43, Refusal.TOKEN_LENGTH),
        ("[/]", Refusal.TOKEN_LENGTH),
        ("z" * 1_000_000, Refusal.TOKEN_LENGTH),
        ("U" * 20, Refusal.TOKEN_CHARACTER),
        ("é", Refusal.TOKEN_CHARACTER),
        ("\x00\x1b[2J", Refusal.TOKEN_CHARACTER),
        ("\ud800", Refusal.TOKEN_CHARACTER),
    ],
    ids=range(10),
)
def test_what_no_token_can_be_is_told_by_name(town: Town, typed: str, refusal: Refusal) -> None:
    town.reset_token(town.person())
    assert refused_both_ways(town, Secret(typed)) is refusal


def test_a_token_may_be_typed_as_one_reads_it(town: Town) -> None:
    token = town.reset_token(town.person()).reveal()
    read = token.replace("-", " ").replace("0", "o").replace("1", "l").lower()
    set_password(town, Secret(read))


def test_a_token_of_another_store_is_unknown(town: Town, tmp_path: Path) -> None:
    elsewhere = Town(tmp_path / "elsewhere")
    foreign = elsewhere.reset_token(elsewhere.person())
    town.reset_token(town.person())
    assert refused_both_ways(town, foreign) is Refusal.TOKEN_UNKNOWN
    set_password(elsewhere, foreign)
    elsewhere.store.close()


def test_a_session_is_no_reset_token(town: Town) -> None:
    session = town.sign_in(town.person())
    assert refused_both_ways(town, session.token) in {Refusal.TOKEN_CHARACTER, Refusal.TOKEN_LENGTH}


def test_a_refused_password_does_not_burn_the_token(town: Town) -> None:
    token = town.reset_token(town.person())
    for new, confirmation, refusal in (
        ("weak", "weak", Refusal.PASSWORD_BREAKS_RULES),
        ("Alexandre-2026!", "Alexandre-2026!", Refusal.PASSWORD_BREAKS_RULES),
        ("Chouette-2027?", "chouette-2027?", Refusal.PASSWORDS_DIFFER),
        ("x" * 257, "x" * 257, Refusal.TOO_LONG),
        ("Chouette\x00-2027?", "Chouette\x00-2027?", Refusal.PASSWORD_CHARACTERS),
        (PASSWORD.reveal(), PASSWORD.reveal(), Refusal.PASSWORD_SAME),
    ):
        problem = refused(town.store.reset.set_password, token, Secret(new), Secret(confirmation), TERMINAL)
        assert problem.refusal is refusal
    set_password(town, token)


def test_a_stranger_who_asks_for_resets_does_not_use_up_the_owners_for_an_hour(town: Town) -> None:
    someone = town.person()
    for _ in range(20):
        town.store.reset.request(someone.email, ENGLISH, TERMINAL)
    town.clock.advance(minutes=12)
    set_password(town, town.reset_token(someone))


@pytest.mark.more
def test_however_often_a_stranger_asks_a_live_token_is_in_the_mailbox(town: Town) -> None:
    someone = town.person()
    town.new_mail()
    letters_of_an_hour = 0
    for _ in range(6 * 60):
        town.store.reset.request(someone.email, ENGLISH, TERMINAL)
        for letter in town.new_mail():
            letters_of_an_hour += 1
            [newest] = re.findall(f"{TOKEN}$", letter.get_content(), re.MULTILINE)
        town.clock.advance(seconds=10)
        # Read without being typed: what is typed stays, whatever comes after it.
        live = "SELECT count(*) FROM reset_token WHERE ended = ''"
        assert town.rows(live) == [(1,)]
    assert letters_of_an_hour == 5 + 4
    set_password(town, Secret(newest))


def test_a_token_that_was_typed_outlives_those_that_a_stranger_asks_for(town: Town) -> None:
    someone = town.person()
    token = town.reset_token(someone)
    town.store.reset.open(token)
    newer = town.reset_token(someone)
    set_password(town, token)
    assert refused_both_ways(town, newer) is Refusal.TOKEN_USED


def test_a_clock_that_was_ahead_for_a_moment_keeps_nobody_from_a_reset(town: Town) -> None:
    someone = town.person()
    town.clock.advance(days=365)
    for _ in range(5):
        town.store.reset.request(someone.email, ENGLISH, TERMINAL)
    town.clock.advance(days=-365)
    set_password(town, town.reset_token(someone))


def test_past_five_requests_an_hour_nothing_is_sent_and_the_last_token_stays_good(town: Town) -> None:
    someone = town.person()
    for address in (someone.email, "nobody@example.org"):
        for _ in range(4):
            town.store.reset.request(address, ENGLISH, TERMINAL)
        assert len(town.new_mail()) == 4
    token = town.reset_token(someone)
    town.store.reset.request("nobody@example.org", ENGLISH, TERMINAL)
    town.new_mail()
    for address in (someone.email, someone.email.upper(), "nobody@example.org"):
        town.store.reset.request(address, ENGLISH, TERMINAL)
    assert town.new_mail() == []
    set_password(town, token)
    town.clock.advance(hours=1)
    town.reset_token(someone)


def test_the_address_is_found_whatever_its_case_and_written_to_as_it_is_kept(town: Town) -> None:
    someone = town.person()
    town.store.reset.request("  ALEXANDRE@Example.Org ", ENGLISH, TERMINAL)
    [letter] = town.new_mail()
    assert letter["To"] == someone.email
    assert someone.username in letter.get_content()


@pytest.mark.parametrize(
    "address", ["alexandré@example.org", "alexandre@example.orɡ", "аlexandre@example.org"]
)
def test_a_look_alike_address_gets_nobodys_token(town: Town, address: str) -> None:
    town.person()
    town.store.reset.request(address, ENGLISH, TERMINAL)
    [letter] = town.new_mail()
    assert not re.search(TOKEN, letter.get_content())


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "alexandre",
        "a@b@c",
        "a@x.org\nBcc: b@x.org",
        "\x00@x.org",
        "\ud800@x.org",
        "a@[/b].org",
        "a\u202e@x.org",
    ],
    ids=range(8),
)
def test_what_is_no_address_is_refused_and_sends_nothing(town: Town, typed: str) -> None:
    problem = refused(town.store.reset.request, typed, ENGLISH, TERMINAL)
    assert (problem.refusal, problem.field) == (Refusal.EMAIL_FORM, "email")
    assert town.new_mail() == []


def test_a_reset_lifts_a_wait(town: Town) -> None:
    someone = town.person()
    town.fails_to_sign_in(someone.username, 5)
    set_password(town, town.reset_token(someone))
    town.sign_in(someone, NEW_PASSWORD)


def test_a_reset_signs_nobody_in_and_is_told_to_the_address(town: Town) -> None:
    someone = town.person(language="fr")
    token = town.reset_token(someone)
    set_password(town, token)
    assert town.rows("SELECT count(*) FROM session") == [(0,)]
    [letter] = town.new_mail()
    expected = as_told(password_reset(town.clock.now, None), letter, town.clock.now, FRENCH)
    assert letter["To"] == someone.email
    assert (letter["Subject"], letter.get_content()) == expected


def test_a_reset_request_alone_changes_nothing_that_works(town: Town) -> None:
    someone = town.person()
    session = town.sign_in(someone)
    town.reset_token(someone)
    town.store.account.overview(session)
    town.sign_in(someone)


def test_one_token_used_by_many_at_once_sets_one_password(town: Town) -> None:
    someone = town.person()
    token = town.reset_token(someone)
    wanted = [Secret(f"Chouette-{number}-{number}?") for number in range(8)]

    def use(new: Secret) -> tuple[object, ...] | Secret:
        try:
            set_password(town, token, new)
        except Problem as problem:
            return answer(problem)
        return new

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(use, wanted))
    [winner] = [end for end in ends if isinstance(end, Secret)]
    assert [end for end in ends if end is not winner] == [(Refusal.TOKEN_USED, "token", {})] * 7
    town.sign_in(someone, winner)
    assert len(town.new_mail()) == 1
