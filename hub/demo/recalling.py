"""A text of the story that turns out wrong, and how the customers who have it are told."""

from typing import Any

from sqlalchemy import select

from hub.cases.actions import steps
from hub.cases.actions.replies import reply_moved, send_reply
from hub.cases.drafts import reply_draft
from hub.channels.contract import MessageState
from hub.core.db import session
from hub.core.deliveries import Delivery
from hub.demo.stage import Stage
from hub.qa.actions import vet_answer, write_wording
from hub.recall.actions import decide, prepare_follow_up
from hub.recall.models import FollowUp, Told


def plan_recalls(stage: Stage) -> None:
    """Somebody mends the wording and says what it means; colleagues tell their customers later."""
    for row in stage.story["recall"]:
        stage.act(row["at"], _recall, stage, row)
        for told in row["told"]:
            stage.act(told["at"], _tell, stage, told)


def _recall(stage: Stage, row: dict[str, Any]) -> None:
    answer, who = stage.thing(f"answer:{row['answer']}"), stage.people[row["by"]]
    write_wording(who, answer, row["wording"].strip(), change=row["change"], because=row["because"])
    vet_answer(who, answer)


def _tell(stage: Stage, told: dict[str, Any]) -> None:
    case, who = stage.thing(f"case:{told['case']}"), stage.people[told["by"]]
    statement = select(FollowUp).where(FollowUp.customer_id == case.customer_id)
    follow_up = session().scalars(statement).one()
    if told.get("unreachable"):
        decide(who, follow_up.recall, follow_up, Told.UNREACHABLE, told["unreachable"])
        return
    prepare_follow_up(who, follow_up.recall, follow_up)
    words = reply_draft(who, case)
    for name, value in told.get("fill", {}).items():
        words = words.replace(f"{{{{{name}}}}}", value)
    sent = send_reply(who, case, words, then="close", confirmed=True)
    session().delete(session().query(Delivery).filter_by(queue=steps.OUTBOX, key=sent.ref).one())
    reply_moved(sent, MessageState.SENT)
