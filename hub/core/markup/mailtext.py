"""HTML as plain text for mail and chat: links with their address, lists with their marks."""

from html.parser import HTMLParser

_BLOCKS = frozenset(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "table",
        "dl",
        "dt",
        "dd",
        "ul",
        "ol",
        "blockquote",
        "hr",
    ]
)


def plain_text(html: str) -> str:
    """Cleaned HTML to text a person likes to read without any formatting."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Collects finished lines; `line` is the one being written."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.line = ""
        self.mark = ""  # what the next line starts with: "- ", "3. "
        self.lists: list[int | None] = []  # the next number of each open list, None without numbers
        self.quotes = 0
        self.pre = False
        self.links: list[tuple[str, int]] = []
        self.cells = 0

    def text(self) -> str:
        self._end_line()
        out: list[str] = []
        for line in self.lines:
            if line.strip("> ") or (out and out[-1].strip("> ")):
                out.append(line.rstrip())
        return "\n".join(out).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in ("ul", "ol"):
            self._end_block(tight=bool(self.lists))
            self.lists.append(int(values.get("start", "1")) if tag == "ol" else None)
        elif tag == "li":
            self._start_item()
        elif tag == "a":
            self.links.append((values.get("href", ""), len(self.line)))
        elif tag in ("td", "th"):
            self.line = f"{self.line.rstrip()} | " if self.cells else self.line
            self.cells += 1
        elif tag == "hr":
            self._end_block()
            self.line = "---"
            self._end_block()
        elif tag == "br":
            self._end_line()
        elif tag == "tr":
            self._end_line()
            self.cells = 0
        elif tag in _BLOCKS:
            self._end_block(tight=bool(self.mark or self.lists))
            self.quotes += tag == "blockquote"
            self.pre = self.pre or tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self._end_line()
            if self.lists:
                self.lists.pop()
            if not self.lists:
                self._end_block()
        elif tag == "a" and self.links:
            href, start = self.links.pop()
            self.line += _address(href, self.line[start:])
        elif tag in ("li", "tr"):
            self._end_line()
        elif tag == "blockquote":
            self._end_quote()
        elif tag in _BLOCKS:
            self._end_block(tight=bool(self.lists))
            self.pre = self.pre and tag != "pre"

    def handle_data(self, data: str) -> None:
        if self.pre:
            first, *others = data.split("\n")
            self.line += first
            for line in others:
                self._end_line(keep_empty=True)
                self.line = line
            return
        words = " ".join(data.split())
        if data[:1].isspace() and self.line and not self.line.endswith(" "):
            self.line += " "
        self.line += words
        if words and data[-1:].isspace():
            self.line += " "

    def _start_item(self) -> None:
        self._end_line()
        number = self.lists[-1] if self.lists else None
        self.mark = "- " if number is None else f"{number}. "
        if number is not None:
            self.lists[-1] = number + 1

    def _end_line(self, *, keep_empty: bool = False) -> None:
        if self.line.strip() or keep_empty:
            indent = "  " * max(0, len(self.lists) - 1)
            if self.lists and not self.mark:
                indent += "  "
            self.lines.append("> " * self.quotes + indent + self.mark + self.line.rstrip())
            self.mark = ""
        self.line = ""

    def _end_quote(self) -> None:
        self._end_line()
        while self.lines and not self.lines[-1].strip("> "):
            self.lines.pop()
        self.quotes = max(0, self.quotes - 1)
        self.lines.append("> " * self.quotes)

    def _end_block(self, *, tight: bool = False) -> None:
        self._end_line()
        if not tight:
            self.lines.append("> " * self.quotes)


def _address(href: str, words: str) -> str:
    shown = href.removeprefix("mailto:").removeprefix("tel:")
    return "" if not href or words.strip() in (href, shown) else f" ({shown})"
