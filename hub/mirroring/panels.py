"""Where mirroring is shown: who owns the case, and how its account stands."""

from flask import render_template

from hub.cases.models import Case
from hub.channels.models import Channel
from hub.channels.owner import owner_of
from hub.core.permissions import Actor, can
from hub.mirroring.queries import account_of, address_of, ticket_of
from hub.people.models import Person
from hub.people.rules import ADMINISTER


def on_case(_actor: Actor, case: Case) -> str:
    """Who owns the case, where to change it, and how fresh this is."""
    owner = owner_of(case.channel)
    ticket = ticket_of(case) if owner else None
    if ticket is None:
        return ""
    url = address_of(case.channel, ticket)
    return render_template("mirroring/_owner.html", ticket=ticket, owner=owner, url=url)


def on_channel(actor: Actor, channel: Channel) -> str:
    """Last sync, what could not be read, and the button to try again."""
    if not owner_of(channel) or not isinstance(actor, Person):
        return ""
    return render_template(
        "mirroring/_account.html", channel=channel, account=account_of(channel),
        is_admin=can(actor, ADMINISTER), address_of=address_of,
    )  # fmt: skip
