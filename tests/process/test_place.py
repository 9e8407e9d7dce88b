"""From where a person comes, by what nobody else can claim."""

from __future__ import annotations

import os

import pytest

from tui.process import place

USER = f"user {os.getuid()}"


@pytest.mark.parametrize("client", ["192.0.2.7", "2001:db8::7", "fe80::1%eth0"])
def test_over_ssh_it_is_the_clients_address_and_the_systems_user(client: str) -> None:
    assert place({"SSH_CONNECTION": f"{client} 50000 192.0.2.1 22"}) == f"{USER} from {client}"


def test_one_port_is_as_good_as_another() -> None:
    first, second = (place({"SSH_CONNECTION": f"192.0.2.7 {port} 192.0.2.1 22"}) for port in (50000, 50001))
    assert first == second


def test_at_the_machine_it_is_the_systems_user_whatever_the_terminal() -> None:
    assert place({"SSH_TTY": "/dev/pts/3", "USER": "somebody-else"}) == USER


@pytest.mark.parametrize("client", ["127.0.0.1", "::1", "127.8.9.10", "::ffff:127.0.0.1", "0.0.0.0", "", "x"])
def test_the_machine_itself_and_nonsense_are_no_place(client: str) -> None:
    assert place({"SSH_CONNECTION": f"{client} 50000 192.0.2.1 22"}) == ""
