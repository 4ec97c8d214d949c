"""One of every private thing, made by the real actions, each text with a marker word of its own.

A text holds two invented words: a marker, which must never reach who may not read it, and a hook,
which can be searched for without the page repeating the marker.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from types import SimpleNamespace

from sqlalchemy import select

from hub.cases import drafts as case_drafts
from hub.cases.actions import bulk, handling, inside, marking, merging, replies
from hub.cases.actions.intake import receive
from hub.cases.actions.survey import rating_token
from hub.cases.models import Case, Message, Override
from hub.channels.api import Handed, hand_in
from hub.channels.contract import Author, ChannelKind, Incoming
from hub.channels.inbox import put
from hub.channels.models import Channel, InboxItem, InboxState
from hub.channels.simulator import written
from hub.conversations import actions as conversations
from hub.core import clock
from hub.core.db import session, transaction
from hub.customers import actions as customers
from hub.feed.drafts import keep_draft
from hub.feed.models import Post
from hub.feed.scheduling import schedule
from hub.files.actions import keep_file
from hub.files.queries import markdown_for
from hub.files.storage import store
from hub.flags.actions import raise_flag
from hub.flags.reasons import FlagReason
from hub.inbox.models import Notice
from hub.inbox.push.models import PushDevice
from hub.inbox.saved import actions as saved
from hub.inbox.urgent.actions import mark_urgent, set_urgent_rule
from hub.people import actions as people
from hub.people import sessions, tokens
from hub.people.models import Draft, Role
from hub.problems import actions as problems
from hub.qa import actions as qa
from hub.qa.models import Answer, Question
from hub.recall import actions as recalls
from hub.recall.models import FollowUp
from hub.reuse.phrases import add_phrase
from hub.reuse.recall_models import Change
from hub.spaces import actions as spaces
from hub.spaces import topic_actions
from hub.spaces.models import JoinRequest
from hub.threads import actions as threads
from hub.threads.previews.models import LinkPreview
from hub.web.chat import Form as Shape
from hub.webhooks.models import Webhook
from hub.wiki.actions import moving, passages, suggesting, uniting, writing
from hub.wiki.actions.merging import revision_of
from hub.wiki.actions.restricting import restrict_page
from hub.wiki.export.models import PageExport
from hub.wiki.merge_models import PagePair
from tests import cast
from tests.automation.planting import plant_texts_and_macros
from tests.factories import make_post, make_question

EVERYBODY = frozenset({"ada", "ben", "cleo", "dora", "finn", "gwen", "hugo", "iris"})
ROOM = frozenset({"ada", "ben"})  # who is in the space `private`
DESK = frozenset({"finn", "hugo"})  # whose cases they are
HOOKS = {ROOM: "brontosiller", DESK: "gnarlweft", EVERYBODY: "vumblequist"}
CUSTOMER = "Wilhelmina Quastenflosse"
ADDRESS = "wilhelmina@quastenflosse.example"
PHONE = "+47 911 22 333"


@dataclass(frozen=True)
class Marker:
    """A word that was planted, the word it is found by, and who may read it."""

    name: str
    word: str
    hook: str
    readers: frozenset[str]

    @property
    def text(self) -> str:
        """What is written into a field."""
        return f"{self.hook} {self.word}"


@dataclass
class Planted:
    """Everything that was made: ids and addresses by name, and the markers."""

    markers: dict[str, Marker] = field(default_factory=dict)
    ids: SimpleNamespace = field(default_factory=SimpleNamespace)

    def mark(self, name: str, readers: frozenset[str]) -> str:
        """A new marker and its text; what has the same readers is found by the same word."""
        letters = "".join("bcdfghjklm"[int(digit)] for digit in f"{len(self.markers):02}")
        made = Marker(name, f"zyx{letters}murk", HOOKS.get(readers, "pixotane"), readers)
        self.markers[name] = made
        return made.text

    def found_in(self, text: str) -> set[str]:
        """The names of all markers whose word stands in a text."""
        low = text.lower()
        return {name for name, marker in self.markers.items() if marker.word in low}

    def hidden_from(self, handle: str) -> set[str]:
        """The names of the markers that somebody may not read."""
        return {name for name, marker in self.markers.items() if handle not in marker.readers}


def plant() -> Planted:
    """Make everything. Facts are not handed out yet: drain afterwards, then `plant_notices`."""
    made = Planted()
    _in_the_room(made)
    _topics_of_the_room(made)
    _wiki_of_the_room(made)
    _for_one_person(made)
    _on_the_desk(made)
    _kept_lists(made)
    plant_texts_and_macros(made)
    _one_customer(made)
    _taken_back(made)
    _in_the_open(made)
    return made


def plant_notices(made: Planted) -> None:
    """What the loop has written: the notices of the people concerned."""
    by_person = {
        handle: session().scalars(select(Notice).where(Notice.person_id == cast.person(handle).id)).first()
        for handle in ("ada", "ben", "finn")
    }
    with transaction() as db:
        device = PushDevice(
            person_id=cast.person("ada").id, session="none", endpoint="https://push.example.org/1",
            endpoint_hash="1", point=b"", auth=b"", name="A phone", created_at=clock.now(),
        )  # fmt: skip
        db.add(device)
        hook = Webhook(
            name="Chat",
            form=Shape.SLACK,
            host="chat.example.org",
            sealed="",
            kinds=[],
            created_at=clock.now(),
        )
        db.add(hook)
        preview = LinkPreview(
            digest="1", url="https://example.org/", title="A page", asked_at=clock.now(),
            picture_key="1" * 32, picture_sha256=store().put(b"a picture"),
        )  # fmt: skip
        db.add(preview)
    made.ids.picture = preview.picture_key
    made.ids.device, made.ids.webhook = device.id, hook.id
    made.ids.notices = {handle: notice.id for handle, notice in by_person.items() if notice is not None}


def _in_the_room(made: Planted) -> None:
    ada, ben, room = cast.person("ada"), cast.person("ben"), cast.space("private")
    mark, ids = made.mark, made.ids
    spaces.edit_space(ada, room, about=mark("about a hidden space", ROOM), rules=mark("its rules", ROOM))
    file = keep_file(ada, "bill.txt", mark("file", ROOM).encode())
    body = f"{mark('post', ROOM)} @ben look {markdown_for(file)}"
    post = make_post("ada", "private", body, title=mark("title of a post", ROOM))
    comment = threads.post_comment(ben, post, f"{mark('comment', ROOM)} @ada")
    threads.edit_comment(ben, comment, f"{mark('edited comment', ROOM)} @ada")
    question = qa.ask_question(ada, room, mark("question", ROOM), f"{mark('its body', ROOM)} @ben")
    body = f"{mark('answer', ROOM)}\n\n:::internal\n{mark('internal part', ROOM)}\n:::"
    answer = qa.post_answer(ben, question, body, mark("customer wording", ROOM))
    qa.accept_answer(ada, answer)
    set_urgent_rule(cast.person("dora"), {Role.AGENT, Role.SUPERVISOR}, 5, passes_quiet=False)
    ids.urgent = _call_urgent(post, mark("why it is urgent", ROOM))
    ids.file = file.key
    ids.post, ids.comment, ids.question, ids.answer = post.id, comment.id, question.id, answer.id
    talk = conversations.start(ada, [cast.person("gwen")], mark("direct message", frozenset({"ada", "gwen"})))
    conversations.bring_in(ada, talk, [cast.person("finn")])
    ids.conversation = talk.id
    with transaction() as db:
        asks = JoinRequest(space_id=room.id, person_id=cast.person("gwen").id, words="", at=clock.now())
        db.add(asks)


def _call_urgent(post: Post, words: str) -> int:
    """Ada holds the right for that moment."""
    ada = cast.person("ada")
    with transaction():
        before, ada.roles = ada.roles, frozenset({Role.AGENT})
    made = mark_urgent(ada, post, [cast.person("ben")], words)
    with transaction():
        ada.roles = before
    return made.id


def _topics_of_the_room(made: Planted) -> None:
    """A topic that is the room's alone, with another name, one merged into it and somebody who follows."""
    ada, ben, room = cast.person("ada"), cast.person("ben"), cast.space("private")
    mark, ids = made.mark, made.ids
    topic = topic_actions.create_topic(
        ada, mark("topic of a room", ROOM), room, about=mark("about a topic", ROOM)
    )
    name = mark("another name of a topic", ROOM)
    topic_actions.edit_topic(ada, topic, name=topic.name, about=topic.about, synonyms=[name])
    other = topic_actions.create_topic(ada, mark("topic that was merged", ROOM), room)
    make_post("ben", "private", "Filed.", topics=[topic.name])
    make_question("ben", "private", "Filed?", topics=[other.name])
    threads.follow(ben, topic, "watching")
    ids.merge = topic_actions.merge_topics(ada, other, topic).id
    ids.own_topic, ids.own_topic_id = topic.slug, topic.id


