"""Who may ask, answer, accept, vet and vote; and which questions one sees."""

from sqlalchemy import ColumnElement, and_

from hub.core.permissions import Actor, Because, Verdict, can, permission, rule, verdict, visible
from hub.core.words import lazy
from hub.people.models import Person, Role
from hub.people.request_models import AnswerRequest
from hub.qa.edit_models import SuggestedEdit
from hub.qa.models import Answer, Question, QuestionState
from hub.qa.thanks_models import ThanksPromise
from hub.spaces.models import Space
from hub.spaces.rules import (
    ANSWER_IN,
    ARCHIVED,
    CURATE_IN,
    EDIT_SPACE,
    POST_IN,
    in_readable_space,
    switched_off,
)

ASK = permission("qa.question.ask", lazy("Ask a question"))
EDIT_QUESTION = permission("qa.question.edit", lazy("Edit a question"))
WITHDRAW = permission("qa.question.withdraw", lazy("Take back a question that nobody has answered"))
POST_ANSWER = permission("qa.answer.post", lazy("Answer a question"))
EDIT_ANSWER = permission("qa.answer.edit", lazy("Edit an answer"))
WRITE_WORDING = permission("qa.answer.word", lazy("Write what customers may be told of an answer"))
VET = permission("qa.answer.vet", lazy("Vet the customer wording of an answer"))
ASK_PERSON = permission("qa.request.ask", lazy("Ask somebody in particular to answer"))
SETTLE_REQUEST = permission("qa.request.settle", lazy("Take, decline or hand on what one was asked"))
ACCEPT = permission("qa.answer.accept", lazy("Mark the answer that solved a question"))
SUGGEST_EDIT = permission("qa.edit.suggest", lazy("Suggest an edit of somebody else’s question or answer"))
WITHDRAW_EDIT = permission("qa.edit.withdraw", lazy("Take back an edit that one suggested"))
CLOSE = permission("qa.thing.close", lazy("Close a question or mark as obsolete, and take it back"))
LOOK_UP_ASKER = permission("qa.question.look_up_asker", lazy("Look up who asked without a name"))
PROMISE_THANKS = permission("qa.thanks.promise", lazy("Promise thanks for an answer"))
TAKE_THANKS_BACK = permission("qa.thanks.take_back", lazy("Take promised thanks back"))
SET_PLACE_RULE = permission("qa.place.set_rule", lazy("Choose how questions work in a community"))
VOTE = permission("qa.thing.vote", lazy("Vote on a question or an answer"))


@visible(Question)
def readable_questions(actor: Actor) -> ColumnElement[bool]:
    """Those in spaces one may enter, unless removed."""
    return and_(in_readable_space(actor, Question, "questions"), Question.removed_at.is_(None))


@visible(Answer)
def readable_answers(actor: Actor) -> ColumnElement[bool]:
    """Those in spaces one may enter, unless they or their question were removed."""
    standing = Answer.question.has(Question.removed_at.is_(None))
    return and_(in_readable_space(actor, Answer, "questions"), Answer.removed_at.is_(None), standing)


@rule(ASK)
def may_ask(actor: Person, space: Space) -> Verdict:
    off = switched_off(space, "questions")
    return verdict(actor, POST_IN, space) if off is None else off


@rule(POST_ANSWER)
def may_post_answer(actor: Person, question: Question) -> Verdict:
    if question.state in (QuestionState.DUPLICATE, QuestionState.CLOSED):
        return Because(lazy("This question is closed. Open it again, or answer where it leads to."))
    if question.locked_because:
        return Because(question.locked_because)
    return verdict(actor, ANSWER_IN, question.space)


@rule(CLOSE)
def may_close(actor: Person, thing: Question | Answer) -> Verdict:
    return _own_or_curated(actor, thing)


@rule(EDIT_QUESTION)
def may_edit_question(actor: Person, question: Question) -> Verdict:
    return _own_or_curated(actor, question)


@rule(WITHDRAW)
def may_withdraw(actor: Person, question: Question) -> Verdict:
    if question.space.is_archived:
        return Because(ARCHIVED)
    if question.really_by_id != actor.id:
        return Because(lazy("Only the person who asked can take a question back."))
    if question.answer_count or question.comment_count:
        return Because(
            lazy("Colleagues have written here already. Their words stay; close the question instead.")
        )
    return True


