"""Writing to the customer: sources, sending, taking back, sending again."""

from typing import Annotated, Any

from flask import Response, g, request
from pydantic import Field
from werkzeug.datastructures import MultiDict

from hub.cases import guard, queries
from hub.cases.actions import approving, doubts, reaching, replies
from hub.cases.actions.attaching import attach_file, detach_file
from hub.cases.actions.copying import add_copies
from hub.cases.approval_models import Approval
from hub.cases.composing import Composer
from hub.cases.drafts import keep_draft, reply_draft
from hub.cases.leaving import letter_before
from hub.cases.models import Case, Message
from hub.cases.onward import next_in_list
from hub.cases.replyfiles import files_in_draft
from hub.cases.routes.shown import bp, case_url, show_case, the_case, the_list
from hub.cases.rules import REPLY
from hub.cases.sharing import is_made_from, shared_in
from hub.cases.ways import choose
from hub.channels.opening import opens_there
from hub.channels.ways import PRIVATE
from hub.core.db import transaction
from hub.core.errors import Conflict, HubError, Invalid, NotFound
from hub.core.limits import LIMITS
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.reuse.variables import fill, known_of
from hub.threads.diff import compare
from hub.web.forms import LINES, Form, Short, bounded, read
from hub.web.guard import takes_files
from hub.web.once import once
from hub.web.pages import done, page

BECAUSE = "because:"  # because:<key of a finding> = why the customer may read it
MOST_REASONS = 40
MOST_PASSAGES = 200


class ReplyForm(Form):
    """A reply as the composer sends it. `composed` says that the list of sources is complete."""

    body: Annotated[str, bounded(LIMITS.message), LINES] = ""
    then: Short = "wait"
    way: Short = ""
    source: tuple[str, ...] = ()
    composed: str = ""
    seen: int = 0
    shared: int = 0
    drop: int = 0
    copy_to: Annotated[str, bounded(1_000), LINES] = ""  # typed: who is to get a copy
    copy_put: Annotated[str, bounded(LIMITS.address), LINES] = ""
    copy_drop: Annotated[str, bounded(LIMITS.address), LINES] = ""
    file: Annotated[str, bounded(300), LINES] = ""  # a script sends its name; the file comes in another part
    confirmed: str = ""
    guard: Short = ""
    take_out: Annotated[str, bounded(200), LINES] = ""


class SourceForm(Form):
    """Which text goes into the reply, or out of it; `passage`: only that part of it."""

    ref: Annotated[str, bounded(80, 3), LINES]
    passage: Annotated[int, Field(ge=0, le=MOST_PASSAGES)] = 0
    version: Short = ""


class AddressForm(Form):
    """Where replies go from now on: one of the addresses that the composer shows."""

    address: Annotated[str, bounded(LIMITS.address, 3), LINES]


@bp.post("/cases/<int:id>/replies")
@takes_files
@once
def send_reply(id: int) -> Any:
    case = the_case(id)
    require(g.actor, REPLY, case)
    composer, form = composed(case)
    if not form.ok:
        composer.error = " ".join(message for each in form.errors.values() for message in each)
        return show_case(case, composer), 422
    if composer.error:  # a file that the channel does not take
        return show_case(case, composer), 422
    if form.data.copy_to and not put_in_copy(case, composer, form.data.copy_to):
        return show_case(case, composer), 422
    if _somebody_was_quicker(case, composer) or _draft_moved_on(case, composer):
        return show_case(case, composer), 422
    try:
        message = approving.send_or_ask(
            g.actor, case, composer.body, then=composer.state_after, overrides=composer.reasons,
            confirmed=composer.confirmed, seen=composer.seen or queries.newest_message_id(case),
            way=composer.way,
        )  # fmt: skip
    except guard.Stopped as stopped:
        composer.findings, composer.asking = stopped.findings, bool(composer.reasons)
        composer.fillable = fill(composer.body, known_of(case, g.actor)) != composer.body
        return show_case(case, composer), 422
    except (Invalid, Conflict) as refused:
        composer.error = refused.message
        return show_case(case, composer), refused.status
    to = _next_of(case) if composer.goes_on else case_url(case)
    if isinstance(message, Approval):
        return done(to, say=_("It waits for a second person, who was told."))
    return _sent(case, message, to=to)


