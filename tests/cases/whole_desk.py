"""The rest of a desk: macros, rules, a second look, problems, swarms, recalls, many at once."""

import re
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, consumes, initialize, invariant, rule
from sqlalchemy import func, select

from hub.cases.asked import labels_of
from hub.cases.follow_models import Following
from hub.cases.following import token_of
from hub.cases.models import Case, Message
from hub.channels.contract import MessageState
from hub.core.db import session
from hub.problems.models import Problem
from hub.recall.models import Recall
from hub.swarms.models import Swarm, SwarmResult
from tests.cases.shift import ARRIVED, Shift, merged

DESK = "/cases/desks/desk"
DELICATE = "delicate"  # replies under this label wait for a second person
OWN_LABELS = ("bag", "gate", "refund")


class WholeDesk(Shift):
    """What may happen beside plain answering. A refusal says so, and loses nothing."""

    problems = Bundle("problems")
    pages = Bundle("pages")

    def __init__(self) -> None:
        super().__init__()
        self.stood = set()
        self.earlier = session().scalar(select(func.max(Case.id))) or 0  # a shift may end before its morning
        self.told: dict[str, set[int]] = {}  # what was said to many at once: mark → cases

    @initialize()
    def the_desk_is_set_up(self) -> None:
        """Once for all shifts: who approves what, a rule, a macro, the customer's page."""
        if self.world.macro:
            return
        hugo, first = self.world.people["hugo"], self._writes("first@example.net")
        for labels in (DELICATE, ""):  # one that the desk knows
            hugo.post(f"/cases/{first}/labels", labels=labels)
        assert hugo.post(f"{DESK}/approval", labels=DELICATE).status_code == 303
        assert hugo.post(f"{DESK}/page", on="1", days="30").status_code == 303
        made = hugo.post(f"{DESK}/rules", name="Bags", trigger="wrote", labels="bag", note="Look for inner0.")
        number = made.location.split("/")[-2]
        tried = re.search(r'name="tried" value="(\w+)"', hugo.get(f"{DESK}/rules/{number}/trial").text)
        assert tried is not None
        assert hugo.post(f"{DESK}/rules/{number}/switch", on="1", tried=tried[1]).status_code == 303
        kept = hugo.post(f"{DESK}/macros", name="Gate", reach="desk", labels="gate", priority="high",
                         note="The gate knows inner0.", state="waiting_colleague")  # fmt: skip
        self.world.macro = int(kept.location.rpartition("#m")[2])

    @rule(case=Shift.cases, agent=Shift.agent, back=st.booleans())
    def runs_a_macro(self, case: int, agent: str, back: bool) -> None:
        one = self.world.people[agent]
        url = f"/cases/{case}/macros/{self.world.macro}"
        seen = re.search(r'name="seen" value="(\w+)"', one.get(url).text)
        done = one.post(url, seen=seen[1] if seen else "")
        assert done.status_code in (303, 403, 409, 422)
        self.stood.add(case)
        if back and done.status_code == 303:
            undo = re.search(r"/cases/macros/\d+/return", one.get(done.location).text)
            if undo:
                assert one.post(undo[0]).status_code in (303, 409)

    @rule(
        target=Shift.replies, case=Shift.cases, agent=Shift.agent,
        meanwhile=st.sampled_from(["", "writes", "notes", "passes", "closes"]),
        then=st.sampled_from(["approval", "text", "return", "withdrawal"]),
    )  # fmt: skip
    def somebody_else_has_to_look(self, case: int, agent: str, meanwhile: str, then: str) -> Any:
        """A reply that waits leaves once it is approved as it was read, and never else."""
        if merged(case):
            return None
        one, other = (self.world.people[each] for each in (agent, "hugo" if agent == "finn" else "finn"))
        labels = ", ".join(labels_of([case]).get(case, []))
        assert one.post(f"/cases/{case}/labels", labels=f"{labels}, {DELICATE}").status_code == 303
        mark, url = self.world.mark("outer"), f"/cases/{case}/waiting-reply"
        assert (
            one.post(f"/cases/{case}/replies", body=f"We looked twice, {mark}.", composed="1").status_code
            == 303
        )
        assert not _messages(mark), "it left before anybody looked"
        assert one.post(f"{url}/approval", **_looked(one.get(url).text)).status_code == 403
        read = _looked(other.get(url).text)
        self._meanwhile(case, agent, meanwhile)
        if then == "text":
            told = f"We looked three times, {mark}."
            assert other.post(f"{url}/text", body=told, version=read["version"]).status_code == 303
            read = _looked(other.get(url).text)
        if then in ("approval", "text"):
            left = other.post(f"{url}/approval", **read)
        elif then == "return":
            left = other.post(f"{url}/return", reason="Not like this.", version=read["version"])
        else:
            left = one.post(f"{url}/withdrawal")
        assert left.status_code in (303, 409, 422), left.text
        went = bool(_messages(mark))
        assert went == (left.status_code == 303 and then in ("approval", "text"))
        if left.status_code != 303:
            assert one.post(f"{url}/withdrawal").status_code == 303
        assert one.post(f"/cases/{case}/labels", labels=labels).status_code == 303
        if not went:
            return None
        self.world.promised[mark] = case
        return mark

    def _meanwhile(self, case: int, agent: str, what: str) -> None:
        if what == "writes":
            self.they_write_again(case, same_thread=True)
        elif what == "notes":
            self.notes(case, agent)
        elif what == "passes":
            self.time_passes(45)
        elif what == "closes":
            self.moves_it(case, agent, "closed")

    @rule(case=Shift.cases, agent=Shift.agent, until=st.sampled_from(["tomorrow", "reply", "wake"]))
    def puts_it_aside(self, case: int, agent: str, until: str) -> None:
        assert self.world.people[agent].post(f"/cases/{case}/snooze", until=until).status_code in (
            303,
            409,
            422,
        )

    @rule(target=problems, case=Shift.cases, agent=Shift.agent)
    def sees_a_problem(self, case: int, agent: str) -> Any:
        title = f"The belt stands still, {self.world.mark('inner')}"
        body = f"The motor is worn, {self.world.mark('inner')}."
        self.world.people[agent].post("/problems", title=title, body=body, desk="desk", case=str(case))
        return session().scalars(select(Problem.id).where(Problem.title == title)).one_or_none()

    @rule(problem=problems, case=Shift.cases, agent=Shift.agent, out=st.booleans())
    def it_has_the_problem_too(self, problem: int | None, case: int, agent: str, out: bool) -> None:
        if problem is not None:
            url = f"/problems/{problem}/incidents/{case}{'/removal' if out else ''}"
            assert self.world.people[agent].post(url).status_code < 500

    @rule(problem=consumes(problems), agent=Shift.agent, twice=st.booleans())
    def the_problem_is_solved_and_told(self, problem: int | None, agent: str, twice: bool) -> None:
        """Everybody who has it is told once, however often somebody presses."""
        if problem is None:
            return
        one, mark, url = self.world.people[agent], self.world.mark("outer"), f"/problems/{problem}/telling"
        words = f"Hello {{{{first_name}}}}, the belt runs again, see {mark}."
        assert one.post(f"/problems/{problem}/solution", words=words, then="solve").status_code == 303
        self.told[mark] = set()
        for _press in range(2 if twice else 1):
            looked = re.findall(r'name="looked" value="(\d+)"', one.get(url).text)
            assert one.post(url, looked=looked).status_code in (303, 422)
        for message in _messages(mark):
            assert message.case_id not in self.told[mark], "told twice"
            self.told[mark].add(message.case_id)

    @rule(question=Shift.questions, result=st.sampled_from([each.value for each in SwarmResult]))
    def a_swarm_comes_together(self, question: int | None, result: str) -> None:
        """Cleo calls it, Ben joins; what they learned stays inside."""
        if question is None:
            return
        cleo, ben, url = self.world.people["cleo"], self.world.people["ben"], f"/swarms/{question}"
        cleo.post(url, need=f"Somebody who knows {self.world.mark('inner')}")
        joined = ben.post(f"{url}/joining")
        assert joined.status_code in (303, 409), joined.text
        learned = f"Ask the station, {self.world.mark('inner')}."
        ended = cleo.post(f"{url}/ending", result=result, learned=learned, by="ben")
        assert ended.status_code == 303, ended.text
        session.remove()
        last = select(Swarm).where(Swarm.question_id == question).order_by(Swarm.id.desc())
        assert session().scalars(last).first().learned == learned  # type: ignore[union-attr]

    @rule(answer=consumes(Shift.answers_inside), change=st.sampled_from(["changed", "wrong"]))
    def an_answer_is_recalled(self, answer: int | None, change: str) -> None:
        """Everybody who was given it stands in the recall; it is offered to nobody any more."""
        if answer is None:
            return
        gwen, ref = self.world.people["gwen"], f"answer:{answer}"
        because = f"The station says so, {self.world.mark('inner')}."
        made = gwen.post("/recalls", ref=ref, change=change, because=because)
        assert made.status_code == 303, made.text
        self.world.drain()
        found = session().scalars(select(Recall).where(Recall.source == ref)).one()
        assert gwen.get(f"/recalls/{found.id}").status_code == 200

    @rule(cases=st.lists(Shift.cases, min_size=1, max_size=4), agent=Shift.agent,
          label=st.sampled_from(OWN_LABELS), back=st.booleans())  # fmt: skip
    def does_it_with_many(self, cases: list[int], agent: str, label: str, back: bool) -> None:
        one, ids = self.world.people[agent], [str(each) for each in cases]
        done = one.post("/cases/bulk", ids=ids, verb="label", label=label, sure="1")
        assert done.status_code in (303, 422)
        undo = (
            re.search(r"/cases/bulk/\d+/undoing", one.get(done.location).text)
            if done.status_code == 303
            else None
        )
        if back and undo:
            assert one.post(undo[0]).status_code in (303, 409)

    @rule(target=pages, case=Shift.cases, agent=Shift.agent)
    def gives_them_their_page(self, case: int, agent: str) -> Any:
        self.world.people[agent].post(f"/cases/{case}/page")
        row = session().scalars(select(Following).where(Following.case_id == case)).first()
        return token_of(row) if row is not None else None

    @rule(page=pages, writes=st.booleans())
    def they_look_at_their_page(self, page: str | None, writes: bool) -> None:
        """Without a sign-in; a press that comes twice is one message."""
        if page is None:
            return
        nobody = self.world.people["nobody"]
        shown = nobody.get(f"/f/{page}")
        assert "inner" not in shown.text
        if writes and shown.status_code == 200:
            mark = self.world.mark("said")
            sent = [
                nobody.post(f"/f/{page}", text=f"One more thing, {mark}.", mark=mark) for _press in range(2)
            ]
            if sent[0].status_code == 303:
                self.world.said[mark] = page

    @invariant()
    def many_are_told_once(self) -> None:
        for mark, cases in self.told.items():
            assert self.world.provider.taken[mark] <= len(cases), f"{mark} left too often"

    def teardown(self) -> None:
        super().teardown()
        for mark in self.told:
            left = [each for each in _messages(mark) if each.state in (*ARRIVED, MessageState.UNKNOWN)]
            assert self.world.provider.taken[mark] == len(left), (
                f"{mark} left {self.world.provider.taken[mark]} times"
            )


def _messages(mark: str) -> list[Message]:
    session.remove()
    return list(session().scalars(select(Message).where(Message.body.contains(f"{mark}."))))


def _looked(page: str) -> dict[str, str]:
    """What the page of a waiting reply says was read."""
    return dict(re.findall(r'name="(version|seen)" value="(\d+)"', page))