def _wiki_of_the_room(made: Planted) -> None:
    ada, ben, room = cast.person("ada"), cast.person("ben"), cast.space("private")
    mark, ids = made.mark, made.ids
    page = writing.create_page(ada, room, mark("title of a page", ROOM), mark("old revision", ROOM))
    writing.edit_page(ben, page, title=page.title, body=mark("page", ROOM), base=1,
                      note=mark("note of a change", ROOM))  # fmt: skip
    threads.post_comment(ben, page, mark("comment on a page", ROOM))
    gone = writing.create_page(ada, room, "Gone", mark("removed page", ROOM))
    moving.remove_page(ada, gone)
    ids.page, ids.page_path, ids.removed_page = page.id, page.path, gone.id
    change = suggesting.suggest_change(ben, page, title=mark("suggested title", ROOM),
                                       body=mark("suggested text", ROOM), base=2)  # fmt: skip
    threads.post_comment(ada, change, mark("comment on a suggestion", ROOM))
    ids.change = change.id
    passage = passages.comment_on_passage(
        ben, page, page.text.split("\n", maxsplit=1)[0], mark("comment on a passage", ROOM)
    )
    ids.passage = passage.id
    ids.phrase = said.id if (said := add_phrase(ada, page, mark("words of a search", ROOM))) else 0
    ids.flag = raise_flag(ada, page, FlagReason.OUTDATED, mark("words of a flag", ROOM)).id
    kept = writing.create_page(
        ada, cast.space("open"), mark("title of a page with readers", ROOM), mark("page with readers", ROOM)
    )
    restrict_page(ada, kept, [ben])
    threads.post_comment(ben, kept, mark("comment on a page with readers", ROOM))
    ids.restricted = kept.id
    same = writing.create_page(ada, room, "The same", mark("text of a page that was merged", ROOM))
    merge = uniting.merge_pages(
        ada, same, page, title=page.title, body=page.body, base=page.revision, source_base=1
    )
    ids.page_merge, ids.merged_page = merge.id, same.id
    alike = writing.create_page(ada, room, mark("title of a page like it", ROOM), "Like it")
    with transaction() as db:
        pair = PagePair(first_id=page.id, second_id=alike.id, percent=90, at=clock.now())
        asked = PageExport(person_id=ada.id, space_id=room.id, scope="space", format="html", reader="inside",
                           internal=True, asked_at=clock.now(), state="ready", name="room.html",
                           sha256=store().put(mark("export", frozenset({"ada"})).encode()))  # fmt: skip
        db.add_all([pair, asked])
        db.flush()
        ids.page_pair, ids.export = pair.id, asked.id


