"""The tasks of `macle admin`: their help, and wrong usages of them."""

from __future__ import annotations

import pytest

from tests.commands.admin.administrator import complaint, macle, told
from tests.town import Town


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nope",),
        ("add-operator",),
        ("add-operator", "odile-desk"),
        ("add-operator", "odile-desk", "--email"),
        ("add-operator", "odile-desk", "omar-desk", "--email", "o@example.org"),
        ("verifications",),
        ("verifications", "--as"),
        ("verifications", "--as", "odile-desk", "forget"),
        ("verifications", "--as", "odile-desk", "accept"),
        ("verifications", "--as", "odile-desk", "refuse", "ab"),
        ("verifications", "--as", "odile-desk", "accept", "ab", "--reason", "No."),
        ("verifications", "--as", "odile-desk"),  # and no line with a password
        ("operators", "forget"),
        ("operators", "odile-desk"),
        ("operators", "give-back"),
        ("operators", "give-back", "odile-desk"),
        ("operators", "give-back", "odile-desk", "--reason"),
        ("operators", "give-back", "odile-desk", "--reason", "Back.", "--as", "omar-desk"),
        ("operators", "unblock", "odile-desk", "--reason", "It was her."),
        ("operators", "unblock", "odile-desk", "--as", "omar-desk"),
        ("operators", "unblock", "--as", "omar-desk", "--reason", "It was her."),
        ("operators", "unblock", "odile-desk", "--as", "omar-desk", "--reason", "It was her."),
    ],
)
def test_a_wrong_usage_is_told_apart(town: Town, arguments: tuple[str, ...]) -> None:
    assert "macle --help" in complaint(macle(town, "admin", *arguments), status=2)


@pytest.mark.parametrize(
    "task",
    [
        (),
        ("add-operator",),
        ("operators",),
        ("operators", "unblock"),
        ("operators", "give-back"),
        ("verifications",),
        ("verifications", "accept"),
    ],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_task_explains_itself_in_both_languages(
    town: Town, task: tuple[str, ...], language: str
) -> None:
    said = told(macle(town, "admin", *task, "--help", "--lang", language))
    usage = "Usage: " if language == "en" else "Utilisation\u00a0: "
    assert said.startswith(f"{usage}macle admin {' '.join(task)}")
    assert ("Options:" in said) == (language == "en")
