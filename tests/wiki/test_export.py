"""Export: what goes in by rights and by audience, in four formats that open, with a line in the audit log."""

import io
import re
import zipfile

import pytest
from defusedxml import ElementTree
from sqlalchemy import select

from hub.core import deliveries
from hub.core.audit import AuditEntry
from hub.core.db import session
from hub.core.features import registry
from hub.files.actions import keep_file
from hub.files.queries import markdown_for
from hub.wiki.actions import exporting
from hub.wiki.export import page_html, pdf
from hub.wiki.export.formulas import as_picture
from hub.wiki.export.gathering import Scope, Wish, gather
from hub.wiki.export.models import PageExport
from hub.wiki.models import PageAudience
from tests import cast
from tests.files.conftest import drawn
from tests.wiki.pages import make_page, page_called, url_of

TEXT = """# Steps

See [[Late bags]] and [the steps](#steps). {picture}

| a | b |
|---|--:|
| 1 | 2 |

:::internal
SECRET limit
:::

:::customer
Hi {{{{first_name}}}}, we are *sorry*. [Inside](/q/1) @ben
:::
"""
NS = {"o": "http://www.idpf.org/2007/opf", "c": "urn:oasis:names:tc:opendocument:xmlns:container",
      "h": "http://www.w3.org/1999/xhtml"}  # fmt: skip


@pytest.fixture
def url(ctx, ada) -> str:
    """A page in the open space with a picture, below another one; a third that only two may read."""
    top = make_page("Late bags", "What comes late, comes.")
    picture = markdown_for(keep_file(cast.person("ada"), "belt.png", drawn()))
    page = make_page("Lost bags", TEXT.format(picture=picture), parent=top)
    make_page("Hidden", "Hidden words", space="private")
    ada.post(f"{url_of(make_page('Archived one', 'Archived words'))}/archive", on=1)
    return url_of(page)


def settle_for_customers(gwen, url: str) -> None:
    gwen.post(f"{url}/settings", audience="customer", kind="howto", owner="ada", review_days="90")
    gwen.post(f"{url}/verification", revision=1)
    assert page_called("Lost bags").audience == PageAudience.CUSTOMER


def export(who, url: str, **asked):
    answer = who.post(f"{url}/export", **asked)
    assert answer.status_code == 200, answer.text[:500]
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    return answer


def test_one_web_page_holds_everything_and_asks_for_nothing(ada, ben, url):
    assert "All pages of Open House" in ada.get(f"{url}/export").text
    html = export(ben, url, format="html", scope="space").text
    page, top = page_called("Lost bags"), page_called("Late bags")
    assert f'<a href="#page-{top.id}">Late bags</a> and <a href="#c{page.id}-p-steps">the steps</a>' in html
    assert f'id="c{page.id}-p-steps"' in html
    assert 'src="data:image/png;base64,' in html
    assert 'src="/' not in html
    assert 'href="/' not in html
    assert "SECRET" not in html
    assert "Hidden" not in html
    assert "Not for customers" in html
    alone = export(ben, url, format="html", internal="1").text
    assert "SECRET limit" in alone
    assert "comes late" not in alone
    assert '<span class="var">first name</span>' in alone
    assert ".highlight" in alone
    below = export(ben, url_of(page_called("Late bags")), format="html", scope="below").text
    assert "Lost bags" in below
    assert "Archived words" not in below


def test_customers_get_their_passages_alone(ada, gwen, url):
    refused = ada.post(f"{url}/export", format="html", reader="customers", scope="space")
    assert refused.status_code == 422
    settle_for_customers(gwen, url)
    for format in ("html", "markdown", "epub"):  # PDF is the first on paper
        whole = export(ada, url, format=format, reader="customers", scope="space", internal="1").data
        texts = whole if format == "html" else unpacked(whole)
        assert b"Hi [first name], we are" in texts
        for inside in (b"SECRET", b"/q/1", b"Late bags", b"Steps", b"Ada", b"files/", b"belt", b"localhost"):
            assert inside not in texts, (format, inside)


def unpacked(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist() if not name.endswith(".css"))


