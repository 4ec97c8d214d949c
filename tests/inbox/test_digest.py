"""The digest: due at the hour a person chose, holding only what they have neither seen nor been sent."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.deliveries import Delivery, work_once
from hub.core.permissions import SYSTEM
from hub.inbox import mail
from hub.inbox.digest import due_digests, told
from hub.inbox.models import Digest, Every, Notice
from hub.people.models import Person
from hub.spaces.actions import remove_member
from tests import cast
from tests.factories import make_answer, make_post, make_question
from tests.inbox.test_mail import link_in, subject_of

pytestmark = pytest.mark.usefixtures("ctx")
SUNDAY = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # the clocks go forward in Oslo half an hour later


def set_up(handle: str, every: Every = Every.DAY, hour: int = 8, zone: str = "Europe/Oslo") -> Digest:
    with transaction():
        cast.person(handle).timezone = zone
    due_digests()
    row = session().get_one(Digest, cast.person(handle).id)
    with transaction():
        row.every, row.hour = every, hour
    return row


def run(at: datetime) -> None:
    """The periodic task and the worker, at a moment."""
    with clock.at(at):
        due_digests()
        work_once({"mail": mail.deliver})


def text_of(message) -> str:
    return message.get_body(("plain",)).get_content()


def to(handle: str, messages) -> list:
    """The digests somebody got."""
    mine = [each for each in messages if cast.person(handle).email in str(each["To"])]
    return [each for each in mine if "you have not seen" in subject_of(each)]


def test_it_works(drain, sent, ada):
    set_up("ada")
    make_post(by="ben", space="private", title="New kiln", body="It is hot.")
    make_answer(make_question(by="ada", space="private", title="How hot?"), by="ben")
    drain()
    with transaction():
        session().query(Delivery).delete()  # the single mail was not wanted
        session().get_one(Digest, ada.person.id).told_until -= timedelta(minutes=1)
    tomorrow = clock.now() + timedelta(days=1, hours=1)
    run(tomorrow)
    (message,) = to("ada", sent)
    assert "Ben Okri answered “How hot?”" in text_of(message)
    assert "New kiln" in text_of(message)
    assert text_of(message).count("How hot?") == 1  # not once more as news of the community
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    run(tomorrow + timedelta(minutes=2))
    run(tomorrow + timedelta(days=1))
    assert len(to("ada", sent)) == 1  # told once; and then there is nothing to tell


def test_what_was_seen_or_mailed_is_left_out(drain, sent, ada):
    long_ago = clock.now() - timedelta(hours=1)
    seen = make_post(by="ben", space="private", title="Seen already")
    make_answer(make_question(by="ada", space="private", title="Mailed already"), by="ben")
    drain()
    ada.get(f"/p/{seen.id}")
    told_now = told(cast.person("ada"), long_ago)
    assert told_now is None or "already" not in str([line.sentence for line in told_now.lines])
    assert told_now is None or not any(
        card.title == "Seen already" for s in told_now.sections for card in s.cards
    )


def test_what_has_no_title_is_named_by_how_it_begins(drain, sent, ada):
    set_up("ada")
    make_post(by="ben", space="private", body="The kiln smells of rain.")
    drain()
    (section,) = told(cast.person("ada"), clock.now() - timedelta(hours=1)).sections
    assert [card.title for card in section.cards] == ["The kiln smells of rain."]


def test_what_was_mailed_by_itself_is_not_the_newest_again(drain, sent, ada):
    set_up("ada")
    make_post(by="ben", space="private", body="@ada The kiln smells of rain.")
    make_post(by="ben", space="private", title="Another", body="It is quiet.")
    drain()
    assert session().scalars(select(Delivery.id)).all()  # she is called: that goes by itself
    (section,) = told(cast.person("ada"), clock.now() - timedelta(hours=1)).sections
    assert [card.title for card in section.cards] == ["Another"]


def test_private_communities_stay_with_their_members(drain, sent):
    long_ago = clock.now() - timedelta(hours=1)
    make_post(by="ada", space="private", title="Only among us")
    drain()
    assert "Only among us" in str(told(cast.person("ben"), long_ago))
    assert "Only among us" not in str(told(cast.person("cleo"), long_ago))
    with transaction():
        remove_member(SYSTEM, cast.space("private"), cast.person("ben"))
    session.remove()
    assert "Only among us" not in str(told(cast.person("ben"), long_ago))


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        (Every.HOUR, datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (Every.DAY, datetime(2026, 3, 29, 6, tzinfo=UTC)),  # 08:00 in summer time
        (Every.WEEK, datetime(2026, 3, 30, 6, tzinfo=UTC)),
        (Every.MONTH, datetime(2026, 4, 1, 6, tzinfo=UTC)),
        (Every.NEVER, None),
    ],
)
def test_the_next_one_is_due_at_the_local_hour(ada, at, every, expected):
    set_up("ada")
    at(SUNDAY)
    ada.post("/settings/notifications/digest", every=every.value, hour="8")
    session.remove()
    assert session().get_one(Digest, ada.person.id).next_at == expected


def test_one_press_ends_it(drain, sent, ada, nobody):
    set_up("ada")
    make_post(by="ben", space="private", title="New kiln")
    drain()
    with transaction():
        session().get_one(Digest, ada.person.id).told_until -= timedelta(minutes=1)
    run(clock.now() + timedelta(days=1, hours=1))
    link = link_in(to("ada", sent)[0])
    assert "digests" in nobody.get(link).text
    assert nobody.post(link).status_code == 200
    session.remove()
    assert session().get_one(Digest, ada.person.id).every is Every.NEVER


def test_it_refuses_bad_input(ada):
    assert ada.post("/settings/notifications/digest", every="sometimes", hour="8").status_code == 422
    assert ada.post("/settings/notifications/digest", every="day", hour="25").status_code == 422
    assert ada.post("/settings/notifications/quiet", is_on="true", days="9").status_code == 422
    refused = ada.post("/settings/notifications/away", until="2020-01-01", note="Gone fishing")
    assert refused.status_code == 422
    assert "Gone fishing" in refused.text
    assert ada.post("/settings/notifications/away", until="2999-01-01", substitute="@nemo").status_code == 422
    assert ada.post("/settings/notifications/away", until="2999-01-01", substitute="@ada").status_code == 422


def test_single_mails_wait_for_the_morning(drain, sent, ada):
    with transaction():
        cast.person("ada").timezone = "Europe/Oslo"
    ada.post(
        "/settings/notifications/quiet", is_on="true", begins="19", ends="7", days=["0", "1", "2", "3", "4"]
    )
    friday_evening = datetime(2026, 3, 27, 20, tzinfo=UTC)
    with clock.at(friday_evening):
        make_answer(make_question(by="ada", space="private"), by="ben")
    drain()
    row = session().scalars(select(Delivery).where(Delivery.queue == "mail")).one()
    assert row.run_at == datetime(2026, 3, 30, 5, tzinfo=UTC)  # Monday at seven, in summer time


def test_whoever_stands_in_hears_what_must_be_done(drain, ada, ben, dora):
    until = (clock.now() + timedelta(days=3)).date().isoformat()
    ada.post("/settings/notifications/away", until=until, substitute="@ben", note="On leave")
    make_answer(make_question(by="ada", space="private"), by="ben")  # by the substitute: nothing new to them
    make_answer(make_question(by="ada", space="open", title="Who else?"), by="dora")
    drain()
    told_to = session().scalars(select(Notice).where(Notice.person_id == ben.person.id)).all()
    assert [notice.reason for notice in told_to] == ["you stand in for Ada Lovelace: you asked this"]
    assert "On leave" in dora.get("/people/ada").text
    ada.post("/settings/notifications/back")
    assert "On leave" not in dora.get("/people/ada").text


def test_a_substitute_hears_nothing_of_places_they_may_not_enter(drain, ada, cleo):
    until = (clock.now() + timedelta(days=3)).date().isoformat()
    ada.post("/settings/notifications/away", until=until, substitute="@cleo")
    make_answer(make_question(by="ada", space="private"), by="ben")
    drain()
    assert session().scalars(select(Notice).where(Notice.person_id == cleo.person.id)).all() == []


def test_people_who_left_get_none(sent):
    due_digests()
    rows = session().scalars(select(Digest).join(Person).where(Person.deactivated_at.is_not(None))).all()
    assert rows == []
