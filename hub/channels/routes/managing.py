"""Channels in the administration: set up, look after, and decide about what was held back."""

from typing import Annotated, Any

from flask import Blueprint, Response, g, make_response, request
from pydantic import Field

from hub.channels import actions, polling, queries
from hub.channels.accounts import ask_for_reading
from hub.channels.contract import ChannelKind
from hub.channels.email.headers import Address
from hub.channels.email.imap import MailboxTrouble
from hub.channels.email.outgoing import send_test
from hub.channels.email.smtp import State
from hub.channels.facebook import polling as page_comments
from hub.channels.graph import wire as graph_wire
from hub.channels.instagram import polling as instagram
from hub.channels.models import Channel, InboxItem, InboxState
from hub.channels.preview import file_of, original_of, preview_of
from hub.channels.refusals import Busy, Refused
from hub.channels.routes.settings import ChannelForm, filled, secrets_of, settings_of
from hub.channels.rules import DECIDE
from hub.channels.sealing import SealBroken
from hub.channels.youtube import polling as youtube
from hub.channels.youtube import wire as youtube_wire
from hub.channels.youtube.quota import Exhausted
from hub.core.errors import Conflict, HubError, NotFound
from hub.core.limits import LIMITS
from hub.core.permissions import can, load, require
from hub.core.words import gettext as _
from hub.people.rules import ADMINISTER
from hub.spaces.models import Space
from hub.spaces.rules import WORK_CASES_IN
from hub.web.forms import LINES, Form, Read, blank, bounded, read
from hub.web.once import once
from hub.web.pages import done, page
from hub.web.paging import after

bp = Blueprint("channels", __name__, template_folder="../templates")

BY_HAND = (InboxState.UNREADABLE, InboxState.QUARANTINED)  # a person may still write down what it says


class AttachForm(Form):
    """Which case it belongs to."""

    case: int = Field(ge=1, le=LIMITS.highest_id)


class HandForm(Form):
    """What a person read in it."""

    name: Annotated[str, bounded(LIMITS.name, 1), LINES]
    address: Annotated[str, bounded(LIMITS.address, 1), LINES]
    subject: Annotated[str, bounded(LIMITS.title, 1), LINES]
    text: Annotated[str, bounded(LIMITS.message, 1), LINES]


@bp.get("/admin/channels")
def channels() -> str:
    found = queries.list_channels(g.actor)
    if not found and not can(g.actor, ADMINISTER):
        raise NotFound
    return _page("channels.html", found=found)


@bp.get("/admin/channels/new")
def new_channel() -> str:
    require(g.actor, ADMINISTER)
    return _settings_page(None, blank(kind=request.args.get("kind", "email"), **filled(None)))


@bp.post("/admin/channels")
@once
def add_channel() -> Any:
    require(g.actor, ADMINISTER)
    form = read(ChannelForm)
    if form.ok:
        data = form.data
        try:
            made = actions.add_channel(
                g.actor, ChannelKind(data.kind), data.name, data.slug, _desk(data.desk),
                settings=settings_of(data), secrets=secrets_of(data),
                first_reply_minutes=data.first_reply_minutes,
            )  # fmt: skip
            return done(f"/admin/channels/{made.id}", say=_("The channel is open."))
        except (HubError, ValueError) as error:
            form.refuse(getattr(error, "field", None) or "kind", getattr(error, "message", "Choose a kind."))
    return _settings_page(None, form), 422


@bp.get("/admin/channels/<int:id>")
def channel(id: int) -> str:
    found = load(g.actor, Channel, id)
    wanted = request.args.get("state", InboxState.QUARANTINED)
    states = queries.states_for(g.actor, found)
    state = InboxState(wanted) if wanted in dict(states) else InboxState.QUARANTINED
    return _page(
        "channel.html", shown=queries.shown_channel(found), state=state, states=states,
        lines=queries.items_of(g.actor, found, state, after()), may_decide=can(g.actor, DECIDE, found),
        may_play=can(g.actor, WORK_CASES_IN, found.space),
    )  # fmt: skip


@bp.get("/admin/channels/<int:id>/settings")
def channel_settings(id: int) -> str:
    found = load(g.actor, Channel, id)
    require(g.actor, ADMINISTER)
    return _settings_page(found, blank(kind=found.kind.value, **filled(found)))


@bp.post("/admin/channels/<int:id>/settings")
def save_settings(id: int) -> Any:
    found, form = load(g.actor, Channel, id), read(ChannelForm)
    require(g.actor, ADMINISTER)
    if form.ok:
        data = form.data
        try:
            actions.edit_channel(
                g.actor, found, name=data.name, desk=_desk(data.desk), settings=settings_of(data),
                secrets=secrets_of(data), first_reply_minutes=data.first_reply_minutes,
            )  # fmt: skip
            return done(f"/admin/channels/{id}", say=_("Saved."))
        except HubError as error:
            form.refuse(error.field or "name", error.message)
    return _settings_page(found, form), 422


@bp.post("/admin/channels/<int:id>/pause")
def pause(id: int) -> Response:
    actions.pause_channel(g.actor, load(g.actor, Channel, id))
    return done(f"/admin/channels/{id}", say=_("Paused. Nothing comes in or goes out until you resume it."))


@bp.post("/admin/channels/<int:id>/resume")
def resume(id: int) -> Response:
    actions.pause_channel(g.actor, load(g.actor, Channel, id), paused=False)
    return done(f"/admin/channels/{id}", say=_("It is open again."))