@bp.post("/cases/<int:id>/preview")
@takes_files
def preview(id: int) -> Any:
    """The whole as the customer will read it, made by what sends it; the text stays a draft."""
    case = the_case(id)
    require(g.actor, REPLY, case)
    composer, form = composed(case)
    if not form.ok or not composer.body.strip():
        composer.error = " ".join(message for each in form.errors.values() for message in each) or _(
            "There is nothing to look at yet. Write to the customer first."
        )
        return show_case(case, composer), 422
    composer.findings = guard.inspect(case, composer.body, g.actor, files=composer.files, way=composer.way)
    with transaction():
        keep_draft(g.actor, case, composer.body, composer.way)
    if composer.error or (form.data.copy_to and not put_in_copy(case, composer, form.data.copy_to)):
        return show_case(case, composer), 422
    letter = letter_before(case, g.actor, composer.body)
    return page(
        "cases/preview.html", case=case, composer=composer, letter=letter, back=f"{case_url(case)}#reply"
    )


@bp.post("/cases/<int:id>/way")
@takes_files
def change_way(id: int) -> Response:
    """From public to private the text comes along; what was begun in private stays there."""
    case = the_case(id)
    require(g.actor, REPLY, case)
    composer, _form = composed(case)
    to = PRIVATE if request.args.get("to") == PRIVATE else ""
    with transaction():
        keep_draft(g.actor, case, composer.body, composer.way)
        if to == PRIVATE and composer.way != PRIVATE and not reply_draft(g.actor, case, PRIVATE).strip():
            keep_draft(g.actor, case, composer.body, PRIVATE)
    more = {"way": PRIVATE} if to else {}
    return done(f"{case_url(case, **more)}#reply")


@bp.post("/cases/<int:id>/reply-files")
@takes_files
def change_files(id: int) -> Any:
    """Files that came along are under the reply by now; one is taken away. The text stays a draft."""
    case = the_case(id)
    require(g.actor, REPLY, case)
    composer, form = composed(case)
    if not form.ok or composer.error:
        composer.error = composer.error or " ".join(said for each in form.errors.values() for said in each)
        return show_case(case, composer), 422
    if form.data.drop:
        detach_file(g.actor, case, form.data.drop)
    with transaction():
        keep_draft(g.actor, case, composer.body, composer.way)
    return done(f"{case_url(case)}#reply")


@bp.post("/cases/<int:id>/sources")
def insert_source(id: int) -> Response:
    case, form = the_case(id), read(SourceForm)
    if not form.ok:
        raise Invalid(_("Choose an answer or a page to put into the reply."), field="ref")
    require(g.actor, REPLY, case)
    text = replies.words_of(g.actor, case, form.data.ref, form.data.passage)
    replies.insert_source(g.actor, case, form.data.ref, form.data.passage)
    draft = reply_draft(g.actor, case)
    if text not in draft:
        with transaction():
            keep_draft(g.actor, case, f"{draft}\n\n{text}".strip())
    return done(f"{case_url(case)}#reply", say=_("It is in your reply."))


@bp.post("/cases/<int:id>/sources/renewal")
def renew_source(id: int) -> Response:
    """The text as it is now, in the place of the one that was put in."""
    case, form = the_case(id), read(SourceForm)
    if not form.ok:
        raise Invalid(_("Say which text is to be taken anew."), field="ref")
    before, text = replies.renew_source(g.actor, case, form.data.ref, form.data.version)
    draft = reply_draft(g.actor, case)
    in_place = before in draft
    with transaction():
        keep_draft(g.actor, case, draft.replace(before, text) if in_place else f"{draft}\n\n{text}".strip())
    said = (
        _("The new text stands in your reply.")
        if in_place
        else _("You had changed the text: the new one stands below yours. Choose what goes.")
    )
    return done(f"{case_url(case)}#reply", say=said)


@bp.post("/cases/<int:id>/sources/removal")
def remove_source(id: int) -> Response:
    case, form = the_case(id), read(SourceForm)
    if not form.ok:
        raise Invalid(_("Say which text goes out of the reply."), field="ref")
    text = replies.remove_source(g.actor, case, form.data.ref)
    with transaction():
        keep_draft(g.actor, case, reply_draft(g.actor, case).replace(text, "").strip() if text else "")
    return done(f"{case_url(case)}#reply", say=_("It is out of your reply."))


@bp.post("/cases/<int:id>/address")
def answer_elsewhere(id: int) -> Response:
    case, form = the_case(id), read(AddressForm)
    if not form.ok:
        raise Invalid(_("Choose one of the addresses shown."), field="address")
    reaching.answer_at(g.actor, case, form.data.address)
    return done(f"{case_url(case)}#reply", say=_("Replies go to %(address)s now.", address=case.address))


@bp.post("/cases/<int:id>/replies/<int:message_id>/return")
def take_back(id: int, message_id: int) -> Response:
    case, message = _reply(id, message_id)
    replies.take_back(g.actor, message)
    return done(f"{case_url(case)}#reply", say=_("Taken back. Your text is in the composer again."))