def _for_one_person(made: Planted) -> None:
    ada, mark, ids = cast.person("ada"), made.mark, made.ids
    own = frozenset({"ada"})
    planned = schedule(
        ada, cast.space("private"), "discussion", mark("planned post", own), clock.now() + timedelta(days=1)
    )
    ids.planned = planned.id
    kept, _is_new = saved.save(ada, session().get_one(Post, ids.post))
    saved.change(ada, kept, mark("note on what is saved", own), None)
    ids.saved = kept.id
    keep_draft(ada, "new-post", mark("draft", own), url="/")
    ids.draft = session().scalars(select(Draft.id).where(Draft.person_id == ada.id)).one()
    with transaction():
        moment = clock.now() + timedelta(days=9)
        token = tokens.make_token(ada, mark("name of a token", own), ("read",), moment)
        sessions.begin(ada, agent=f"Firefox {mark('browser of a session', own)}", address="192.0.2.7")
    ids.token = token.row.id
    ids.session = next(row.public_id for row in sessions.sessions_of(ada))
    people.edit_profile(ada, ada, about=mark("profile", EVERYBODY))


def _on_the_desk(made: Planted) -> None:
    finn, desk, mark, ids = cast.person("finn"), cast.space("desk"), made.mark, made.ids
    channel = _channel("practice", ChannelKind.SIMULATOR)
    form = _channel("form", ChannelKind.FORM)
    surname = made.mark("name of a customer", DESK).split()[1]
    address = f"{made.mark('address of a customer', DESK).split()[1]}@quastenflosse.example"
    words = f"{mark('message', DESK)}. I am {CUSTOMER} {surname}, {PHONE}, {address}."
    author = Author(address, f"{CUSTOMER} {surname}")
    incoming = Incoming("in-1", author, words, clock.now(), subject=mark("subject", DESK), thread="t-1",
                        quoted=mark("quoted mail", DESK))  # fmt: skip
    case = receive(channel, incoming).case
    twin = Incoming("in-3", author, mark("message of a second case", DESK), clock.now(), thread="t-9")
    ids.merge = merging.merge(finn, receive(channel, twin).case, case).id
    said = f"{mark('words that are quoted inside', EVERYBODY)}. {CUSTOMER} {surname}, {PHONE}, {address}."
    receive(channel, Incoming("in-2", author, said, clock.now(), thread="t-1"))
    handling.assign(cast.person("hugo"), case, finn)
    note = handling.add_note(finn, case, f"{mark('note', DESK)} @hugo")
    message = replies.send_reply(finn, case, mark("reply", DESK))
    with transaction() as db:
        kept = Override(message_id=message.id, person_id=finn.id, finding="colleague",
                        passage=mark("what left all the same", DESK | {"iris"}),
                        reason="It is known outside", at=clock.now())  # fmt: skip
        db.add(kept)
        db.flush()
        ids.override = kept.id
    with transaction():
        case_drafts.keep_draft(finn, case, mark("draft of a reply", frozenset({"finn"})))
    ids.case, ids.message, ids.rating = case.id, message.id, rating_token(case)
    ids.item = _held_mail(mark("held back", DESK | {"dora"}))
    ids.practised = _kept(put(channel, *written("w@example.net", "W", "s", mark("practised", DESK), "t-2")))
    programs = _channel("programs", ChannelKind.API)
    hand_in(programs, Handed("held", "a@example.net", mark("handed in", DESK)))
    ids.programs = programs.id
    ids.channel, ids.form, ids.desk, ids.note = channel.id, form.slug, desk.id, note.id


