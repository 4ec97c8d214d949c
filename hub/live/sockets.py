"""The socket: who is connected, in which rooms, and who is let go when rights are taken away.

A socket only listens: there are two handlers, connect and disconnect, and nothing that a browser
could send. Its rooms are computed from the session behind its cookie and from nothing else.
"""

import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

from apiflask import APIFlask
from flask import current_app, request
from flask_socketio import SocketIO, join_room
from sqlalchemy import case, select

from config import Config
from hub.core import clock
from hub.core.db import session
from hub.core.dispatch import newest_event_id
from hub.core.events import FACTS, Event
from hub.people.events import PasswordChanged, PersonDeactivated, RolesChanged
from hub.people.models import Person, WebSession
from hub.people.sessions import find
from hub.spaces.events import MemberJoined, MemberLeft, MemberRoleChanged, SpaceEdited
from hub.spaces.models import Space, SpaceKind
from hub.spaces.rules import memberships, readable_space_ids

socketio = SocketIO()

LOOK_EVERY = 0.5  # seconds between two looks at whether every socket may still listen
ROOMS = 300  # spaces one socket listens to; one's own come first
SOCKETS_PER_PERSON = 30
LARGEST_MESSAGE = 4_096  # bytes from a browser, which has nothing to say
SEVERAL = 400  # sessions asked for in one statement

# After these, somebody may read other things than before.
TURNING = (MemberLeft, MemberJoined, MemberRoleChanged, RolesChanged, PersonDeactivated, PasswordChanged)


@dataclass(frozen=True)
class Listener:
    """One open socket: whose it is and on which session it rests."""

    sid: str
    person_id: int
    key_hash: bytes


class Listeners:
    """The sockets of this process. Each process looks after its own."""

    def __init__(self) -> None:
        self._by_sid: dict[str, Listener] = {}
        self._lock = threading.Lock()
        self._is_watched = False
        self.position = 0  # the newest event that was looked at
        self.elsewhere = False  # whether other processes may hold sockets too

    def add(self, listener: Listener) -> bool:
        """Remember a socket. False when the person has too many."""
        with self._lock:
            held = sum(each.person_id == listener.person_id for each in self._by_sid.values())
            if held >= SOCKETS_PER_PERSON:
                return False
            self._by_sid[listener.sid] = listener
            return True

    def remove(self, sid: str) -> None:
        """Forget a socket that was closed."""
        with self._lock:
            self._by_sid.pop(sid, None)

    def are_there(self) -> bool:
        """False only when it is certain that nobody has a page open."""
        return self.elsewhere or bool(self._by_sid)

    def all(self) -> list[Listener]:
        """Every open socket of this process."""
        with self._lock:
            return list(self._by_sid.values())

    def begin_watch(self) -> bool:
        """True for the one caller that has to start the watch."""
        with self._lock:
            begun, self._is_watched = self._is_watched, True
            return not begun

    def end_watch(self) -> bool:
        """True when nobody is connected any more and the watch may end."""
        with self._lock:
            self._is_watched = bool(self._by_sid)
            return not self._is_watched


listeners = Listeners()


def init_sockets(app: APIFlask, config: Config) -> None:
    """Put the socket server in front of the application."""
    own = urlsplit(config.public_url).netloc
    listeners.elsewhere = bool(config.redis_url)

    def is_ours(origin: str | None, environ: dict[str, str]) -> bool:
        return bool(origin) and urlsplit(origin).netloc in (environ.get("HTTP_HOST"), own)

    socketio.init_app(
        app,
        async_mode="gevent" if config.workers > 1 else "threading",
        message_queue=config.redis_url or None,
        channel="backchannel",
        transports=["websocket"],
        cors_allowed_origins=is_ours,
        cors_credentials=False,
        max_http_buffer_size=LARGEST_MESSAGE,
        cookie=None,
        always_connect=False,
    )


