"""What can be read in a file that goes to a customer: its name, its text, and what it says about itself.

Office files, mails and texts are opened; of a PDF what it says about itself. Pictures were drawn anew when
they were uploaded, so nothing is left in them but what one sees.
"""

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import PurePosixPath

MOST = 200_000  # characters that are looked at
MOST_PARTS = 60
MOST_BYTES = 4_000_000  # of one part, unpacked
TEXTS = re.compile(
    r"(?:docProps/(?:core|app|custom)\.xml|word/(?:document|comments|footnotes|header\d*|footer\d*)\.xml"
    r"|xl/(?:sharedStrings|comments\d*)\.xml|ppt/(?:slides|notesSlides|comments)/[^/]+\.xml"
    r"|(?:content|meta)\.xml)"
)
TAG = re.compile(r"<[^<>]{0,2000}>")
PARAGRAPH = re.compile(r"</(?:w:p|a:p|si|text:p|dc:creator|cp:lastModifiedBy|dc:title|cp:keywords)>")
PDF_INFO = re.compile(rb"/(?:Author|Title|Subject|Keywords|Creator)\s*\(((?:[^()\\]|\\.){0,500})\)")


def words_of_file(name: str, content: bytes) -> str:
    """Everything of it that can be read, its name first."""
    stem = re.sub(r"[_\-.]+", " ", PurePosixPath(name).stem)
    found = [stem, *_inside(content)]
    return "\n\n".join(each for each in found if each.strip())[:MOST]


def _inside(content: bytes) -> Iterator[str]:
    if content.startswith(b"PK\x03\x04"):
        yield from _packed(content)
    elif content.startswith(b"%PDF-"):
        for hit in PDF_INFO.finditer(content):
            raw = re.sub(rb"\\(.)", rb"\1", hit[1])
            yield raw.decode("utf-16" if raw[:2] in (b"\xfe\xff", b"\xff\xfe") else "latin-1", "replace")
    elif b"\0" not in content[:4096]:
        yield content[: MOST * 4].decode("utf-8", "replace")


def _packed(content: bytes) -> Iterator[str]:
    """The readable parts of an office file, unpacked within bounds."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            wanted = [each for each in archive.infolist() if TEXTS.fullmatch(each.filename)][:MOST_PARTS]
            for part in wanted:
                with archive.open(part) as opened:
                    xml = opened.read(MOST_BYTES).decode("utf-8", "replace")
                yield unescape(TAG.sub("", PARAGRAPH.sub("\n", xml)))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError, EOFError):
        return