@rule(ASK_PERSON)
def may_ask_person(actor: Person, question: Question) -> Verdict:
    if question.is_solved:
        return Because(lazy("This question is answered."))
    if question.is_aside:
        return Because(lazy("This question is closed."))
    if question.really_by_id == actor.id:
        return verdict(actor, POST_IN, question.space)
    return verdict(actor, ANSWER_IN, question.space)


@rule(SETTLE_REQUEST)
def may_settle_request(actor: Person, request: AnswerRequest) -> Verdict:
    return request.person_id == actor.id


@rule(EDIT_ANSWER)
def may_edit_answer(actor: Person, answer: Answer) -> Verdict:
    return _own_or_curated(actor, answer)


@rule(WRITE_WORDING)
def may_write_wording(actor: Person, answer: Answer) -> Verdict:
    if actor.has(Role.AGENT, Role.SUPERVISOR):
        return verdict(actor, ANSWER_IN, answer.space)  # who talks to customers finds the words
    return _own_or_curated(actor, answer)


@rule(VET)
def may_vet(actor: Person, answer: Answer) -> Verdict:
    if can(actor, CURATE_IN, answer.space):
        return True
    return Because(lazy("Vetting customer wording is for knowledge managers and the community's curators."))


@rule(ACCEPT)
def may_accept(actor: Person, question: Question) -> Verdict:
    if question.space.is_archived:
        return Because(ARCHIVED)
    if actor.id == question.really_by_id:
        return True
    if can(actor, CURATE_IN, question.space):
        return True
    return Because(
        lazy("Accepting is for the person who asked, the community's owners and knowledge managers.")
    )


def may_solve(actor: Person, answer: Answer) -> bool:
    """Whether this answer can still become the one that solved its question, by this person."""
    question = answer.question
    return question.accepted_id is None and answer.obsolete_at is None and can(actor, ACCEPT, question)


@rule(SUGGEST_EDIT)
def may_suggest_edit(actor: Person, thing: Question | Answer) -> Verdict:
    if _own_or_curated(actor, thing):
        return Because(lazy("You can edit this yourself."))
    return verdict(actor, ANSWER_IN, thing.space)


@rule(WITHDRAW_EDIT)
def may_withdraw_edit(actor: Person, edit: SuggestedEdit) -> Verdict:
    return edit.author_id == actor.id


@rule(VOTE)
def may_vote(actor: Person, thing: Question | Answer) -> Verdict:
    if _is_own(actor, thing):
        return Because(lazy("Your own contributions are for others to judge."))
    return verdict(actor, ANSWER_IN, thing.space)


def _own_or_curated(actor: Person, thing: Question | Answer) -> Verdict:
    if thing.space.is_archived:
        return Because(lazy("This place is archived: it can be read, but not changed."))
    if _is_own(actor, thing):
        return True
    if can(actor, CURATE_IN, thing.space):
        return True
    return Because(lazy("Only its author and the community's curators can edit this."))


def _is_own(actor: Person, thing: Question | Answer) -> bool:
    return actor.id == (thing.really_by_id if isinstance(thing, Question) else thing.author_id)


@rule(LOOK_UP_ASKER)
def may_look_up_asker(actor: Person, question: Question) -> Verdict:
    if question.asker_id is None:
        return Because(lazy("This was asked with a name."))
    return actor.has(Role.AUDITOR) or Because(lazy("Only auditors look up who asked, and it is logged."))


@rule(SET_PLACE_RULE)
def may_set_place_rule(actor: Person, space: Space) -> Verdict:
    return verdict(actor, EDIT_SPACE, space)


@rule(PROMISE_THANKS)
def may_promise_thanks(actor: Person, question: Question) -> Verdict:
    if question.is_solved or question.is_aside:
        return Because(lazy("This question is answered or closed."))
    return verdict(actor, ANSWER_IN, question.space)


@rule(TAKE_THANKS_BACK)
def may_take_thanks_back(actor: Person, promise: ThanksPromise) -> Verdict:
    return promise.by_id == actor.id or Because(lazy("Only whoever promised takes it back."))
