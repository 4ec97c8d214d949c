"""Makes a hub for the browser: tables by the migrations, the cast, their channels, one of every kind.

Run as `python -m tests.journeys.seed` with the settings of the hub in the environment.
"""

from sqlalchemy import select

from config import from_environment
from hub import schema
from hub.app import create_app, engine_of
from hub.cases.actions import handling, inside, intake, outcomes, replies
from hub.cases.models import Case
from hub.channels import actions as channels
from hub.channels.contract import Author, ChannelKind, Incoming
from hub.channels.models import Channel
from hub.core import clock
from hub.core.db import session
from hub.core.limits import LIMITS
from hub.feed.actions import write_post
from hub.feed.models import PostKind
from hub.qa import actions as qa
from hub.threads.actions import post_comment
from hub.wiki.actions.writing import create_page, edit_page
from tests import cast
from tests.journeys import curating, desk_pages

WORDING = "You can borrow a stroller at the gate, free of charge. Ask any of us in green."


def seed() -> None:
    """One of everything that a page can show."""
    cast.populate()
    _open_channels()
    _talk()
    _write_down()
    _customers_write()
    curating.seed()
    desk_pages.seed()


def _open_channels() -> None:
    dora, desk = cast.person("dora"), cast.space("desk")
    lines = ((ChannelKind.SIMULATOR, "Practice line", "practice"), (ChannelKind.FORM, "Contact form", "help"),
             (ChannelKind.MANUAL, "Telephone", "phone"))  # fmt: skip
    for kind, name, slug in lines:
        channels.add_channel(dora, kind, name, slug, desk)


def _talk() -> None:
    ada, ben, gwen, place = cast.person("ada"), cast.person("ben"), cast.person("gwen"), cast.space("open")
    post = write_post(ada, place, "The new **counter** opens on Monday, says @ben. #opening")
    post_comment(ben, post, "I will bring cake.")
    for number in range(1, LIMITS.default_page + 3):  # so that the feed has a second page
        write_post(ben, place, f"Belt {number} runs again.")
    question = qa.ask_question(
        ada, place, "Do we lend strollers at the gate?", "A family asks at gate B12.", ["Strollers"]
    )
    answer = qa.post_answer(ben, question, "Yes, six of them stand behind the desk.", WORDING)
    qa.vet_answer(gwen, answer)
    qa.accept_answer(ada, answer)
    qa.ask_question(ben, place, "How warm is the lounge?", "Nobody knows. See #lounge.")
    write_post(ben, place, "Thank you for the counter, @ada.", kind=PostKind.THANKS)
    write_post(ada, cast.space("private"), "Only for the two of us.")


def _write_down() -> None:
    ada, place = cast.person("ada"), cast.space("open")
    page = create_page(
        ada, place, "Strollers", "## At the gate\n\nThere are six of them.\n\n## On board\n\nNone."
    )
    text = "## At the gate\n\nThere are seven of them.\n\n## On board\n\nNone."
    edit_page(ada, page, title=page.title, body=text, note="One more", base=page.revision)


def _customers_write() -> None:
    """A new case, one that is discussed inside, and one whose loop is closed."""
    finn, place = cast.person("finn"), cast.space("open")
    _case("Zoe Adler", "Where is the chapel?")
    discussed = _case("Yann Petit", "My umbrella broke at the gate")
    inside.ask_inside(finn, discussed, place, "Do we mend umbrellas?", "> My umbrella broke at the gate")
    handling.add_note(finn, discussed, "He flies again on Friday.")
    closed = _case("Xenia Ode", "May my cat fly with me?")
    handling.assign(finn, closed, finn)
    replies.insert_source(finn, closed, "answer:1")
    replies.send_reply(finn, closed, f"{WORDING} And yes, your cat may.", then="wait")
    outcomes.solve(finn, closed, lesson="existing", close=True)
    outcomes.rate(closed, 5, "My cat is delighted.")


def _case(name: str, words: str) -> Case:
    channel = session().scalars(select(Channel).where(Channel.slug == "practice")).one()
    address = f"{name.split(maxsplit=1)[0].lower()}@example.net"
    incoming = Incoming(f"seed:{address}", Author(address, name), words, clock.now(), subject=words)
    return intake.receive(channel, incoming).case


def main() -> None:
    """With the application of the hub that is about to start."""
    app = create_app(from_environment())
    schema.upgrade(engine_of(app))
    with app.app_context():
        seed()


if __name__ == "__main__":
    main()
