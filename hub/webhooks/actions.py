"""Adding, pausing and removing webhooks. Every act is in the audit log, without the address."""

import secrets
from collections.abc import Collection
from urllib.parse import urlsplit

from sqlalchemy import delete

from hub.channels.sealing import seal
from hub.core import clock
from hub.core.audit import audit
from hub.core.db import transaction
from hub.core.errors import Invalid
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.people.rules import ADMINISTER
from hub.spaces.models import Space, Visibility
from hub.web import fetcher
from hub.web.chat import Form
from hub.webhooks.models import Webhook
from hub.webhooks.wording import SENTENCES


def add_webhook(
    actor: Person, name: str, form: Form, url: str, kinds: Collection[str], *,
    space: Space | None = None, with_titles: bool = False,
) -> str:  # fmt: skip
    """Tell this address from now on. Returns the key that signs, which is shown once."""
    require(actor, ADMINISTER)
    try:
        fetcher.check(url)
    except fetcher.NotAllowed as error:
        raise Invalid(str(error), field="address") from None
    known = [kind for kind in SENTENCES if kind in kinds]
    if not known:
        raise Invalid(_("Choose at least one thing to be told of."), field="kinds")
    if space is not None and space.visibility != Visibility.EVERYONE:
        raise Invalid(_("Only communities that every colleague reads can be told outside."), field="space")
    secret = secrets.token_urlsafe(32)
    with transaction() as db:
        row = Webhook(
            name=name, form=form, host=urlsplit(url).hostname or "", sealed=seal({"url": url, "key": secret}),
            kinds=known, space_id=space.id if space else None, with_titles=with_titles,
            is_active=True, last_error="", created_at=clock.now(),
        )  # fmt: skip
        db.add(row)
        db.flush()
        shown = {"name": name, "host": row.host, "form": form, "kinds": known, "titles": with_titles}
        audit(actor, "webhooks.webhook.add", f"webhook:{row.id}", after=shown)
    return secret


def pause_webhook(actor: Person, hook: Webhook, *, paused: bool) -> None:
    """Tell it nothing for now; what happens meanwhile is not told later."""
    require(actor, ADMINISTER)
    with transaction() as db:
        db.merge(hook).is_active = not paused
        audit(actor, f"webhooks.webhook.{'pause' if paused else 'resume'}", f"webhook:{hook.id}")


def remove_webhook(actor: Person, hook: Webhook) -> None:
    """Forget it, with its address and key."""
    require(actor, ADMINISTER)
    with transaction() as db:
        db.execute(delete(Webhook).where(Webhook.id == hook.id))
        audit(actor, "webhooks.webhook.remove", f"webhook:{hook.id}")
