"""The table of the access sweep: for every address with an argument, the private things behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.routing import Rule

from tests.planted import Planted

Values = dict[str, Any]
STRANGERS = ("cleo", "dora")  # a colleague, and the administrator: neither is in the room or on the desk


@dataclass(frozen=True)
class Door:
    """Values for the arguments of all rules that begin with `prefix`; the longest prefix counts.

    `missing`: the same address where nothing is. `shared`: why strangers may see it all the same.
    """

    prefix: str
    insider: str
    values: Values
    missing: Values = field(default_factory=dict)
    strangers: tuple[str, ...] = STRANGERS
    shared: str = ""

    def opens(self, rule: Rule) -> bool:
        """Whether the rule is behind this door."""
        return rule.rule.startswith(self.prefix) and rule.arguments <= set(self.values)

    def of(self, rule: Rule, values: Mapping[str, Any]) -> Values:
        """Those values that the rule takes."""
        return {name: values[name] for name in rule.arguments}


NOWHERE = 999_999
REFS = ("post", "comment", "question", "answer", "page", "case", "space", "conversation", "topic", "change")


def doors(planted: Planted) -> list[Door]:
    """Every door of the hub, with the things that were planted behind it."""
    return [
        *_of_the_room(planted), *_of_the_desk(planted), *_of_one_person(planted), *_shared(planted),
        *_of_the_api(planted), *_of_suggested_edits(planted),
    ]  # fmt: skip


def doors_for(rule: Rule, table: list[Door]) -> Iterator[Door]:
    """The doors of one rule: those with the longest prefix that fits."""
    fitting = [door for door in table if door.opens(rule)]
    longest = max((len(door.prefix) for door in fitting), default=0)
    return (door for door in fitting if len(door.prefix) == longest)


def _of_the_room(planted: Planted) -> Iterator[Door]:
    ids = planted.ids
    gone = {"id": NOWHERE}
    yield Door("/p/<int:id>", "ada", {"id": ids.post}, gone)
    yield Door("/q/<int:id>", "ada", {"id": ids.question, "slug": "x"}, {"id": NOWHERE, "slug": "x"})
    both = {"answer": ids.answer, "id": ids.page}
    yield Door("/curate/promote/<int:answer>/page/<int:id>", "ada", both, {"answer": NOWHERE, "id": NOWHERE})
    yield Door("/swarms/<int:id>", "ada", {"id": ids.question}, gone)
    yield Door("/a/<int:id>", "ben", {"id": ids.answer}, gone)
    yield Door("/comments/<int:id>", "ben", {"id": ids.comment}, gone)
    yield Door(
        "/c/<slug>", "ada", {"slug": "private", "tab": "people", "handle": "gwen"},
        {"slug": "nowhere", "tab": "people", "handle": "gwen"},
    )  # fmt: skip
    recall = {"id": ids.recall, "number": ids.follow_up}
    yield Door("/recalls/<int:id>", "ada", recall, {"id": NOWHERE, "number": NOWHERE})
    incident = {"id": ids.problem, "case_id": ids.case}
    for prefix in ("", "/api/v1"):
        yield Door(f"{prefix}/problems/<int:id>", "finn", incident, {"id": NOWHERE, "case_id": NOWHERE})
    yield Door("/urgent/<int:id>", "ada", {"id": ids.urgent}, gone)
    yield Door("/flags/<int:id>", "ada", {"id": ids.flag}, gone)
    own = {"slug": ids.own_topic, "id": ids.merge, "handle": "ada"}
    yield Door("/topics/<slug>", "ada", own, {**own, "slug": "private.nothing", "id": NOWHERE})
    yield Door("/messages/<int:id>", "ada", {"id": ids.conversation}, gone, ("cleo", "dora", "ben"))
    page = {"path": ids.page_path, "number": 1, "old": 1, "new": 2}
    yield Door("/wiki/<space>", "ada", {"space": "private", **page}, {"space": "nowhere", **page})
    file = {"key": ids.file, "name": "bill.txt"}
    yield Door("/files/<key>", "ada", file, {"key": "0" * 32, "name": "bill.txt"})
    yield Door("/wiki/removed/<int:id>", "ada", {"id": ids.removed_page}, gone)
    yield Door("/wiki/passages/<int:id>", "ada", {"id": ids.passage}, gone)
    yield Door("/wiki/shared/<int:id>", "ada", {"id": ids.page}, gone)
    yield Door("/wiki/merged/<int:id>", "ada", {"id": ids.merged_page, "number": 1}, {**gone, "number": 1})
    yield Door("/wiki/unused/undo/<kept>", "ada", {"kept": str(ids.page)}, {"kept": str(NOWHERE)})
    yield Door("/wiki/merges/<int:id>", "ada", {"id": ids.page_merge}, gone)
    licence = {"handle": "ada", "revision": ids.open_version}
    yield Door("/wiki/licences/<handle>", "gwen", licence, {"handle": "nobody", "revision": NOWHERE})
    yield Door("/wiki/changes/<int:id>", "ada", {"id": ids.change}, gone)
    yield Door("/wiki/duplicates/<int:id>", "ada", {"id": ids.page_pair}, gone)
    yield Door("/curate/duplicates/<int:id>", "ada", {"id": ids.page_pair}, gone)
    yield from _of_refs(planted)


def _of_refs(planted: Planted) -> Iterator[Door]:
    ids = planted.ids
    for ref in planted_refs(planted):
        insider = "finn" if ref.startswith("case:") else "ada"
        nowhere = {"ref": f"{ref.partition(':')[0]}:{NOWHERE}"}
        yield Door("/t/<ref>", insider, {"ref": ref}, nowhere)
        yield Door("/feed/<ref>", insider, {"ref": ref}, nowhere)
        if ref.startswith(("post:", "question:", "comment:")):
            yield Door("/turn/<ref>", "ben" if ref.startswith("comment:") else "ada", {"ref": ref}, nowhere)
        if ref.startswith("answer:"):
            yield Door("/curate/promote/<ref>", "ada", {"ref": ref}, nowhere)
        if ref.startswith(("post:", "question:", "answer:", "page:", "case:")):
            yield Door("/links/<ref>", insider, {"ref": ref, "id": 1}, {**nowhere, "id": NOWHERE})
        if ref.startswith(("answer:", "page:")):  # what customers are told something of
            yield Door("/uses/<ref>", insider, {"ref": ref}, nowhere)
            yield Door("/checks/<ref>", insider, {"ref": ref}, nowhere)
            yield Door("/phrases/<ref>", insider, {"ref": ref, "id": ids.phrase}, {**nowhere, "id": NOWHERE})


def _of_suggested_edits(planted: Planted) -> Iterator[Door]:
    text = {"place": "q", "id": planted.ids.question}
    yield Door("/<any(q,a):place>", "ada", text, {"place": "q", "id": NOWHERE})


def _of_the_desk(planted: Planted) -> Iterator[Door]:
    ids = planted.ids
    case = {"id": ids.case, "message_id": ids.message, "merge_id": ids.merge, "item_id": 1}
    nowhere = {"id": NOWHERE, "message_id": NOWHERE, "merge_id": NOWHERE, "item_id": NOWHERE}
    yield Door("/cases/<int:id>", "finn", case, nowhere)
    yield Door("/together/<int:id>", "finn", {"id": ids.open_question}, {"id": NOWHERE})
    yield Door("/customers/<int:id>", "finn", {"id": ids.customer}, {"id": NOWHERE})
    yield Door("/customers/merges/<int:id>", "finn", {"id": ids.customer_merge}, {"id": NOWHERE})
    yield Door("/cases/overrides/<int:id>", "hugo", {"id": ids.override}, {"id": NOWHERE})
    others = ("cleo", "dora", "hugo")
    yield Door("/snippets/<int:id>", "finn", {"id": ids.snippet}, {"id": NOWHERE}, others)
    yield Door("/snippets/removed/<int:id>", "finn", {"id": ids.removed_snippet}, {"id": NOWHERE}, others)
    field = {"slug": "desk", "key": "plan"}
    yield Door("/cases/desks/<slug>", "hugo", field, {**field, "slug": "nowhere"}, ("cleo",))
    run, gone = {"id": ids.case, "macro": ids.macro}, {"id": NOWHERE, "macro": NOWHERE}
    yield Door("/cases/<int:id>/macros/<int:macro>", "finn", run, gone, others)
    yield Door("/cases/macros/<int:id>", "finn", {"id": ids.macro_run}, {"id": NOWHERE}, others)
    kept = {"slug": "desk", "macro": ids.macro}
    yield Door("/cases/desks/<slug>/macros", "finn", kept, {"slug": "nowhere", "macro": NOWHERE}, ("cleo",))
    yield Door("/cases/desks/<slug>/macros/<int:macro>", "finn", kept, {**kept, "macro": NOWHERE}, others)
    yield Door("/cases/firings/<int:id>", "finn", {"id": ids.firing}, {"id": NOWHERE})
    ruled = {"slug": "desk", "rule": ids.rule}
    yield Door("/cases/desks/<slug>/rules", "hugo", ruled, {"slug": "nowhere", "rule": NOWHERE}, ("cleo",))
    yield Door("/cases/desks/<slug>/rules/<int:rule>", "hugo", ruled, {**ruled, "rule": NOWHERE}, ("cleo",))
    yield Door("/cases/bulk/<int:id>", "finn", {"id": ids.bulk}, {"id": NOWHERE}, others)
    yield Door("/cases/lists/<int:id>", "finn", {"id": ids.kept_list}, {"id": NOWHERE}, others)
    yield Door("/admin/channels/<int:id>", "hugo", {"id": ids.channel}, {"id": NOWHERE}, ("cleo",))
    item = {"id": ids.item, "position": 0}
    yield Door("/admin/channels/items/<int:id>", "hugo", item, {"id": NOWHERE, "position": 0}, ("cleo",))
    case = {"slug": "practice", "id": ids.case}
    yield Door("/simulator/<slug>", "finn", case, {"slug": "nowhere", "id": NOWHERE}, ("cleo",))
    item = {"slug": "practice", "id": ids.practised}
    yield Door("/simulator/<slug>/items", "finn", item, {"slug": "practice", "id": NOWHERE}, ("cleo",))
    yield Door("/admin/stuck/events/<int:id>", "dora", {"id": ids.parked}, {"id": NOWHERE}, ("cleo",))
    yield Door("/admin/stuck/deliveries/<int:id>", "dora", {"id": ids.delivery}, {"id": NOWHERE}, ("cleo",))


def _of_one_person(planted: Planted) -> Iterator[Door]:
    ids, others = planted.ids, ("ben", "dora")
    export = {"id": planted.ids.export}
    yield Door("/wiki/exports/<int:id>", "ada", export, {"id": NOWHERE}, ("cleo", "dora", "ben"))
    yield Door("/drafts/<int:id>", "ada", {"id": ids.draft}, {"id": NOWHERE}, others)
    hook = {"id": ids.webhook}
    yield Door("/admin/webhooks/<int:id>", "dora", hook, {"id": NOWHERE}, ("ada", "cleo", "hugo"))
    device = {"id": ids.device}
    yield Door("/settings/notifications/devices/<int:id>", "ada", device, {"id": NOWHERE}, ("ben", "dora"))
    yield Door("/saved/<int:id>", "ada", {"id": ids.saved}, {"id": NOWHERE}, others)
    yield Door("/scheduled/<int:id>", "ada", {"id": ids.planned}, {"id": NOWHERE}, others)
    yield Door("/notifications/<int:id>", "ada", {"id": ids.notices["ada"]}, {"id": NOWHERE}, others)
    yield Door("/settings/tokens/<int:id>", "ada", {"id": ids.token}, {"id": NOWHERE}, others)
    yield Door(
        "/settings/sessions/<public_id>", "ada", {"public_id": ids.session}, {"public_id": "x" * 16}, others
    )  # fmt: skip


def _shared(planted: Planted) -> Iterator[Door]:
    known = "colleagues know each other, and administrators look after them"
    yield Door("/people/<handle>", "ada", {"handle": "ada"}, shared=known)
    told = {"ref": f"question:{planted.ids.open_question}"}
    yield Door("/links/<ref>/case", "finn", told, {"ref": f"question:{NOWHERE}"}, shared="of an open place")
    evidence = {"handle": "ada", "slug": planted.ids.topic}
    yield Door("/people/<handle>/topics", "ada", evidence, shared="counts what its reader may open")
    yield Door("/admin/people/<int:id>", "dora", {"id": planted.ids.ada}, shared=known)
    yield Door("/topics/<slug>", "ada", {"slug": planted.ids.topic}, shared="topics are everybody's words")
    picture = {"picture": planted.ids.picture}
    yield Door("/link-previews/<picture>", "ada", picture, shared="it stands on the web")
    yield Door("/wiki/find/<slug>", "ada", {"slug": "open-page"}, shared="looks among readable pages only")


def _of_the_api(planted: Planted) -> Iterator[Door]:
    ids, api = planted.ids, "/api/v1"
    known = "colleagues know each other"
    yield Door(f"{api}/people/<int:id>", "ada", {"id": ids.ada}, shared=known)
    for kind, insider in (("post", "ada"), ("question", "ada"), ("answer", "ben"), ("comment", "ben")):
        yield Door(f"{api}/{kind}s/<int:id>", insider, {"id": getattr(ids, kind)}, {"id": NOWHERE})
    room = {"id": ids.room, "handle": "gwen"}
    yield Door(f"{api}/spaces/<int:id>", "ada", room, {"id": NOWHERE, "handle": "gwen"})
    yield Door(f"{api}/topics/<int:id>", "ada", {"id": ids.own_topic_id}, {"id": NOWHERE})
    yield Door(f"{api}/saved/<int:id>", "ada", {"id": ids.saved}, {"id": NOWHERE}, ("ben", "dora"))
    yield Door(f"{api}/urgent/<int:id>", "ada", {"id": ids.urgent}, {"id": NOWHERE})
    yield Door(f"{api}/conversations/<int:id>", "ada", {"id": ids.conversation}, {"id": NOWHERE})
    page = {"id": ids.page, "number": 1}
    yield Door(f"{api}/passages/<int:id>", "ada", {"id": ids.passage}, {"id": NOWHERE})
    yield Door(f"{api}/pages/<int:id>", "ada", page, {"id": NOWHERE, "number": 1})
    case = {"id": ids.case, "message_id": ids.message, "merge_id": ids.merge, "item_id": 1}
    run = {"id": ids.case, "macro": ids.macro}
    nothing = {"id": NOWHERE, "macro": NOWHERE}
    yield Door(f"{api}/cases/<int:id>/macros/<int:macro>", "finn", run, nothing, ("cleo", "dora", "hugo"))
    done = {"id": ids.macro_run}
    yield Door(f"{api}/cases/macros/<int:id>", "finn", done, {"id": NOWHERE}, ("cleo", "dora", "hugo"))
    nowhere = dict.fromkeys(case, NOWHERE)
    yield Door(f"{api}/cases/<int:id>", "finn", case, nowhere)
    kept = {"slug": "desk"}
    yield Door(f"{api}/desks/<slug>/macros", "finn", kept, {"slug": "nowhere"}, ("cleo",))
    ruled = {"slug": "desk", "rule": ids.rule}
    gone = {"slug": "nowhere", "rule": NOWHERE}
    yield Door(f"{api}/desks/<slug>/rules", "hugo", ruled, gone, ("cleo", "dora"))
    handed = {"id": ids.programs, "external_id": "held"}
    yield Door(f"{api}/channels/<int:id>", "finn", handed, {"id": NOWHERE, "external_id": "held"}, ("cleo",))
    notice = {"id": ids.notices["ada"]}
    yield Door(f"{api}/notices/<int:id>", "ada", notice, {"id": NOWHERE}, ("ben", "dora"))


def planted_refs(planted: Planted) -> list[str]:
    """Every private thing by its ref."""
    ids = planted.ids
    numbers = {
        "post": ids.post, "comment": ids.comment, "question": ids.question, "answer": ids.answer,
        "page": ids.page, "case": ids.case, "space": ids.room, "conversation": ids.conversation,
        "topic": ids.own_topic_id, "change": ids.change,
    }  # fmt: skip
    return [f"{kind}:{numbers[kind]}" for kind in REFS]
