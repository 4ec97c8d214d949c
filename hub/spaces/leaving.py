"""What it means for one person to leave a space: said before they do, where they cannot simply come back."""

from dataclasses import dataclass

from hub.core.words import gettext as _
from hub.people.models import Person
from hub.spaces import queries
from hub.spaces.models import Joining, Space, SpaceKind, SpaceRole, Visibility
from hub.spaces.rules import role_in

A_ROLE = (SpaceRole.MODERATOR, SpaceRole.ADMIN, SpaceRole.OWNER)


@dataclass(frozen=True)
class Leaving:
    """A way out. losses: what is lost with it, in sentences; way_back: how one comes in again."""

    space: Space
    losses: list[str]
    way_back: str


def is_asked(space: Space, role: SpaceRole | None) -> bool:
    """Whether leaving loses what cannot be had again by one press."""
    return space.joining != Joining.OPEN or space.is_archived or role in A_ROLE


def leaving(actor: Person, space: Space) -> Leaving:
    """What to say to a member who wants to leave."""
    role = role_in(actor, space)
    losses = []
    if space.visibility != Visibility.EVERYONE:
        what = _(
            "You will not read or find any more what is written here. What you wrote stays, with your name."
        )
        losses.append(what)
    if space.visibility == Visibility.HIDDEN:
        losses.append(_("It will not be listed for you any more either: it is hidden from those outside."))
    if space.kind == SpaceKind.DESK:
        losses.append(_("You will not see its cases any more."))
    if role in A_ROLE:
        losses.append(
            _(
                "You are %(role)s here; somebody else would have to make you that again.",
                role=role.with_article,
            )
        )
    return Leaving(space, losses, _way_back(actor, space))


def _way_back(actor: Person, space: Space) -> str:
    names = queries.names_of([each.person for each in queries.hosts(space) if each.person_id != actor.id])
    if space.is_archived:
        return _("It is archived: nobody can join it until it is opened again.")
    if space.joining == Joining.INVITATION:
        return _("One comes back by invitation only. %(host_names)s can invite you.", host_names=names)
    if space.joining == Joining.REQUEST:
        return _("To come back you ask. %(host_names)s will decide.", host_names=names)
    return _("You may simply join again.")