def _one_customer(made: Planted) -> None:
    """The desk's customer, of whom somebody else became a part."""
    finn = cast.person("finn")
    kept = session().get_one(Message, made.ids.message).case.customer
    channel = session().get_one(Channel, made.ids.channel)
    author = Author("quaste@example.net", made.mark("name of a customer", DESK))
    other = receive(channel, Incoming("in-9", author, "Hello", clock.now(), thread="t-9")).case.customer
    customers.edit_customer(finn, kept, name=kept.name, company=made.mark("company of a customer", DESK),
                            language="", note=made.mark("note about a customer", DESK))  # fmt: skip
    made.ids.customer = kept.id
    made.ids.customer_merge = customers.merge_customers(finn, kept, other).id


def _kept_lists(made: Planted) -> None:
    """One of Finn's alone, and something that he did with many."""
    finn = cast.person("finn")
    made.ids.bulk = bulk.apply(finn, bulk.chosen(finn, [made.ids.case]), "priority", "high").id
    name = made.mark("kept list", frozenset({"finn"}))
    made.ids.kept_list = marking.keep_list(cast.person("finn"), name, "priority:high", "").id
    texts, case = (made.mark(what, DESK) for what in ("problem", "inside of a problem")), made.ids.case
    made.ids.problem = problems.open_problem(
        cast.person("finn"), cast.space("desk"), *texts, [session().get_one(Case, case)]
    ).id


