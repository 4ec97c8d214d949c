"""Setting channels up, and deciding about what was held back. Every act is in the audit log."""

import re
import secrets as random
from collections.abc import Mapping
from typing import Any

from hub.channels.contract import ChannelKind, adapters
from hub.channels.email.headers import ADDRESS
from hub.channels.events import ChannelResumed
from hub.channels.inbox import ask_to_read
from hub.channels.kinds import TRAITS
from hub.channels.models import Channel, InboxItem, InboxState
from hub.channels.rules import DECIDE
from hub.channels.sealing import SealBroken, seal, unseal
from hub.core import clock
from hub.core.audit import audit
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.events import record
from hub.core.features import resolve
from hub.core.limits import LIMITS
from hub.core.permissions import SYSTEM, require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.people.rules import ADMINISTER
from hub.spaces.models import Space, SpaceKind

SOURCE = ("imap_host", "imap_user", "imap_folder", "site", "account")
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
LONGEST_TARGET = 60 * 24 * 14  # minutes


def add_channel(
    actor: Person, kind: ChannelKind, name: str, slug: str, desk: Space, *,
    settings: Mapping[str, Any] | None = None, secrets: Mapping[str, str] | None = None,
    first_reply_minutes: int = 240,
) -> Channel:  # fmt: skip
    """A new way in. Its cases live on `desk`."""
    require(actor, ADMINISTER)
    if kind not in adapters:
        raise Invalid(_("No adapter for this kind of channel is installed."), field="kind")
    if not SLUG.fullmatch(slug):
        raise Invalid(_("Use small letters, digits and hyphens."), field="slug")
    _check_desk(desk)
    kept = {**(settings or {}), **({"opened_by": actor.id} if TRAITS[kind].owner else {})}
    with transaction() as db:
        if db.query(Channel.id).filter_by(slug=slug).first() is not None:
            raise Invalid(_("Another channel has this address already."), field="slug")
        channel = Channel(
            kind=kind, name=name, slug=slug, space_id=desk.id, space=desk, settings=kept,
            secrets=seal(secrets or {}), first_reply_minutes=_target(first_reply_minutes),
            cursor={}, is_active=True, last_error="", created_at=clock.now(),
        )  # fmt: skip
        db.add(channel)
        db.flush()
        audit(actor, "channels.channel.add", channel.ref, after=_shown(channel))
    return channel


def edit_channel(
    actor: Person, channel: Channel, *, name: str, desk: Space, settings: Mapping[str, Any],
    secrets: Mapping[str, str] | None = None, first_reply_minutes: int = 240,
) -> None:  # fmt: skip
    """Change how a channel is set up. A secret that is left empty stays as it is."""
    require(actor, ADMINISTER)
    _check_desk(desk)
    with transaction():
        locked(channel)
        before = _shown(channel)
        moved = any((channel.settings.get(key) or "") != (settings.get(key) or "") for key in SOURCE)
        channel.name, channel.space_id = name, desk.id
        channel.settings = {**channel.settings, **settings}
        channel.first_reply_minutes = _target(first_reply_minutes)
        new = {key: value for key, value in (secrets or {}).items() if value}
        if moved:
            channel.cursor = {}  # another mailbox or account: what was read says nothing about it
        _replace_secrets(actor, channel, new)
        after = {**_shown(channel), "secrets_changed": sorted(new)}
        audit(actor, "channels.channel.edit", channel.ref, before=before, after=after)


def renew_token(actor: Person, channel: Channel, token: str) -> None:
    """Keep a token that its provider has just given; an account that had paused itself goes on."""
    require(actor, ADMINISTER)
    with transaction():
        locked(channel)
        _replace_secrets(actor, channel, {"token": token})
        audit(actor, "channels.channel.edit", channel.ref, after={"secrets_changed": ["token"]})


def _replace_secrets(actor: Person, channel: Channel, new: Mapping[str, str]) -> None:
    if new:
        channel.secrets = seal({**_kept_secrets(channel), **new})
    if new and channel.last_error and not channel.is_active:  # it had paused itself: connected again
        channel.is_active = True
        record(ChannelResumed(), actor, channel)
    channel.last_error = ""


def pause_channel(actor: Person, channel: Channel, *, paused: bool = True) -> None:
    """Stop taking in and letting out; nothing that waits is lost."""
    require(actor, ADMINISTER)
    with transaction():
        locked(channel)
        before, channel.is_active = channel.is_active, not paused
        if paused:
            channel.last_error = ""  # a person did it: no trouble of the account
        elif not before:
            record(ChannelResumed(), actor, channel)
        audit(actor, f"channels.channel.{'pause' if paused else 'resume'}", channel.ref)