def room_of_space(id: int) -> str:
    """Everybody who may enter the space and has a page open."""
    return f"space:{id}"


def room_of_person(id: int) -> str:
    """Every page that one person has open."""
    return f"person:{id}"


def _connect() -> bool:
    """Let in whoever is signed in, and into the rooms of what they may read now."""
    key = request.cookies.get(current_app.session_interface.cookie, "")  # type: ignore[attr-defined]
    row = find(key) if 0 < len(key) <= 100 else None
    if row is None or row.person is None or not row.person.is_active:
        return False
    sid: str = request.sid  # type: ignore[attr-defined]
    if not listeners.add(Listener(sid, row.person.id, row.key_hash)):
        return False
    starts = listeners.begin_watch()
    if starts:
        listeners.position = newest_event_id()
    join_room(room_of_person(row.person.id))
    for id in _spaces_of(row.person):
        join_room(room_of_space(id))
    if starts:
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        socketio.start_background_task(_watch, app)
    return True


def _disconnect(*_reason: object) -> None:
    listeners.remove(request.sid)  # type: ignore[attr-defined]


# Every event of a browser that means anything; all others are dropped unread.
socketio.on_event("connect", _connect)
socketio.on_event("disconnect", _disconnect)


def let_go_of_strangers() -> int:
    """Cut every socket whose session ended or whose person's rights changed; they may come back.

    Returns how many. The browser connects again by itself, and then the rooms are computed anew.
    """
    present = listeners.all()
    turned = _turned()
    everybody = turned is None
    living = _living(present)
    gone = [
        each for each in present
        if everybody or each.key_hash not in living or each.person_id in (turned or ())
    ]  # fmt: skip
    for each in gone:
        listeners.remove(each.sid)
        socketio.server.disconnect(each.sid)
    return len(gone)


def _watch(app: APIFlask) -> None:
    while not listeners.end_watch():
        with app.app_context():
            try:
                let_go_of_strangers()
            except Exception as error:  # the database may be away for a moment: look again
                app.logger.warning("sockets_not_checked: %r", error)
            finally:
                session.remove()
        socketio.sleep(LOOK_EVERY)


def _turned() -> set[int] | None:
    """Who may read other things since the last look; None for everybody (a space was closed)."""
    kinds = [fact.kind for fact in (*TURNING, SpaceEdited)]
    statement = select(Event).where(Event.id > listeners.position, Event.kind.in_(kinds)).order_by(Event.id)
    events = session().scalars(statement.limit(1_000)).all()
    people: set[int] = set()
    for event in events:
        listeners.position = event.id
        if event.kind == SpaceEdited.kind and event.data.get("visibility_changed"):
            return None
        if FACTS[event.kind] in TURNING:
            people.add(int(event.data["person_id"]))
    return people


def _living(present: list[Listener]) -> set[bytes]:
    """The sessions that have not ended, of people whose accounts are open."""
    hashes = list({each.key_hash for each in present})
    found: set[bytes] = set()
    for start in range(0, len(hashes), SEVERAL):
        statement = (
            select(WebSession.key_hash)
            .join(Person, Person.id == WebSession.person_id)
            .where(
                WebSession.key_hash.in_(hashes[start : start + SEVERAL]),
                WebSession.expires_at > clock.now(),
                Person.deactivated_at.is_(None),
            )
        )
        found.update(session().scalars(statement))
    return found


def _spaces_of(person: Person) -> list[int]:
    """The spaces the person may read, their own first, at most ROOMS."""
    own = Space.id.in_(memberships(person))
    talk = Space.kind == SpaceKind.CONVERSATION  # there may be many: the newest of them, after the places
    statement = select(Space.id).where(Space.id.in_(readable_space_ids(person)))
    order = (own.desc(), talk, case((talk, -Space.id), else_=Space.id))
    return list(session().scalars(statement.order_by(*order).limit(ROOMS)))
