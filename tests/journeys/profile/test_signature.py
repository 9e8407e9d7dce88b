"""Signing a file from the account page: the file, the password, a code, and what keeps one from it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from i18n import ENGLISH, FRENCH, LANGUAGES
from store import Refusal
from tests.journeys.conftest import Arrival, sign_in
from tests.signing import Verifier, at_level, signer
from tests.town import IDENTITY, PASSWORD, Town
from tui.journeys.profile.signature import check_command
from tui.scripted import Person
from tui.surroundings import Surroundings

USERNAME = "lucia-vera"


@dataclass
class Signer:
    """Lucía, on her account page, with an app."""

    town: Town
    person: Person
    app: str

    @classmethod
    async def comes(cls, town: Town, person: Person) -> Signer:
        someone = signer(town, USERNAME)
        app = town.add_app(town.sign_in(someone))
        await sign_in(person, USERNAME)
        town.clock.advance(minutes=1)
        await person.answers(code=town.app_code(app))
        return cls(town, person, app)

    async def chooses(self, name: str, password: str = PASSWORD.reveal()) -> None:
        await self.person.answers(file=name, password=password)

    async def enters_a_code(self) -> None:
        self.town.clock.advance(minutes=1)
        await self.person.answers(code=self.town.app_code(self.app))


@contextmanager
def stopped_once_at_work(person: Person) -> Iterator[None]:
    """Let someone press the key that stops it when the file is about to be read."""
    progress = person.visit.progress
    under_way = progress.under_way

    @contextmanager
    def stopped() -> Iterator[Callable[[int, int], None]]:
        with under_way() as tell:
            progress.stop()
            yield tell

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(progress, "under_way", stopped)
        yield


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file in someone’s home folder."""
    path = tmp_path / "home" / "it’s a letter.txt"
    path.parent.mkdir()
    monkeypatch.setenv("HOME", str(path.parent))
    path.write_text("I give up my lease.\n")
    return path


@pytest.mark.needs("openssl")
@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
async def test_a_file_is_signed_beside_it_and_openssl_accepts_that(
    town: Town, arrives: Arrival, file: Path, tmp_path: Path, language: object
) -> None:
    person = await arrives(FRENCH if language == FRENCH else ENGLISH)
    lucia = await Signer.comes(town, person)
    await person.chooses("sign-file")
    await lucia.chooses(file.name)
    assert person.page.name == "second-step-app"
    assert person.visit.where[-1] == file.name
    await lucia.enters_a_code()
    signature = file.with_name(f"{file.name}.p7s")
    assert person.page.name == "signed-file"
    assert str(file) in person.says()
    assert check_command(file, signature) in person.says()
    await person.chooses("copy")
    assert person.copied == [check_command(file, signature)]
    assert Verifier(town, tmp_path).accepts(file, signature)
    await person.chooses("another-file")
    assert person.page.name == "sign-file"
    await person.leaves()
    assert person.page.name == "account"


def answer(command: str, file: Path, adds: str = "") -> str:
    """Return what a command of the shell says beside a file, to which something was added."""
    with file.open("a") as it:
        it.write(adds)
    return subprocess.run(
        command, shell=True, check=False, capture_output=True, cwd=file.parent, text=True
    ).stdout


@pytest.mark.needs("openssl")
async def test_the_command_that_is_told_names_who_signed_and_nobody_for_another_file(
    town: Town, visitor: Person, file: Path
) -> None:
    lucia = await Signer.comes(town, visitor)
    await visitor.chooses("sign-file")
    await lucia.chooses(file.name)
    await lucia.enters_a_code()
    certificates, now = town.store.certificates, int(town.clock.now.timestamp())
    trusted = certificates.certificate() + certificates.revocation_list()
    file.with_name("trusted.pem").write_text(trusted)
    command = check_command(file, file.with_name(f"{file.name}.p7s"))
    assert command in visitor.says()
    command = command.replace("-crl_check", f"-crl_check -attime {now}")
    assert answer(command, file) == f"subject=CN={IDENTITY.legal_name}\n"
    assert answer(command, file, adds="Nor do I owe anything.\n") == ""


