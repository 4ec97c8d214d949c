"""The forms about communities, and how their texts become fields of a space."""

import re
from typing import Annotated, Any, Literal

from pydantic import Field

from hub.core.errors import Invalid
from hub.core.limits import LIMITS
from hub.core.words import gettext as _
from hub.spaces.models import GRID_DEFAULTS, PARTS, SpaceRole
from hub.spaces.queries import people_by_handle
from hub.web.forms import LINES, Form, Name, Note, OptionalBody, Read, bounded, read

RoleName = Literal["guest", "member", "moderator", "admin", "owner"]
Part = Literal["feed", "questions", "wiki", "cases"]
MOST_LINKS = 12
LINK = re.compile(r"(?:(?P<title>[^|]{1,120})\|)?\s*(?P<url>(?:https?://|/(?!/))\S{1,1900})")


class SpaceForm(Form):
    """Everything that can be set about a community."""

    name: Name
    kind: Literal["community", "desk"] = "community"  # what it is opened as; it stays that
    about: OptionalBody = ""
    rules: OptionalBody = ""
    visibility: Literal["everyone", "members", "hidden"] = "everyone"
    joining: Literal["open", "request", "invitation"] = "open"
    post: RoleName = "member"
    answer: RoleName = "member"
    curate: RoleName = "moderator"
    see_cases: RoleName = "member"
    ask_about: Note = ""
    links: OptionalBody = ""
    contacts: Note = ""
    keeps_talk: bool = False  # conversations cannot be moved to other communities
    parts: list[Part] = Field(default_factory=list)  # what is switched on
    parts_chosen: bool = False  # whether the form had these boxes: an unticked one is not sent


class JoinForm(Form):
    """Some words to those who decide."""

    words: Note = ""


class LeaveForm(Form):
    """Whether they have read what it means."""

    sure: bool = False


class InviteForm(Form):
    """Who comes in, as what."""

    handle: Annotated[str, bounded(LIMITS.handle + 1, 1), LINES]
    role: RoleName = "member"


class SwitchForm(Form):
    """on=0 takes it back."""

    on: Literal["0", "1"] = "1"


def on_or_off() -> bool:
    """What a form with one switch says. Raises Invalid for anything else."""
    form: Read[SwitchForm] = read(SwitchForm)
    if not form.ok:
        raise Invalid(_("This can be switched on or off; reload the page and try again."), fields=form.errors)
    return form.data.on == "1"


def values_of(form: Read[SpaceForm]) -> dict[str, Any]:
    """The fields of a space. Adds messages to the form where a text cannot be understood."""
    if not form.ok:
        return {}
    data = form.data
    chosen = {f"has_{part}": part in data.parts for part in PARTS} if data.parts_chosen else {}
    return {
        **chosen,
        "name": data.name,
        "about": data.about,
        "rules": data.rules,
        "visibility": data.visibility,
        "joining": data.joining,
        "grid": {what: str(getattr(data, what)) for what in GRID_DEFAULTS},
        "ask_about": [word.lstrip("#") for word in _words(data.ask_about)][: LIMITS.tags * 2],
        "links": _links(form, data.links),
        "contacts": _contacts(form, data.contacts),
        "keeps_talk": data.keeps_talk,
    }


def roles() -> list[tuple[str, str]]:
    """The roles for a choice: value and words."""
    return [(role.value, role.and_above) for role in SpaceRole if role.rank < 4]


def _links(form: Read[SpaceForm], text: str) -> list[dict[str, Any]]:
    """One link a line: "Title | address", or the address alone."""
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        hit = LINK.fullmatch(line)
        if hit is None:
            form.refuse(
                "links",
                _(
                    "“%(line)s” is not a link. Write “Title | https://…” or “Title | /wiki/…”.",
                    line=line[:60],
                ),
            )
            continue
        found.append({"title": (hit["title"] or hit["url"]).strip(), "url": hit["url"]})
    if len(found) > MOST_LINKS:
        form.refuse("links", _("At most %(most)s links, please.", most=MOST_LINKS))
    return found


def _contacts(form: Read[SpaceForm], text: str) -> list[int]:
    handles = [word.lstrip("@").lower() for word in _words(text)]
    people = people_by_handle(handles) if handles else {}
    for handle in handles:
        if handle not in people:
            form.refuse("contacts", _("There is no colleague @%(handle)s.", handle=handle))
    return [people[handle].id for handle in dict.fromkeys(handles) if handle in people]


def _words(text: str) -> list[str]:
    return [word.strip() for word in re.split(r"[,\n]", text) if word.strip()]
