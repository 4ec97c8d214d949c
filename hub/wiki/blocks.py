"""What the editor of a page offers to put in: blocks of Markdown, and the parts of a kind of page."""

from dataclasses import dataclass

from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.wiki.beginnings import CUSTOMER
from hub.wiki.models import PageKind

CARET = "\u2038"  # where the caret stands afterwards


@dataclass(frozen=True)
class Block:
    """One thing to put in; `text` holds CARET once. `words`: what else people type to find it."""

    icon: str
    label: str
    text: str
    words: str = ""


BLOCKS = (
    Block("bold", lazy("Heading"), f"## {CARET}", "h2 title"),
    Block("bold", lazy("Smaller heading"), f"### {CARET}", "h3"),
    Block("bullets", lazy("List"), f"- {CARET}", "bullets ul"),
    Block("bullets", lazy("Numbered list"), f"1. {CARET}", "ol steps"),
    Block("check", lazy("Checklist"), f"- [ ] {CARET}", "task todo"),
    Block("kbd", lazy("Table"), f"| {CARET} |  |  |\n| --- | --- | --- |\n|  |  |  |\n|  |  |  |", "grid"),
    Block("quote", lazy("Quotation"), f"> {CARET}", "quote"),
    Block("code", lazy("Code"), f"```\n{CARET}\n```", "fence"),
    Block("alert", lazy("Note"), f":::note\n{CARET}\n:::", "callout info"),
    Block("spark", lazy("Tip"), f":::tip\n{CARET}\n:::", "callout hint"),
    Block("alert", lazy("Warning"), f":::warning\n{CARET}\n:::", "callout danger"),
    Block("copy", lazy("Shared block"), f"![[{CARET}", "include reuse transclude"),
    Block("merge", lazy("Diagram"), f"```mermaid\nflowchart LR\n  {CARET}A --> B\n```", "mermaid chart"),
    Block("spark", lazy("Formula"), f"$$\n{CARET}\n$$", "math latex"),
    Block("lock", lazy("Internal only"), f":::internal\n{CARET}\n:::", "hide secret"),
    Block("seal", lazy("Customer-ready"), CUSTOMER.replace("\n:::", f"\n{CARET}\n:::"), "customer reply"),
)


def blocks_for(kind: PageKind, skeleton: str) -> list[Block]:
    """All blocks, and at the end the parts of this kind of page, whole and one by one."""
    parts = [Block("book", _("%(kind)s, all parts", kind=kind.label), skeleton.rstrip() + CARET, "template")]
    for part in skeleton.split("\n## ")[1:]:
        heading, _line, rest = part.partition("\n")
        text = f"## {heading}\n\n{CARET}{rest.strip()}"
        parts.append(Block("book", _("Part: %(heading)s", heading=heading.strip()), text, "template"))
    return [*BLOCKS, *parts]
