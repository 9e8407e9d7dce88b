"""A script that asks something of `macle icu`."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from typing import Any

from tests import command
from tests.town import Town

Asked = Callable[..., subprocess.CompletedProcess[str]]
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


def icu(town: Town, *arguments: str, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    return command.macle_here("icu", *arguments, home=town.home, typed=typed, **more)


def answered(run: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """Return the answer to a request, which is all that was said."""
    assert (run.returncode, run.stderr) == (0, "")
    answer: dict[str, Any] = json.loads(run.stdout)
    assert run.stdout == json.dumps(answer, indent=2) + "\n"
    assert [*answer][-1] == "ResponseMetadata"
    assert [*answer["ResponseMetadata"]] == ["RequestId"]
    assert re.fullmatch(UUID, answer["ResponseMetadata"]["RequestId"])
    return answer


def kinds_of_events(town: Town, request_id: str) -> list[str]:
    """Return what the history has of a request."""
    rows = town.rows("SELECT kind FROM event WHERE request = ? ORDER BY id", request_id)
    return [kind for (kind,) in rows]
