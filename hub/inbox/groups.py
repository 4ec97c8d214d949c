"""What people can hear of, in a few groups, and by which way each reaches whom unless they choose."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.core.words import lazy
from hub.people.models import Person, Role

APP, MAIL, PUSH, CHAT = "app", "mail", "push", "chat"
WAYS = (APP, MAIL, PUSH, CHAT)
SETTING = "notices"


@dataclass(frozen=True)
class Group:
    """Events that a person would switch on or off together."""

    name: str
    label: str
    hint: str
    icon: str
    hue: str = ""
    is_mailed: bool = True  # by mail too, unless somebody chooses otherwise


GROUPS = (
    Group("mentions", lazy("Mentions"), lazy("Somebody calls you by name."), "at"),
    Group("messages", lazy("Messages"), lazy("A colleague writes to you or to a group you are in."),
          "bubble"),
    Group("asked", lazy("Asked of you"), lazy("A question, a reply or a decision waits for you."), "ask"),
    Group("answers", lazy("Answers to you"), lazy("Somebody answered what you asked or wrote."), "check",
          "ok"),
    Group("announcements", lazy("Announcements"), lazy("You are asked to read something."), "mega",
          is_mailed=False),
    Group("cases", lazy("Your cases"),
          lazy("A customer wrote, a case was given to you, a reply failed."), "tray", "out"),
    Group("reviews", lazy("Reviews"), lazy("Something you wrote needs another look."), "clock", "bad"),
    Group("helped", lazy("Thanks and results"), lazy("Your words helped a customer, or somebody thanks you."),
          "heart", "ok", is_mailed=False),
    Group("reminders", lazy("Your reminders"),
          lazy("Something you saved for later falls due, or a way to reach you has ended."), "clock"),
    Group("followed", lazy("What you follow"), lazy("News in threads and communities that you watch."),
          "bell", is_mailed=False),
)  # fmt: skip
PUSHED = ("mentions", "messages", "asked", "answers", "cases", "reminders")
BY_NAME: Mapping[str, Group] = {group.name: group for group in GROUPS}
# Not a group of notices: the one mail about everything. It is stopped by its own link.
DIGEST = Group("digest", lazy("Your digest"), lazy("One mail about what you have not seen."), "bell")


def group_of(kind: str, action: str) -> Group:
    """The group of a notice, by its fact and what it asks of the person."""
    if kind == "threads.people_mentioned":
        return BY_NAME["mentions"]
    if kind.startswith("feed.announcement_"):
        return BY_NAME["announcements"]
    if kind.startswith(("saved.", "chat.")):
        return BY_NAME["reminders"]
    if kind.startswith("conversations."):
        return BY_NAME["messages"]
    if kind.startswith("cases."):
        return BY_NAME["cases"]
    if action in ("review", "helped"):
        return BY_NAME["reviews" if action == "review" else "helped"]
    if kind == "qa.answer_posted" and action == "decide":
        return BY_NAME["answers"]
    if action in ("answer", "decide"):
        return BY_NAME["asked"]
    return BY_NAME["followed"]


def wants(person: Person, group: Group, way: str) -> bool:
    """Whether notices of a group reach the person this way: as chosen, else by what they do."""
    chosen = person.settings.get(SETTING, {}) if isinstance(person.settings, dict) else {}
    own = chosen.get(group.name, {}).get(way)
    if isinstance(own, bool):
        return own
    if way in (PUSH, CHAT):  # to those devices and that chat only which somebody has added
        return group.name in PUSHED
    return way == APP or _is_mailed(person, group)


def _is_mailed(person: Person, group: Group) -> bool:
    """Who sits at the desk all day sees their cases there; a mail for each would bury the rest."""
    if group.name == "cases" and person.has(Role.AGENT):
        return False
    return group.is_mailed