@bp.post("/admin/channels/<int:id>/test")
def send_test_mail(id: int) -> Response:
    found = load(g.actor, Channel, id)
    require(g.actor, ADMINISTER)
    try:
        result = send_test(found, Address(g.actor.name, g.actor.email))
        said = _("A test is on its way to %(email)s.", email=g.actor.email)
        if result.state is not State.SENT:
            said = _("It did not work: %(text)s", text=result.text)
    except (SealBroken, ValueError) as error:
        said = _("It did not work: %(error)s", error=error)
    return done(f"/admin/channels/{id}", say=said)


@bp.post("/admin/channels/<int:id>/look")
def look_now(id: int) -> Response:
    found = load(g.actor, Channel, id)
    require(g.actor, ADMINISTER)
    try:
        said = _looked(found)
    except (MailboxTrouble, SealBroken, Refused, Busy, Exhausted) as trouble:
        said = _("It did not work: %(trouble)s", trouble=trouble)
    return done(f"/admin/channels/{id}", say=said)


def _looked(found: Channel) -> str:
    """Whether the account lets us in, in words; what is new in it comes at once or in a moment."""
    if found.kind == ChannelKind.YOUTUBE:
        said = youtube_wire.probe(found)
        youtube.ask_for(found.id)
        return said
    if found.kind == ChannelKind.INSTAGRAM:
        said = graph_wire.probe(found)
        ask_for_reading(instagram.QUEUE, found.id)
        return said
    if found.kind == ChannelKind.FACEBOOK:
        said = graph_wire.probe(found)
        ask_for_reading(page_comments.QUEUE, found.id)
        return said
    count = polling.look_once(found)
    return _("%(count)s new.", count=count) if count else _("Nothing new. The mailbox can be read.")


@bp.post("/admin/channels/<int:id>/push-secret")
def renew_push_secret(id: int) -> str:
    found = load(g.actor, Channel, id)
    secret = actions.new_push_secret(g.actor, found)
    return _settings_page(found, blank(kind=found.kind.value, **filled(found)), secret=secret)


@bp.get("/admin/channels/items/<int:id>")
def item(id: int) -> str:
    return _item_page(_item(id), blank())


@bp.get("/admin/channels/items/<int:id>/original")
def original(id: int) -> Response:
    return _download(_item(id).raw, f"message-{id}.{'eml' if _item(id).channel.kind == 'email' else 'txt'}")


@bp.get("/admin/channels/items/<int:id>/files/<int:position>")
def attachment(id: int, position: int) -> Response:
    found = file_of(_item(id), position)
    if found is None:
        raise NotFound
    return _download(found.content, found.filename)


@bp.post("/admin/channels/items/<int:id>/admission")
def admit(id: int) -> Response:
    found = _item(id)
    actions.let_in(g.actor, found)
    return done(f"/admin/channels/{found.channel_id}", say=_("It becomes a new case."))


@bp.post("/admin/channels/items/<int:id>/case")
def attach(id: int) -> Any:
    found, form = _item(id), read(AttachForm)
    if form.ok:
        try:
            actions.attach(g.actor, found, form.data.case)
            return done(
                f"/admin/channels/{found.channel_id}",
                say=_("It goes into case %(case)s.", case=form.data.case),
            )
        except NotFound:
            form.refuse("case", _("There is no such case on this channel's desk."))
    return _item_page(found, form), 422


@bp.post("/admin/channels/items/<int:id>/by-hand")
def by_hand(id: int) -> Any:
    found, form = _item(id), read(HandForm)
    if found.state not in BY_HAND:  # its page has no form any more: what was typed is shown with the error
        raise Conflict(_("Somebody has decided about this already. Reload to see what became of it."))
    if form.ok:
        try:
            actions.make_case_by_hand(g.actor, found, **form.data.model_dump())
            return done(f"/admin/channels/{found.channel_id}", say=_("It becomes a new case."))
        except HubError as error:
            if error.field is None:
                raise
            form.refuse(error.field, error.message)
    return _item_page(found, form), 422


@bp.post("/admin/channels/items/<int:id>/reading")
def read_again(id: int) -> Response:
    found = _item(id)
    actions.read_again(g.actor, found)
    return done(f"/admin/channels/{found.channel_id}", say=_("It is read once more."))


@bp.post("/admin/channels/items/<int:id>/dismissal")
def dismiss(id: int) -> Response:
    found = _item(id)
    actions.ignore(g.actor, found)
    return done(
        f"/admin/channels/{found.channel_id}", say=_("Put aside. It stays under “Nothing to answer”.")
    )


def _item(id: int) -> InboxItem:
    found = load(g.actor, InboxItem, id)
    require(g.actor, DECIDE, found.channel)
    return found


def _item_page(found: InboxItem, form: Read[Any]) -> str:
    preview = preview_of(found, whole=True)
    names = ("name", "address", "subject", "text")
    if not form.values:
        form = blank(**{name: getattr(preview, name) for name in names})
    return _page(
        "item.html", item=found, preview=preview, original=original_of(found), form=form,
        states=dict(queries.STATES),
    )  # fmt: skip


def _settings_page(found: Channel | None, form: Read[Any], *, secret: str = "") -> str:
    return _page(
        "settings.html", channel=found, form=form, secret=secret, kinds=queries.kinds(),
        desks=[(space.id, space.name) for space in queries.desks()], mailboxes=queries.mailboxes(),
    )  # fmt: skip


def _page(template: str, **values: Any) -> str:
    return page(f"channels/{template}", is_admin=can(g.actor, ADMINISTER), **values)


def _desk(id: int) -> Space:
    found = next((space for space in queries.desks() if space.id == id), None)
    if found is None:
        raise NotFound
    return found


def _download(content: bytes, name: str) -> Response:
    """Never shown by the browser: it came from a stranger."""
    response = make_response(content)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