def new_push_secret(actor: Person, channel: Channel) -> str:
    """A key with which a mail server signs the mail that it pushes. Shown once; the old one ends."""
    require(actor, ADMINISTER)
    secret = random.token_urlsafe(32)
    with transaction():
        locked(channel)
        channel.secrets = seal({**_kept_secrets(channel), "push_secret": secret})
        audit(actor, "channels.channel.edit", channel.ref, after={"secrets_changed": ["push_secret"]})
    return secret


def let_in(actor: Person, item: InboxItem) -> None:
    """It is a matter of its own: make a new case of it, of its sender."""
    _rule(actor, item, {"as": "new"}, (InboxState.QUARANTINED, InboxState.IGNORED))


def attach(actor: Person, item: InboxItem, case_id: int) -> None:
    """It belongs to this case. Its sender is named with it, and gains nothing by it."""
    case = resolve(SYSTEM, f"case:{case_id}")
    if case.space_id != item.channel.space_id:
        raise NotFound
    _rule(actor, item, {"as": "case", "case_id": case_id}, (InboxState.QUARANTINED, InboxState.IGNORED))


def make_case_by_hand(
    actor: Person, item: InboxItem, *, name: str, address: str, subject: str, text: str
) -> None:
    """A person read what the hub could not: their words make the case, the original stays with it."""
    if not text.strip():
        raise Invalid(_("Write down what the customer says."), field="text")
    if not ADDRESS.fullmatch(address.strip()) and item.channel.kind in (ChannelKind.EMAIL, ChannelKind.FORM):
        raise Invalid(_("This does not look like an e-mail address."), field="address")
    told = {
        "as": "hand", "name": name[: LIMITS.name], "address": address.strip()[: LIMITS.address],
        "subject": subject[: LIMITS.title], "text": text[: LIMITS.message],
    }  # fmt: skip
    _rule(actor, item, told, (InboxState.UNREADABLE, InboxState.QUARANTINED))


def read_again(actor: Person, item: InboxItem) -> None:
    """Try once more to read it; perhaps the reader has learned."""
    _rule(actor, item, {}, (InboxState.UNREADABLE, InboxState.IGNORED, InboxState.QUARANTINED))


def ignore(actor: Person, item: InboxItem) -> None:
    """Nothing to answer. It stays in the inbox, where it can be let in later."""
    require(actor, DECIDE, item.channel)
    with transaction():
        _still(item, (InboxState.QUARANTINED, InboxState.UNREADABLE))
        item.state, item.reason = InboxState.IGNORED, f"{actor.name} decided that there is nothing to answer."
        audit(actor, "channels.item.ignore", f"inbox_item:{item.id}")


def _rule(actor: Person, item: InboxItem, ruling: dict[str, Any], among: tuple[InboxState, ...]) -> None:
    require(actor, DECIDE, item.channel)
    with transaction():
        _still(item, among)
        item.ruling, item.state, item.reason = ruling, InboxState.WAITING, ""
        item.tries += 1
        ask_to_read(item)
        kept = {key: value for key, value in ruling.items() if key in ("as", "case_id")}
        audit(actor, "channels.item.decide", f"inbox_item:{item.id}", after=kept or {"as": "again"})


def _still(item: InboxItem, among: tuple[InboxState, ...]) -> None:
    locked(item)
    if item.state not in among:
        raise Conflict(_("Somebody has decided about this already. Reload to see what became of it."))


def _check_desk(desk: Space) -> None:
    if desk.kind != SpaceKind.DESK:
        raise Invalid(_("Cases live on desks. Choose one."), field="desk")


def _target(minutes: int) -> int:
    if not 1 <= minutes <= LONGEST_TARGET:
        raise Invalid(_("Give a time between a minute and two weeks."), field="first_reply_minutes")
    return minutes


def _kept_secrets(channel: Channel) -> dict[str, str]:
    try:
        return unseal(channel.secrets)
    except SealBroken:
        return {}  # what cannot be read any more is replaced by what was typed now


def _shown(channel: Channel) -> dict[str, Any]:
    """What the audit log says of a channel; secrets are never in it."""
    session().flush()
    return {
        "name": channel.name, "kind": channel.kind, "desk": channel.space_id,
        "settings": dict(channel.settings), "first_reply_minutes": channel.first_reply_minutes,
    }  # fmt: skip
