"""Checks the demo story: every handle, key, topic, time and count in hub/demo/story/*.toml.

`problems(folder)` returns one sentence per mistake; run as a script it prints them.
"""

import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROLES = {"member", "agent", "knowledge_manager", "community_admin"}
ROLES |= {"supervisor", "auditor", "administrator"}
CHOICES = {"visibility": ["everyone", "members", "hidden"]}
CHOICES |= {"joining": ["open", "request", "invitation"]}
REACTIONS = {"agree", "thanks", "metoo", "book"}
MINIMUM = {"person": 64, "agent": 12, "community": 12, "post": 300}
NOW = (0, 9 * 60 + 45)
PAST = re.compile(r"-(\d+)d ([01]\d|2[0-3]):([0-5]\d)")
ANY_TIME = re.compile(r"[+-]\d+d ([01]\d|2[0-3]):[0-5]\d")
MENTION = re.compile(r"(?<![\w@/.])@([a-z][a-z0-9-]*)")
HANDLE_FIELDS = {"owner", "by", "assignee", "agent", "asked_by", "verified_by", "vetted_by"}

Row = dict[str, Any]
Story = dict[str, list[Row]]


def problems(folder: Path) -> list[str]:
    """Every mistake in the story under `folder`, as sentences a writer can act on."""
    found: list[str] = []
    story = _load(folder, found)
    people = {person.get("handle", "?") for person in story.get("person", [])}
    rooms = {room.get("slug", "?"): room for room in story.get("community", [])}
    topics = {topic.get("slug", "?") for topic in story.get("topic", [])}
    found += _unique(story)
    found += _people(story.get("person", []))
    found += _spaces(story, people)
    for post in story.get("post", []):
        found += _post(post, people, rooms)
    found += [*_links(story), *_repeated_texts(story.get("post", []))]
    found += [*_everywhere(story, people, topics), *_counts(story)]
    return sorted(found)


def _load(folder: Path, found: list[str]) -> Story:
    story: Story = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            found.append(f"{path.name} cannot be read: {error}")
            continue
        for table, rows in content.items():
            if isinstance(rows, list):
                story.setdefault(table, []).extend(row for row in rows if isinstance(row, dict))
    return story


def _unique(story: Story) -> Iterator[str]:
    for table, rows in story.items():
        for field in ("handle", "slug", "key", "email"):
            for value, times in Counter(str(row[field]) for row in rows if field in row).items():
                if times > 1:
                    yield f"{table}: {field} {value!r} is used {times} times"


def _people(people: list[Row]) -> Iterator[str]:
    needed = ("handle", "name", "title", "email", "place", "languages", "skills", "about", "team")
    for person in people:
        who = person.get("handle", person)
        for field in needed:
            if not person.get(field):
                yield f"person {who}: {field} is missing"
        if not re.fullmatch(r"[a-z]+", str(who)):
            yield f"person {who}: a handle has lower-case a to z only"
        for role in set(person.get("roles", [])) - ROLES:
            yield f"person {who}: there is no role {role!r}"


def _spaces(story: Story, people: set[str]) -> Iterator[str]:
    for space in story.get("community", []) + story.get("desk", []):
        slug = space.get("slug")
        named = [space["owner"]] if "owner" in space else []
        for field in ("admins", "moderators", "members"):
            named += space.get(field, [])
        for handle in set(named) - people - {"*"}:
            yield f"space {slug}: nobody is called {handle!r}"
        for field, words in CHOICES.items():
            if space.get(field, words[0]) not in words:
                yield f"space {slug}: {field} {space[field]!r} is unknown"


def _post(post: Row, people: set[str], rooms: dict[str, Row]) -> Iterator[str]:
    name = f"post {post.get('key')}"
    room = rooms.get(post.get("community", ""))
    if room is None:
        yield f"{name}: there is no community {post.get('community')!r}"
        return
    inside = _inside(room) or people
    if post.get("kind") not in {"discussion", "thanks", "poll", "announcement"}:
        yield f"{name}: kind {post.get('kind')!r} is unknown"
    if (post.get("kind") == "thanks") != bool(post.get("thanks_to")):
        yield f"{name}: a thanks post, and only a thanks post, names thanks_to"
    for handle in set(post.get("thanks_to", [])) - people:
        yield f"{name}: nobody is called {handle!r}"
    yield from _text(post, name, inside, people | set(rooms))
    previous = _moment(post.get("at"))
    for number, reply in enumerate(post.get("reply", [])):
        where = f"{name}, reply {number}"
        yield from _text(reply, where, inside, people | set(rooms))
        moment = _moment(reply.get("at"))
        if moment and previous and moment < previous:
            yield f"{where}: comes before what it follows"
        previous = moment or previous
        if not 0 <= reply.get("reply_to", 0) < max(number, 1):
            yield f"{where}: reply_to must point at an earlier reply"


