"""The first scene: people, communities, desks and their channels."""

from typing import Any

from hub.channels.models import Channel
from hub.core import clock
from hub.core.db import session, transaction
from hub.core.markup import safe_render
from hub.core.permissions import SYSTEM
from hub.demo.stage import Stage
from hub.people import passwords
from hub.people.actions import add_person
from hub.people.hours import BEGINS, ENDS, mask_of
from hub.people.models import Role
from hub.people.recognition import SHARED
from hub.spaces.actions import create_space, let_in
from hub.spaces.models import Joining, SpaceKind, SpaceRole, Topic, Visibility
from hub.spaces.topics import slug_of

PASSWORD = "welcome to tern"  # noqa: S105 (printed at the start of the demo)
OPENING = "-400d 08:00"

# The demo's channels have no accounts at the providers: the simulator plays all of them.
CHANNELS = {
    "email": "care@tern.example", "x": "@ternairways", "facebook": "Tern Airways on Facebook",
    "youtube": "Tern Airways on YouTube", "form": "Contact form", "manual": "Phone and counter",
    "api": "Tern app", "simulator": "Practice line",
}  # fmt: skip
FIRST_REPLY_MINUTES = {"x": 60, "facebook": 120, "youtube": 240}


def set_places(stage: Stage) -> None:
    """Everybody and every place the story needs, a year before it begins."""
    with clock.at(stage.story.moment(OPENING)), transaction():
        _people(stage)
        _topics(stage)
        for row in stage.story["community"]:
            _space(stage, row, SpaceKind.COMMUNITY)
        for row in stage.story["desk"]:
            _space(stage, row, SpaceKind.DESK)
        _channels(stage)


def _people(stage: Stage) -> None:
    password_hash = passwords.hashed(PASSWORD)
    for row in stage.story["person"]:
        person = add_person(
            SYSTEM, row["name"], row["email"], row["handle"],
            roles=frozenset(Role(role) for role in row.get("roles", ())),
            title=row["title"], team=row.get("team", ""), place=row.get("place", ""),
            about=row.get("about", "").strip(), skills=row.get("skills", []),
            languages=row.get("languages", []), learns=row.get("learns", []),
            contact=row.get("contact", ""), timezone=row.get("timezone", ""),
            work_days=mask_of(row.get("work_days", ())), work_begins=row.get("work_begins", BEGINS),
            work_ends=row.get("work_ends", ENDS),
        )  # fmt: skip
        person.password_hash = password_hash
        person.source = "demo"
        if row.get("shares"):
            person.settings = {**(person.settings or {}), SHARED: True}
        stage.people[row["handle"]] = person


def _topics(stage: Stage) -> None:
    for row in stage.story["topic"]:
        about = row.get("description", "")
        html = safe_render(about).html
        topic = Topic(slug=row["slug"], name=row["name"], about=about, about_html=html)
        session().add(topic)
        for name in row.get("also", ()):
            session().add(Topic(slug=slug_of(name), name=name, same_as=topic))
    session().flush()


def _space(stage: Stage, row: dict[str, Any], kind: SpaceKind) -> None:
    desk = kind == SpaceKind.DESK
    owner = stage.people[row.get("owner") or row["members"][0]]
    space = create_space(
        SYSTEM, row["name"], slug=row["slug"], owner=owner, kind=kind,
        about=row.get("about", "").strip(), rules=row.get("rules", "").strip(),
        visibility=Visibility(row.get("visibility", "hidden" if desk else "everyone")),
        joining=Joining(row.get("joining", "invitation" if desk else "open")),
        is_all_staff="*" in row["members"], ask_about=row.get("ask_about", []),
        links=[_pinned(link) for link in row.get("pinned", ())],
    )  # fmt: skip
    stage.spaces[row["slug"]] = space
    members = list(stage.people) if "*" in row["members"] else row["members"] + _agents_of(stage, row)
    wanted = dict.fromkeys(members, SpaceRole.MEMBER)
    wanted |= dict.fromkeys(row.get("moderators", ()), SpaceRole.MODERATOR)
    wanted |= dict.fromkeys(row.get("admins", ()), SpaceRole.ADMIN)
    for handle, role in wanted.items():
        if stage.people[handle].id != owner.id:
            let_in(SYSTEM, space, stage.people[handle], role)


def _agents_of(stage: Stage, row: dict[str, Any]) -> list[str]:
    """Whoever works on a desk's cases in the story belongs to its team."""
    cases = [case for case in stage.story["case"] if case["desk"] == row["slug"]]
    senders = {message["from"] for case in cases for message in case["message"]} - {"customer"}
    return sorted(senders | {case["assignee"] for case in cases if case.get("assignee")})


def _pinned(link: dict[str, str]) -> dict[str, str]:
    """Pinned pages are found by their title's slug; the wiki redirects to where they stand."""
    return {"title": link["title"], "url": f"/wiki/find/{slug_of(link['title'])}"}


def _channels(stage: Stage) -> None:
    wanted = {(row["desk"], row["channel"]) for row in stage.story["case"]}
    for desk, kind in sorted(wanted):
        channel = Channel(
            kind=kind, name=CHANNELS[kind], slug=f"{desk}-{kind}", space_id=stage.spaces[desk].id,
            settings={"played_by": "simulator"}, created_at=clock.now(), is_active=True,
            first_reply_minutes=FIRST_REPLY_MINUTES.get(kind, 240), last_ok_at=clock.now(),
        )  # fmt: skip
        session().add(channel)
        session().flush()
        stage.things[f"channel:{desk}:{kind}"] = channel
