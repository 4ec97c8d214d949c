"""A long conversation opens at its end; what was said before is one press away, and nothing is lost."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from hub.cases.conversation import message_url
from hub.cases.models import Message
from hub.cases.routes import shown
from hub.core.db import session
from tests.conftest import Someone


def said(page: str) -> list[str]:
    _before, log = page.split('id="log"', 1)
    return re.findall(r"Nothing yet, day (\d+)", log.split("</ol>", 1)[0])


def test_earlier_messages_are_a_press_away(
    finn: Someone, writes: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown, "SHOWN", 3)
    monkeypatch.setattr(shown, "MOST_SHOWN", 6)
    case_id, *_same = [writes(f"Nothing yet, day {day}") for day in range(4)]
    finn.post(f"/cases/{case_id}/assignee", to="me")
    for day in range(4, 8):
        writes(f"Nothing yet, day {day}")
    finn.get("/")  # what was said about it is shown here
    page = finn.get(f"/cases/{case_id}?view=team").text
    assert said(page) == ["5", "6", "7"]
    earlier = re.search(rf'href="(/cases/{case_id}\?view=team&amp;shown=6)#m\d+"', page)
    assert earlier is not None
    more = finn.get(earlier[1].replace("&amp;", "&")).text
    assert said(more) == ["2", "3", "4", "5", "6", "7"]
    assert "You took it" in more
    assert "You took it" not in page  # it happened before what is shown
    assert f"/cases/{case_id}?part=log&amp;shown=6" in more  # what is fetched anew is as long
    assert f'href="/cases/{case_id}/timeline">' in more[more.index('id="log"') :]  # the rest of it
    part = finn.get(f"/cases/{case_id}?part=log&shown=6", headers={"HX-Request": "true"}).text
    assert said(part) == said(more)


def test_a_link_to_a_message_leads_there_however_old_it_is(
    finn: Someone, writes: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown, "SHOWN", 2)
    monkeypatch.setattr(shown, "MOST_SHOWN", 5)
    case_id, *_same = [writes(f"Nothing yet, day {day}") for day in range(7)]
    of_another = writes("Nothing yet, day 70", thread="another")
    own = select(Message.id).order_by(Message.id)
    ids = session().scalars(own.where(Message.case_id == case_id)).all()
    strange = session().scalars(own.where(Message.case_id == of_another)).one()
    assert of_another != case_id
    for asked, days in (
        (message_url(case_id, ids[-1]), "56"),
        (message_url(case_id, ids[3]), "3456"),
        (message_url(case_id, ids[0]), "23456"),  # as far back as a page goes: the rest is in the timeline
        (message_url(case_id, strange), "56"),
        (f"/cases/{case_id}?message=0", "56"),
        (f"/cases/{case_id}?message=99999999999999999999", "56"),
        (f"/cases/{case_id}?message=none", "56"),
    ):
        page = finn.get(asked.partition("#")[0]).text
        assert said(page) == list(days), asked
    page = finn.get(message_url(case_id, ids[3]).partition("#")[0]).text
    assert f'id="m{ids[3]}"' in page
    assert f"/cases/{case_id}?part=log&amp;shown=4" in page  # and it stays when something comes


def test_a_short_one_stands_there_whole(finn: Someone, writes: Callable[..., int]) -> None:
    case_id, *_same = [writes(f"Nothing yet, day {day}") for day in range(3)]
    for asked in ("", "?shown=0", "?shown=-5", "?shown=99999999999", "?shown=many"):
        page = finn.get(f"/cases/{case_id}{asked}").text
        assert said(page) == ["0", "1", "2"]
        assert "Earlier messages" not in page