def _text(row: Row, name: str, inside: set[str], names: set[str]) -> Iterator[str]:
    if row.get("author") not in inside:
        yield f"{name}: {row.get('author')!r} may not write there"
    if not (body := str(row.get("body", "")).strip()):
        yield f"{name}: the text is empty"
    for mention in set(MENTION.findall(body)) - names:
        yield f"{name}: nobody is called @{mention}"
    if (moment := _moment(row.get("at"))) is None or moment > NOW:
        yield f"{name}: at {row.get('at')!r} is not a time before 09:45 today"
    for kind, handles in row.get("reactions", {}).items():
        if kind not in REACTIONS:
            yield f"{name}: reaction {kind!r} is unknown"
        for handle in set(handles) - inside:
            yield f"{name}: {handle!r} cannot react there"
        if len(handles) != len(set(handles)) or row.get("author") in handles:
            yield f"{name}: somebody reacts twice or to themselves"


def _inside(room: Row) -> set[str]:
    """Who may write in a closed room; empty for a room that is open to everyone."""
    if room.get("visibility") == "everyone":
        return set()
    named = {room.get("owner", "")}
    return named.union(room.get("admins", []), room.get("moderators", []), room.get("members", []))


def _moment(value: object) -> tuple[int, int] | None:
    match = PAST.fullmatch(str(value))
    return (-int(match[1]), int(match[2]) * 60 + int(match[3])) if match else None


def _links(story: Story) -> Iterator[str]:
    """Thanks point at questions that are asked, pinned links at pages that are written."""
    questions = {row.get("key") for row in story.get("question", [])}
    pages = {f"page:{row.get('key')}" for row in story.get("article", [])}
    for post in story.get("post", []):
        if "answer" in post and post["answer"] not in questions:
            yield f"post {post.get('key')}: nobody asked {post['answer']!r}"
    for room in story.get("community", []):
        for link in room.get("pinned", []):
            if link.get("to") not in pages:
                yield f"space {room.get('slug')}: {link.get('to')!r} is not written"


def _repeated_texts(posts: list[Row]) -> Iterator[str]:
    rows = [row for post in posts for row in (post, *post.get("reply", []))]
    for text, times in Counter(str(row.get("body", "")).strip() for row in rows).items():
        if times > 1:
            yield f"posts: {text[:60]!r} is written {times} times"


def _everywhere(story: Story, people: set[str], topics: set[str]) -> Iterator[str]:
    """Times, topics and colleagues in every table, however deep they are nested."""
    for table, rows in story.items():
        for row in rows:
            label = row.get("key") or row.get("slug") or row.get("handle")
            for field, value in _leaves(row):
                if field in {"at", "pinned_until"} and not ANY_TIME.fullmatch(str(value)):
                    yield f"{table} {label}: {field} {value!r} is not a time like '-3d 09:20'"
                if field in {"topics", "ask_about"} and value not in topics:
                    yield f"{table} {label}: there is no topic {value!r}"
                if field in HANDLE_FIELDS and isinstance(value, str) and value not in people | {""}:
                    yield f"{table} {label}: {field} names {value!r}, whom nobody knows"


def _leaves(value: object, field: str = "") -> Iterator[tuple[str, object]]:
    if not isinstance(value, dict | list):
        yield field, value
        return
    pairs = value.items() if isinstance(value, dict) else ((field, inner) for inner in value)
    for key, inner in pairs:
        yield from _leaves(inner, key)


def _counts(story: Story) -> Iterator[str]:
    have = {table: len(story.get(table, [])) for table in ("person", "community", "post")}
    have["agent"] = sum("agent" in person.get("roles", []) for person in story.get("person", []))
    for table, least in MINIMUM.items():
        if have[table] < least:
            yield f"{table}: {have[table]} are told, at least {least} are needed"


def main() -> int:
    """Print what is wrong with the story; the exit status says whether anything is."""
    found = problems(Path(__file__).resolve().parent.parent / "hub" / "demo" / "story")
    print("\n".join(found) or "The story holds together.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
