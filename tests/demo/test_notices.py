"""A notice of the demo, answered with the code in its message."""

from __future__ import annotations

import pytest

from i18n import Language
from tests.demo.conftest import PASSWORD, Demo, in_both_languages


@pytest.mark.more
@in_both_languages
async def test_the_code_of_a_notice_is_put_into_its_field_from_the_mailbox(
    demo: Demo, language: Language
) -> None:
    async with demo((140, 40), language) as visitor:
        await visitor.signs_in("alexandre")
        await visitor.comes_to("account")
        for action in ("settings", "change-password"):
            await visitor.takes(action)
            await visitor.comes_to(action)
        await visitor.fills_in(current=PASSWORD, new="Chouette-2027?", confirmation="Chouette-2027?")
        await visitor.comes_to("settings")
        await visitor.sees(lambda: visitor.devices.mailbox.items)
        for action, page in (("back", "account"), ("sign-out", "welcome")):
            await visitor.takes(action)
            await visitor.comes_to(page)
        await visitor.takes("disown")
        await visitor.comes_to("disown")
        await visitor.presses("f4", "enter")
        await visitor.sees(lambda: len(visitor.typed("code")) == len("XXXXX-XXXXX-XXXXX-XXXXX"))
        await visitor.presses("enter")
        await visitor.comes_to("only-change")
        await visitor.takes("undo")
        await visitor.comes_to("disowned")
        await visitor.takes("forgot-password")
        await visitor.comes_to("forgot-password")