def _taken_back(made: Planted) -> None:
    """The room's answer is recalled, and the desk's customer is said to have it."""
    ids, case = made.ids, session().get_one(Message, made.ids.message).case
    answer = session().get_one(Answer, ids.answer)
    why = made.mark("why it was recalled", ROOM)
    recall = recalls.open_recall(cast.person("ada"), answer, Change.WRONG, why)
    with transaction() as db:
        follow_up = FollowUp(
            recall_id=recall.id, customer_id=case.customer_id, case_id=case.id, given_at=clock.now()
        )
        db.add(follow_up)
    ids.recall, ids.follow_up = recall.id, follow_up.id


def _in_the_open(made: Planted) -> None:
    """What everybody reads, beside what only insiders and never a customer may: a real loop."""
    finn, ids, mark = cast.person("finn"), made.ids, made.mark
    case = session().get_one(Message, ids.message).case
    proposal = inside.propose(case)
    ref = inside.ask_inside(finn, case, cast.space("open"), mark("open question", EVERYBODY), proposal.body)
    question = session().get_one(Question, int(ref.split(":")[1]))
    guarded = f"Refund limit 4410 {mark('guarded part', EVERYBODY)}"
    known = f"{mark('open answer', EVERYBODY)}\n\n:::internal\n{guarded}\n:::"
    answer = qa.post_answer(cast.person("ben"), question, known, mark("open wording", EVERYBODY))
    qa.vet_answer(cast.person("gwen"), answer)
    qa.accept_answer(finn, answer)
    ids.open_question, ids.open_answer = question.id, answer.id
    post = make_post("ada", "open", mark("open post", EVERYBODY))
    comment = threads.post_comment(cast.person("ada"), post, mark("open comment", EVERYBODY))
    page = writing.create_page(
        cast.person("ada"), cast.space("open"), "Open page", mark("open page", EVERYBODY)
    )
    ids.open_post, ids.open_comment, ids.open_page, ids.open_path = post.id, comment.id, page.id, page.path
    ids.open_version = revision_of(page, 1).id


def _held_mail(words: str) -> int:
    """A mail with a file, kept for a person to decide."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "someone@example.net", "care@hub.test", words
    mail.set_content(words)
    mail.add_attachment(words.encode(), maintype="text", subtype="plain", filename="bill.txt")
    channel = _channel("mail", ChannelKind.EMAIL)
    return _kept(put(channel, "held", mail.as_bytes(), state=InboxState.QUARANTINED, reason="doubtful"))


def _kept(item: InboxItem | None) -> int:
    assert item is not None
    return item.id


def _channel(slug: str, kind: ChannelKind) -> Channel:
    with transaction() as db:
        channel = Channel(
            kind=kind, name=slug.title(), slug=slug, space_id=cast.space("desk").id,
            created_at=clock.now(), first_reply_minutes=60,
        )  # fmt: skip
        db.add(channel)
    return channel