@bp.post("/cases/<int:id>/replies/<int:message_id>/again")
def send_again(id: int, message_id: int) -> Response:
    case, message = _reply(id, message_id)
    replies.send_again(g.actor, message)
    return done(case_url(case), say=_("It is on its way again."))


@bp.post("/cases/<int:id>/replies/<int:message_id>/arrival")
def say_arrived(id: int, message_id: int) -> Response:
    case, message = _reply(id, message_id)
    doubts.say_arrived(g.actor, message)
    return done(case_url(case), say=_("Noted: your reply has arrived."))


def _reply(id: int, message_id: int) -> tuple[Case, Message]:
    case = the_case(id)
    message = queries.message_in(g.actor, case, message_id)
    if not message.is_ours:
        raise NotFound
    return case, message


def _next_of(case: Case) -> str:
    """The first case of the list that one comes from; the list itself when nothing is left in it."""
    asked = the_list()
    if asked.trouble:
        return asked.url()
    following = next_in_list(g.actor, case, asked.view, asked.test, asked.sort)
    return asked.url(f"/cases/{following}") if following is not None else asked.url()


def _sent(case: Case, message: Message, *, to: str) -> Response:
    """On, with a word and the way back while there is one."""
    seconds = int((message.release_at - message.at).total_seconds()) if message.release_at else 0
    first = case.customer.first_name
    queries.forget_counts()
    if (there := opens_there(case.channel)) is not None:
        return done(to, say=_("Checked. Open it on %(site)s from the conversation.", site=there.site))
    if not seconds:
        return done(to, say=_("On its way to %(first)s.", first=first))
    undo = f"/cases/{case.id}/replies/{message.id}/return"
    return done(
        to, say=_("Going out to %(first)s in %(seconds)s seconds.", first=first, seconds=seconds), undo=undo
    )


def put_in_copy(case: Case, composer: Composer, typed: str) -> bool:
    """Whether those who were typed get a copy; why not stands in the composer."""
    try:
        add_copies(g.actor, case, typed)
    except Invalid as refused:
        composer.copy_error, composer.typed_copy = refused.message, typed
        return False
    return True


def composed(case: Case, *, takes_along: bool = True) -> tuple[Composer, Any]:
    """The composer as it was sent, its sources remembered and the files that came put under the reply."""
    sent = MultiDict(request.form)
    reasons = {
        name.removeprefix(BECAUSE): sent.pop(name)[: LIMITS.note]
        for name in [each for each in sent if each.startswith(BECAUSE)][:MOST_REASONS]
    }
    form = read(ReplyForm, sent)
    then = str(form.value("then")) or "wait"
    composer = Composer(case, body=str(form.value("body")), then=then, reasons=reasons)
    if form.ok:
        composer.body, composer.seen, composer.way = form.data.body, form.data.seen, form.data.way
        choose(case, composer.way)  # one that there is not is refused
        composer.confirmed, composer.shared_seen = bool(form.data.confirmed), form.data.shared
        if form.data.composed:
            replies.settle_sources(g.actor, case, form.data.source[: LIMITS.tags])
    composer.sources = guard.draft_sources(case, g.actor)
    if form.ok and takes_along:
        composer.error = _took_files(case)
    composer.files = files_in_draft(case, g.actor)
    return composer, form


def _took_files(case: Case) -> str:
    """Put the files that came along under the reply; what was wrong with one of them, if anything was."""
    came = request.files.getlist("file")
    try:
        for sent in [each for each in came if each.filename][: LIMITS.uploads_per_thing]:
            attach_file(g.actor, case, sent.filename or "", sent.read())
    except HubError as refused:
        return refused.message
    finally:
        for each in came:
            each.close()
    return ""


def _draft_moved_on(case: Case, composer: Composer) -> bool:
    """Whether a colleague changed the shared draft that this reply was made from: both are shown then."""
    shared = shared_in(case)
    if shared is None or shared.by_id == g.actor.id or shared.number == composer.shared_seen:
        return False
    if shared.body == composer.body or not is_made_from(composer.body, shared):
        return False
    composer.shared_rows, composer.shared_seen = compare(shared.body, composer.body), shared.number
    composer.error = _(
        "%(name)s changed the shared draft meanwhile. Take over what you need; then send your reply.",
        name=shared.by.first_name,
    )
    return True


def _somebody_was_quicker(case: Case, composer: Composer) -> bool:
    """Whether the conversation went on while this reply was written: then it is shown first."""
    composer.newer = queries.said_since(g.actor, case, composer.seen) if composer.seen else ()
    if not composer.newer:
        return False
    newest = composer.newer[-1]
    composer.seen = newest.id
    name = newest.author.first_name if newest.author else case.customer.first_name
    composer.error = _(
        "%(name)s has written meanwhile. Read it above; then send your reply if it still fits.", name=name
    )
    return True