def test_markdown_comes_with_its_files(ada, url):
    answer = export(ada, url, format="markdown", scope="space")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        names = archive.namelist()
        assert {"late-bags.md", "late-bags/lost-bags.md"} < set(names)
        text = archive.read("late-bags/lost-bags.md").decode()
        (kept,) = (name for name in names if name.startswith("files/"))
        assert archive.read(kept)[:8] == b"\x89PNG\r\n\x1a\n"
    head, _, body = text.removeprefix("---\n").partition("---\n")
    assert 'title: "Lost bags"\n' in head
    assert 'owner: "ada"\n' in head
    assert f"](../{kept})" in body
    assert "SECRET" not in body


def test_pages_in_one_archive_lead_to_each_other(ada, url):
    links = "To [[lost bags]], [[Late bags|there]], [x](/wiki/open/late-bags#p-a), [[Nowhere]], [[Hidden]]"
    code = "and `[[Late bags]]`.\n\n```\n[[Late bags]]\n```"
    make_page("Ways", f"{links} {code}", parent=page_called("Lost bags"))
    answer = export(ada, url, format="markdown", scope="space")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        text = archive.read("late-bags/lost-bags/ways.md").decode()
    up = "../../"
    assert (
        f"To [lost bags]({up}late-bags/lost-bags.md), [there]({up}late-bags.md), [x]({up}late-bags.md#p-a), "
        "[[Nowhere]], [[Hidden]] and `[[Late bags]]`.\n\n```\n[[Late bags]]\n```"
    ) in text


def test_the_epub_is_whole(ada, url):
    """What a checker of EPUB looks at: order, lists, every address, every document well-formed."""
    answer = export(ada, url, format="epub", scope="space")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
        assert archive.read(first) == b"application/epub+zip"
        root = ElementTree.fromstring(archive.read("META-INF/container.xml"))
        package = root.find(".//c:rootfile", NS).get("full-path")
        book = ElementTree.fromstring(archive.read(package))
        items = {item.get("id"): item.get("href") for item in book.findall(".//o:item", NS)}
        inside = {f"OEBPS/{href}" for href in items.values()}
        assert inside | {"mimetype", "META-INF/container.xml", package} == set(archive.namelist())
        spine = {each.get("idref") for each in book.findall(".//o:itemref", NS)}
        assert spine <= set(items)
        assert book.find(".//o:item[@properties='nav']", NS).get("href") == "contents.xhtml"
        texts = [name for name in inside if name.endswith(".xhtml")]
        pages = {name: ElementTree.fromstring(archive.read(name)) for name in texts}
    anchors = {(name, each.get("id")) for name, page in pages.items() for each in page.iter()}
    for name, page in pages.items():
        for link in page.iterfind(".//h:a[@href]", NS):
            path, _, anchor = link.get("href").partition("#")
            if not path.startswith("http"):
                assert f"OEBPS/{path}" in pages, (name, path)
                assert not anchor or (f"OEBPS/{path}", anchor) in anchors, (name, anchor)
        assert all(f"OEBPS/{image.get('src')}" in inside for image in page.iterfind(".//h:img", NS))
    assert len(pages) == 2 + 2
    listed = [link.text for link in pages["OEBPS/contents.xhtml"].iterfind(".//h:a", NS)]
    assert listed == ["Title page", "Late bags", "Lost bags"]


def test_pdf_is_made_here_and_fetches_nothing(ada, url, monkeypatch):
    if pdf.missing():
        pytest.skip(pdf.missing())
    made = export(ada, url, format="pdf", scope="below").data
    assert made.startswith(b"%PDF-")
    assert b"/Image" in made
    monkeypatch.setattr(pdf, "missing", lambda: "no Pango")
    monkeypatch.setattr("hub.wiki.routes.exporting.missing", lambda: "no Pango")
    assert "no Pango" in ada.get(f"{url}/export").text
    assert ada.post(f"{url}/export", format="pdf").status_code == 503


DRAWN = r"""Say $`x = \frac{a}{b}`$ or

$$
\text{<script>alert(1)</script>} \href{javascript:x}{y}
$$

$$
\sqrt{2}
$$

```mermaid
flowchart LR
  A --> B
```
"""


