"""What the document for services shows works as it stands there; its library is not the one that signs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.errors import BadSignatureError, ExpiredTokenError, InvalidClaimError, JoseError
from joserfc.jwk import KeySet

from store.settings import utc_now
from store.settings.checking_services import checked_services
from tests.services import list_services
from tests.town import Town

PAGE = Path(__file__).parents[2] / "docs" / "SERVICES.md"
DEMO = PAGE.parents[1] / "tui" / "demo" / "services.toml"
NOW = pytest.mark.parametrize("town", [{"clock": utc_now}], indirect=True, ids=["today"])
"""The check on the page goes by the clock of its machine."""

WhoCame = Callable[[str], tuple[str, int]]


def block(language: str) -> str:
    [found] = re.findall(f"^```{language}\n(.*?)^```", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    return str(found)


def statement(town: Town, service: str = "taxes") -> str:
    """Return the statement with which somebody new comes to a service of the page."""
    [(others,)] = town.rows("SELECT count(*) FROM account")
    session = town.sign_in(town.person(f"visitor-{others}"))
    address = town.store.services.open(session, service).address.reveal()
    [found] = parse_qs(urlsplit(address).query)["statement"]
    return found


@pytest.fixture
def who_came(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WhoCame:
    """The check of the page, at a service that has the exported keys."""
    without_a_code = block("toml").replace("level = 1", "level = 1\nstatement = true")
    list_services(town, without_a_code.replace("level = 2", "level = 1"))
    (tmp_path / "macle-keys.json").write_text(town.store.services.keys())
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(block("python"), names)
    check: WhoCame = names["who_came"]
    return check


def test_the_lists_that_are_shown_are_right() -> None:
    assert [one.level for one in checked_services(PAGE, block("toml").encode())] == [1, 2]
    assert [one.level for one in checked_services(DEMO, DEMO.read_bytes())] == [1, 2, 3]


@NOW
def test_who_came_is_known_by_the_same_name_each_time_and_at_which_level(
    town: Town, who_came: WhoCame
) -> None:
    session = town.sign_in(town.person())
    came = []
    for _ in range(2):
        address = town.store.services.open(session, "taxes").address.reveal()
        came.append(who_came(parse_qs(urlsplit(address).query)["statement"][0]))
    assert came[0] == came[1]
    assert came[0][1] == 1
    assert who_came(statement(town))[0] != came[0][0]


@NOW
def test_a_statement_is_taken_once(town: Town, who_came: WhoCame) -> None:
    made = statement(town)
    who_came(made)
    with pytest.raises(ValueError, match="used before"):
        who_came(made)


@NOW
def test_one_for_another_service_is_refused(town: Town, who_came: WhoCame) -> None:
    with pytest.raises(InvalidClaimError, match="aud"):
        who_came(statement(town, "library"))


@NOW
def test_one_of_another_issuer_is_refused(town: Town, who_came: WhoCame) -> None:
    town.reopen(issuer="https://accounts.example.org")
    with pytest.raises(InvalidClaimError, match="iss"):
        who_came(statement(town))


@NOW
def test_one_that_was_altered_is_refused(town: Town, who_came: WhoCame) -> None:
    head, claims, signature = statement(town).split(".")
    for place in range(0, len(claims), 7):
        altered = claims[:place] + ("A" if claims[place] != "A" else "B") + claims[place + 1 :]
        with pytest.raises((JoseError, ValueError)):
            who_came(f"{head}.{altered}.{signature}")
    with pytest.raises(BadSignatureError):
        who_came(f"{head}.{claims}.{signature[:-4]}AAAA")
    with pytest.raises((JoseError, ValueError)):
        who_came(f"{head}.{claims}.")


@NOW
def test_one_of_another_store_is_refused(town: Town, who_came: WhoCame) -> None:
    made = statement(town)
    town.rows("DELETE FROM authority_key WHERE name = 'statements'")
    with pytest.raises((JoseError, ValueError)):
        who_came(statement(town))
    assert who_came(made)


@pytest.mark.parametrize(
    ("town", "refused"),
    [
        ({"clock": lambda: utc_now() - timedelta(seconds=70)}, True),
        ({"clock": lambda: utc_now() + timedelta(seconds=30)}, True),
        ({"clock": lambda: utc_now() - timedelta(seconds=30)}, False),
        ({"clock": lambda: utc_now() + timedelta(seconds=2)}, False),
    ],
    indirect=["town"],
    ids=["expired", "not-yet", "half-over", "clocks-apart"],
)
def test_it_is_good_for_a_minute(town: Town, who_came: WhoCame, refused: bool) -> None:
    made = statement(town)
    if refused:
        with pytest.raises((ExpiredTokenError, JoseError)):
            who_came(made)
    else:
        assert who_came(made)


def test_the_exported_keys_are_public_alone(town: Town) -> None:
    exported = town.store.services.keys()
    [key] = json.loads(exported)["keys"]
    assert set(key) == {"alg", "crv", "kid", "kty", "use", "x", "y"}
    [imported] = KeySet.import_key_set(json.loads(exported)).keys
    assert imported.thumbprint() == key["kid"]
    assert town.store.services.keys() == exported
