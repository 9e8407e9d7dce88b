"""A signal at an operator's prompt leaves neither a session nor a terminal without echo."""

from __future__ import annotations

import signal

import pyotp
import pytest

from store import Secret
from tests.command import echoes, in_terminal
from tests.town import PASSWORD, Person, Town


@pytest.mark.terminal
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_at_the_code_ends_the_operators_session(town: Town, newcomer: Person, number: int) -> None:
    session = town.sign_in(newcomer)
    enrolment = town.store.authenticator.begin(session, "App")
    town.store.authenticator.confirm(session, enrolment, Secret(pyotp.TOTP(enrolment.secret.reveal()).now()))
    town.store.sessions.end(session)
    child = in_terminal("admin", "verifications", "--as", newcomer.username, home=town.home)
    child.expect("Password: ")
    child.waitnoecho()
    child.sendline(PASSWORD.reveal())
    child.expect("recovery code: ")
    child.waitnoecho()
    child.kill(number)
    child.wait()
    assert child.exitstatus == 128 + number
    assert echoes(child)
    assert town.rows("SELECT 1 FROM session") == []
    child.close()