def test_formulas_are_set_and_diagrams_say_what_they_are(ctx, ada):
    url = url_of(make_page("Drawn", DRAWN))
    html = export(ada, url, format="html", scope="page").text
    assert "<mfrac><mrow><mi>a</mi></mrow>" in html
    assert "<msqrt>" in html
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "A --&gt; B" in html
    assert "<figcaption>Diagram, shown as its source (Mermaid)." in html
    with zipfile.ZipFile(io.BytesIO(export(ada, url, format="epub", scope="page").data)) as archive:
        (listing,) = (name for name in archive.namelist() if name.endswith(".opf"))
        package = archive.read(listing).decode()
        (chapter,) = (name for name in archive.namelist() if "page-" in name)
        page = ElementTree.fromstring(archive.read(chapter))
    assert 'properties="mathml"' in package
    assert page.find(".//{http://www.w3.org/1998/Math/MathML}mfrac") is not None
    if pdf.missing():
        return
    plain = len(export(ada, url_of(make_page("Plain", "Say.")), format="pdf", scope="page").data)
    drawn_ = export(ada, url, format="pdf", scope="page").data
    assert drawn_.startswith(b"%PDF-")
    assert len(drawn_) > plain
    book = gather(ada.person, Wish(cast.space("open"), page_called("Drawn"), Scope.PAGE))
    for_pdf = page_html.as_html(book, files=False, formula=as_picture).decode()
    assert for_pdf.count('<img class="formula"') == 2
    assert "<math" not in for_pdf


def test_strangers_find_nothing_and_the_audit_log_tells(ada, cleo, url):
    hidden = url_of(page_called("Hidden"))
    for address in (hidden, "/wiki/private"):
        assert cleo.get(f"{address}/export").status_code == 404
        assert cleo.post(f"{address}/export", format="html", scope="space").status_code == 404
    export(ada, url, format="html", scope="space", internal="1")
    entry = session().scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.subject) == ("wiki.export", page_called("Lost bags").ref)
    assert entry.after == {"format": "html", "pages": 2, "for": "inside", "internal": True}
    assert ada.post(f"{url}/export", format="fax").status_code == 422


def test_a_large_one_is_made_in_the_background_with_the_rights_of_then(ada, ben, url, drain, monkeypatch):
    monkeypatch.setattr(exporting, "AT_ONCE_ELSE", 1)
    make_page("Hidden too", "More hidden words", space="private")
    assert ben.post("/wiki/private/export", format="html", scope="space").status_code == 303
    assert ada.post(f"{url}/export", format="markdown", scope="space").status_code == 303
    assert "being made" in ada.get(f"{url}/export").text
    first, second = session().scalars(select(PageExport.id).order_by(PageExport.id)).all()
    assert ben.get(f"/wiki/exports/{first}/file").status_code == 404
    assert ada.post("/c/private/members/ben/removal").status_code == 303
    deliveries.work_once(registry.handlers())
    drain()
    told = ada.get("/notifications").text
    assert re.search("Your export of “.{0,20}Open House.{0,20}” is ready", told)
    others = ben.get("/notifications").text
    assert "could not be made" in others
    assert "is ready" not in others
    made = ada.get(f"/wiki/exports/{second}/file")
    assert made.headers["Content-Disposition"].endswith(".zip")
    assert b"What comes late" in unpacked(made.data)
    assert f'href="/wiki/exports/{second}/file"' in ada.get(f"{url}/export").text
    assert ben.get(f"/wiki/exports/{second}/file").status_code == 404
    assert ben.get(f"/wiki/exports/{first}/file").status_code == 404
    assert "could not be made" in ben.get(f"{url}/export").text
    session().expire_all()
    kept = session().get(PageExport, second).sha256
    assert exporting.still_needed([kept, "0" * 64]) == [kept]
    monkeypatch.setattr(exporting, "KEPT", -exporting.KEPT)
    exporting.forget_exports()
    assert ada.get(f"/wiki/exports/{second}/file").status_code == 404
