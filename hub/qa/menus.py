"""What can be done with one answer, as the lines of its menu."""

from typing import Any

from hub.core.permissions import can
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.qa.models import Answer
from hub.qa.rules import ACCEPT, CLOSE, EDIT_ANSWER, SUGGEST_EDIT, WRITE_WORDING
from hub.qa.suggesting import pending_edit
from hub.web.saving import save_item

Item = dict[str, Any]


def answer_menu(actor: Person, answer: Answer) -> list[Item]:
    """For `ui.menu_items`: what this person may do, then what everybody may look at."""
    base, question = f"/a/{answer.id}", answer.question
    is_accepted = question.accepted_id == answer.id
    edit = {"label": _("Edit"), "url": f"{base}/edit", "icon": "edit"}
    suggest = {"label": _("Suggest an edit"), "url": f"{base}/suggestion", "icon": "edit"}
    word = {"label": _("Customer wording"), "url": f"{base}/wording", "icon": "seal"}
    undo = {
        "label": _("No longer accepted"), "url": f"/q/{question.id}/reopening", "icon": "undo", "post": True,
    }  # fmt: skip
    obsolete = {"label": _("Mark as obsolete"), "url": f"{base}/obsolete", "icon": "clock"}
    recall = {
        "label": _("Take it back from customers"), "url": f"/recalls/new?ref={answer.ref}", "icon": "undo",
    }  # fmt: skip
    may_edit, may_word = can(actor, EDIT_ANSWER, answer), can(actor, WRITE_WORDING, answer)
    may_suggest = can(actor, SUGGEST_EDIT, answer) and pending_edit(answer.ref) is None
    return [
        save_item(answer.ref),
        {"label": _("Where it was used"), "url": f"/uses/{answer.ref}", "icon": "loop"},
        {"label": _("Links"), "url": f"/links/{answer.ref}", "icon": "link"},
        *[edit] * may_edit,
        *[suggest] * may_suggest,
        *[word] * may_word,
        *[undo] * (is_accepted and can(actor, ACCEPT, question)),
        *[obsolete] * (answer.obsolete_at is None and can(actor, CLOSE, answer)),
        *[recall] * (answer.sent_count > 0 and (may_edit or may_word)),
        {"label": _("History"), "url": f"{base}/history", "icon": "history"},
        {"label": _("Timeline"), "url": f"{base}/timeline", "icon": "loop"},
        {"label": _("Something is off"), "url": f"/flags/new?ref={answer.ref}", "icon": "flag"},
    ]
