"""What the further pages of the desk show: a problem with its cases, a checklist, an override."""

from sqlalchemy import select

from hub.cases.actions import handling, intake, marking
from hub.cases.list_models import Label
from hub.cases.models import Case, Message, Override
from hub.channels import actions as channels
from hub.channels.contract import Author, ChannelKind, Incoming
from hub.channels.models import Channel
from hub.channels.ways import UNDER
from hub.checklists.actions import set_checklist
from hub.core import clock
from hub.core.db import session, transaction
from hub.problems import actions as problems
from hub.snippets import actions as snippets
from tests import cast

WORDS = "Hello {{first_name}}, the gates open again and your booking is there."


def seed() -> None:
    """All of it is Hugo's: the lists of others stay as they are."""
    hugo, desk = cast.person("hugo"), cast.space("desk")
    stuck = [_case(name, "The gate does not take my voucher") for name in ("Vera Lund", "Tom Vik")]
    solved = problems.open_problem(hugo, desk, "Gates refuse vouchers", "Software 4.2 is to blame.", stuck)
    problems.solve(hugo, solved, {"": WORDS}, "solve")
    problems.open_problem(hugo, desk, "The lounge has no heating", "Somebody is on the way.")
    marking.set_labels(hugo, stuck[0], ["Voucher"])
    label = session().scalars(select(Label).where(Label.name == "Voucher")).one()
    set_checklist(hugo, desk, label, ["Note the number of the voucher", "Look whether it was paid"])
    snippets.save_snippet(hugo, desk, snippets.Words("Opening hours", "We are there from 6 to 22."))
    _an_override()
    _a_comment_that_can_be_answered_in_private()


def _case(name: str, words: str) -> Case:
    channel = session().scalars(select(Channel).where(Channel.slug == "practice")).one()
    address = f"{name.split(maxsplit=1)[0].lower()}@example.net"
    incoming = Incoming(f"seed:{address}", Author(address, name), words, clock.now(), subject=words)
    case = intake.receive(channel, incoming).case
    handling.assign(cast.person("hugo"), case, cast.person("hugo"))
    return case


def _a_comment_that_can_be_answered_in_private() -> None:
    dora, desk = cast.person("dora"), cast.space("desk")
    page = channels.add_channel(dora, ChannelKind.FACEBOOK, "House on Facebook", "page", desk)
    words = "My booking is under my old name. Can you change it?"
    thread = f"{UNDER}901_1"
    intake.receive(page, Incoming("901_1", Author("psid-nora", "Nora"), words, clock.now(), thread=thread))


def _an_override() -> None:
    """Finn's reply left although the check had something to say."""
    finn = cast.person("finn")
    reply = session().scalars(select(Message).where(Message.author_id == finn.id)).first()
    assert reply is not None
    with transaction() as db:
        db.add(Override(
            message_id=reply.id, person_id=finn.id, finding="internal", passage="free of charge",
            reason="We say so on our own page, too.", at=clock.now(),
        ))  # fmt: skip