async def test_back_from_the_code_leads_to_the_file_which_is_still_named(
    town: Town, visitor: Person, file: Path
) -> None:
    lucia = await Signer.comes(town, visitor)
    await visitor.chooses("sign-file")
    await lucia.chooses(file.name)
    await visitor.leaves()
    assert (visitor.page.name, visitor.page.fields[0].value) == ("sign-file", str(file))
    assert [path.name for path in file.parent.iterdir()] == [file.name]


async def test_after_too_many_wrong_codes_the_file_is_still_named_once_they_sign_in_again(
    town: Town, visitor: Person, file: Path
) -> None:
    town.add_phone(town.sign_in(signer(town, USERNAME)))
    town.clock.advance(minutes=1)
    await sign_in(visitor, USERNAME)
    await visitor.answers(code=town.sms_code().reveal())
    await visitor.chooses("sign-file")
    town.clock.advance(minutes=1)
    await visitor.answers(file=file.name, password=PASSWORD.reveal())
    while visitor.page.name != "second-step-spent":
        town.clock.advance(minutes=1)
        await visitor.answers(code="000000")
    town.new_texts()
    town.clock.advance(minutes=10)
    await visitor.chooses("sign-in")
    await visitor.answers(identifier=USERNAME, password=PASSWORD.reveal())
    await visitor.answers(code=town.sms_code().reveal())
    assert (visitor.page.name, visitor.page.fields[0].value) == ("sign-file", str(file))


async def test_a_file_that_cannot_be_signed_costs_no_try_and_is_told_at_its_field(
    town: Town, visitor: Person, file: Path
) -> None:
    lucia = await Signer.comes(town, visitor)
    await visitor.chooses("sign-file")
    nothing = f"no file “{file.with_name('none')}”."
    for name, told in (
        ("none", nothing),
        (".", "a folder"),
        ("~nobody-here/x", "no file “~nobody-here/x”."),
    ):
        await lucia.chooses(name, "not my password")
        assert visitor.problems.keys() == {"file"}
        assert told in visitor.says()
    await lucia.chooses(f"{file.name}\x1b[2J")
    assert visitor.problems["file"].refusal is Refusal.TEXT_CHARACTERS
    await lucia.chooses(file.name, "not my password")
    assert visitor.problems["password"].facts["tries_left"] == 4


async def test_whoever_stops_it_is_told_and_can_go_on(town: Town, visitor: Person, file: Path) -> None:
    lucia = await Signer.comes(town, visitor)
    await visitor.chooses("sign-file")
    with stopped_once_at_work(visitor):
        await lucia.chooses(file.name)
    assert visitor.page.name == "sign-file"
    assert "nothing was signed" in visitor.says()
    await lucia.chooses(file.name)
    assert visitor.page.name == "second-step-app"


@pytest.mark.parametrize("advanced", [False, True])
async def test_what_is_missing_is_told_with_the_way_to_it(
    town: Town, visitor: Person, *, advanced: bool
) -> None:
    at_level(town, town.person(), advanced=advanced)
    await sign_in(visitor)
    assert ("Needs an advanced registration" in visitor.says()) is not advanced
    await visitor.chooses("sign-file")
    assert visitor.page.name == "account"
    assert ("Verify your identity" if advanced else "in person") in visitor.says()


async def test_it_is_not_offered_without_registration_nor_where_nothing_is_saved(
    town: Town, visitor: Person, arrives: Arrival
) -> None:
    town.person()
    await sign_in(visitor)
    assert "sign-file" not in {action.name for action in visitor.page.choices}
    at_level(town, town.person("lucia-vera"))
    at_kiosk = await arrives()
    at_kiosk.visit.surroundings = Surroundings(saves=False)
    await sign_in(at_kiosk, "lucia-vera")
    assert "sign-file" not in {action.name for action in at_kiosk.page.choices}
