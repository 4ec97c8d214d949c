"""The embedded engine: Whoosh as the store of postings, and the only module that imports it.

Whoosh writes segments and reads postings; matching, filtering and ranking are `finding.py`'s. Only
API that Whoosh 2.7.4 and its successors share is used, and every file is checked before it is loaded.
"""

# Whoosh's own annotations are partial: what it hands out is Any here and typed at this module's edge.
# mypy: disable-error-code="no-untyped-call, attr-defined, name-defined, misc"

import copy
import pickle
import re
import struct
import threading
import zlib
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

from whoosh import analysis, columns, fields, index, reading
from whoosh.filedb.filestore import FileStorage

from search.analysis import tokens
from search.bits import Postings, PostingsCache, all_below, bits_of, numbers_of
from search.document import Document, is_admitted
from search.engine import Audiences, IndexBusy
from search.finding import MAX_SCANNED
from search.matching import AUDIENCE, DAY, TAG, TEXT, TITLE, WORD, day_terms, word_term
from search.merging import merge_due
from search.segmented_engine import SegmentedEngine
from search.snapshots import Snapshots
from search.store import Store

NAME: Final = "hub"
SEGMENT_FILE: Final = ".seg"
LOCK_SECONDS: Final = 10.0
MERGE_AT: Final = 64  # segments: from here on a commit merges although nobody is idle
CACHE_BYTES: Final = 48 << 20
COMMIT_MB: Final = 32
BUILD_MB: Final = 128
KEY, RANK, HEAD = "key", "rank", "head"

_RANK_FORMAT = struct.Struct(">qfLL")  # changed, worth, length of title and text
_BODY_GAP: Final = 100  # positions between title and body: phrases do not reach across
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CONTENTS_FILE = re.compile(rf"_{NAME}_(\d+)\.toc")
_UNREADABLE = (OSError, EOFError, struct.error, zlib.error, pickle.UnpicklingError)


class FinishedTerms(analysis.Analyzer):
    """Whoosh gets terms that `analysis.py` has made: "term@position" separated by spaces."""

    def __call__(self, value: str, **_: object) -> Iterator[Any]:
        token = analysis.Token(positions=True)
        for entry in value.split():
            token.text, _at, position = entry.rpartition("@")
            token.pos = int(position)
            token.boost = 1.0
            yield token


def schema() -> fields.Schema:
    """Nothing is stored but the key and the figures for ranking: text is shown from the database."""
    words = analysis.KeywordAnalyzer()
    return fields.Schema(
        **{
            TEXT: fields.TEXT(analyzer=FinishedTerms(), phrase=True),
            TITLE: fields.TEXT(analyzer=FinishedTerms(), phrase=False),
            WORD: fields.ID(analyzer=words),
            TAG: fields.ID(analyzer=words),
            DAY: fields.ID(analyzer=words),
            AUDIENCE: fields.ID(),
            KEY: fields.ID(),
            RANK: fields.COLUMN(columns.FixedBytesColumn(_RANK_FORMAT.size)),
            HEAD: fields.COLUMN(columns.VarBytesColumn()),
        }
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """What ranking needs of each document of a segment."""

    changed: Sequence[int]
    worth: Sequence[float]
    lengths: Mapping[str, Sequence[int]]

    @classmethod
    def unpacked(cls, packed: bytes) -> "Figures":
        columns = [*zip(*_RANK_FORMAT.iter_unpack(packed), strict=True)] or [()] * 4
        changed, worth, in_title, in_text = map(array, "qfLL", columns)
        return cls(changed, worth, {TITLE: in_title, TEXT: in_text})


class WhooshSegment:
    """One segment as `finding.py` wants it. Whoosh's readers seek: one thread at a time reads."""

    def __init__(self, reader: Any, cache: PostingsCache) -> None:
        self._reader = reader
        self._cache = cache
        self._lock = threading.RLock()
        self._terms: dict[tuple[str, str], list[tuple[str, int]]] = {}
        self._figures: list[Figures] = []  # one, once they are read; shared like all of this
        self._head = reader.column_reader(HEAD, translate=False)
        self.name: str = reader.segment().segment_id()
        self.size: int = reader.doc_count_all()
        self.alive = 0
        self.users = [0]  # snapshots that show it, shared by all states of this segment

    def with_deletions(self, segment: Any) -> "WhooshSegment":
        """The same postings as of a later commit, in which more documents may be deleted."""
        state = copy.copy(self)
        state.alive = all_below(self.size) & ~bits_of(segment.deleted_docs(), self.size)
        return state

    def close(self) -> None:
        self._reader.close()

    def having(self, field: str, term: str) -> int:
        return self._postings(field, term).bits

    def admitted(self, audiences: Audiences) -> int:
        if audiences is None:
            return all_below(self.size)
        keys = frozenset(audiences)
        return self._cache.get((self.name, keys), lambda: Postings(self._admit(keys))).bits

    def weights(self, field: str, term: str, among: int) -> Iterator[tuple[int, float]]:
        postings = self._postings(field, term)
        for number in numbers_of(postings.bits & among):
            yield number, postings.repeated.get(number, 1.0)

    def positions(self, field: str, term: str, among: int) -> list[tuple[int, Sequence[int]]]:
        among &= self.having(field, term)
        found = []
        if not among:
            return []
        with self._lock:
            matcher = self._reader.postings(field, term)
            for number in numbers_of(among):
                matcher.skip_to(number)
                found.append((number, matcher.value_as("positions")))
        return found

    def terms(self, field: str, prefix: str) -> list[tuple[str, int]]:
        if field in (TEXT, WORD):
            return self._read_terms(field, prefix, MAX_SCANNED)
        if (known := self._terms.get((field, prefix))) is None:
            known = self._terms[field, prefix] = self._read_terms(field, prefix, None)
        return known

    def frequency(self, field: str, term: str) -> int:
        with self._lock:
            return int(self._reader.doc_frequency(field, term))

    def near(self, word: str, distance: int) -> list[str]:
        with self._lock:
            return list(self._reader.terms_within(WORD, word, distance, prefix=1))

    def lengths(self, field: str) -> Sequence[int]:
        return self._all_figures().lengths[field]

    def changed(self) -> Sequence[int]:
        return self._all_figures().changed

    def worth(self) -> Sequence[float]:
        return self._all_figures().worth

    def total_length(self, field: str) -> int:
        with self._lock:
            return int(self._reader.field_length(field))

    def identity(self, number: int) -> tuple[str, str]:
        with self._lock:
            kind, _, key = bytes(self._head[number]).decode().partition("\0")
        return key, kind

    def numbers_of_key(self, key: str) -> list[int]:
        return numbers_of(self._read(KEY, key).bits & self.alive)

    def _postings(self, field: str, term: str) -> Postings:
        return self._cache.get((self.name, field, term), lambda: self._read(field, term))

    def _read(self, field: str, term: str) -> Postings:
        with self._lock:
            if (field, term) not in self._reader:
                return Postings(0)
            matcher = self._reader.postings(field, term)
            if field not in (TEXT, TITLE):
                return Postings(bits_of(matcher.all_ids(), self.size))
            numbers: list[int] = []
            repeated: dict[int, float] = {}
            while matcher.is_active():
                numbers.append(matcher.id())
                if (count := matcher.weight()) != 1.0:
                    repeated[numbers[-1]] = count
                matcher.next()
            return Postings(bits_of(numbers, self.size), repeated)

    def _admit(self, keys: frozenset[str]) -> int:
        found = 0
        for term, _ in self.terms(AUDIENCE, ""):
            if is_admitted(term, keys):
                found |= self.having(AUDIENCE, term)
        return found

    def _all_figures(self) -> "Figures":
        """Read once: the figures of a segment never change."""
        with self._lock:
            if not self._figures:
                column = self._reader.column_reader(RANK, translate=False)
                self._figures.append(Figures.unpacked(b"".join(map(column.__getitem__, range(self.size)))))
            return self._figures[0]

    def _read_terms(self, field: str, prefix: str, most: int | None) -> list[tuple[str, int]]:
        with self._lock:
            found = islice(self._reader.iter_prefix(field, prefix), most)
            return [(term.decode(), info.doc_frequency()) for term, info in found]


Change = Callable[[Any, Sequence[WhooshSegment]], None]


class WhooshEngine(SegmentedEngine[WhooshSegment]):
    """See `engine.Engine`. Creating it touches nothing: the first use opens and checks the index."""

    def __init__(self, root: Path | str) -> None:
        self._store = Store(Path(root))
        self._cache = PostingsCache(CACHE_BYTES)
        super().__init__(Snapshots(self._store, self._load, _generation_of), _UNREADABLE)
        self._writing = threading.Lock()

    def upsert(self, documents: Iterable[Document], stamp: int | None = None) -> None:
        self.apply(documents, stamp=stamp)

    def delete(self, keys: Iterable[str], stamp: int | None = None) -> None:
        self.apply(delete=keys, stamp=stamp)

    def apply(
        self,
        documents: Iterable[Document] = (),
        delete: Iterable[str] = (),
        stamp: int | None = None,
    ) -> None:
        latest = {document.key: document for document in documents}
        gone = {*delete, *latest}

        def change(writer: Any, segments: Sequence[WhooshSegment]) -> None:
            offset = 0
            for segment in segments:
                for key in gone:
                    for number in segment.numbers_of_key(key):
                        writer.delete_document(offset + number)
                offset += segment.size
            lexicon: set[str] = set()
            for document in latest.values():
                writer.add_document(**_fields(document, lexicon))

        with self._writing:
            sizes = self._sizes()
            self._commit(change, merge_due(sizes) if len(sizes) >= MERGE_AT else (), stamp)

    def tidy(self, *, deep: bool = False) -> bool:
        with self._writing:
            if not (group := merge_due(self._sizes(), deep=deep)):
                return False
            self._commit(lambda _writer, _segments: None, group, None)
            return bool(merge_due(self._sizes(), deep=deep))

    def rebuild(self, documents: Iterable[Document], stamp: int) -> int:
        with self._writing:
            folder = self._store.new_folder()
            try:
                count, generation = _build(folder, documents)
                self._store.write_manifest(folder, stamp, generation, {})
                self._store.switch_to(folder)
            except BaseException:
                self._store.remove_others()
                raise
            self._snapshots.recheck()
            self._store.remove_others()
            return count

    def _commit(self, change: Change, merged: Collection[int], stamp: int | None) -> None:
        folder = self._store.current()
        self.stamp()  # opens and so checks the index before Whoosh loads any of it
        writer = _writer(folder)
        try:
            # The lock is ours now and nobody else commits: document numbers hold until we do.
            with self._segments(forced=True) as segments:
                change(writer, segments)
            writer.commit(mergetype=_merging(merged))
        except BaseException:
            if not writer.is_closed:
                writer.cancel()
            raise
        known = self._store.read_manifest(folder)
        final = {name: mark for name, mark in known.files.items() if name.endswith(SEGMENT_FILE)}
        kept = known.stamp if stamp is None else stamp
        written = self._store.write_manifest(folder, kept, writer.generation, final)
        self._snapshots.trust(folder, written.files)

    def _load(self, folder: Path, known: Sequence[WhooshSegment]) -> tuple[int, Sequence[WhooshSegment]]:
        storage = FileStorage(str(folder))
        contents = index.TOC.read(storage, NAME)
        open_already = {segment.name: segment for segment in known}
        segments = []
        for stored in contents.segments:
            shared = open_already.get(stored.segment_id())
            if shared is None:
                reader = reading.SegmentReader(storage, contents.schema, stored)
                shared = WhooshSegment(reader, self._cache)
            segments.append(shared.with_deletions(stored))
        return contents.generation, segments


def _build(folder: Path, documents: Iterable[Document]) -> tuple[int, int]:
    """Writes all documents into an empty folder: how many there were, and the generation."""
    index.create_in(str(folder), schema(), NAME)
    writer = _writer(folder, memory_mb=BUILD_MB)
    seen: set[str] = set()
    lexicon: set[str] = set()
    try:
        for document in documents:
            if document.key not in seen:
                seen.add(document.key)
                writer.add_document(**_fields(document, lexicon))
        writer.commit(merge=False)
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise
    return len(seen), writer.generation


def _writer(folder: Path, memory_mb: int = COMMIT_MB) -> Any:
    opened = index.open_dir(str(folder), NAME)
    while True:
        try:
            writer = opened.writer(timeout=LOCK_SECONDS, limitmb=memory_mb)
        except index.LockError as error:
            raise IndexBusy(f"another process is writing to {folder}") from error
        # Whoosh names segments by the shared random generator: where somebody seeds that, names
        # come again, and the new segment would be written over an old one.
        name: str = writer.newsegment.segment_id()
        if not (folder / f"{name}{SEGMENT_FILE}").exists():
            return writer
        writer.cancel()


def _merging(chosen: Collection[int]) -> Callable[[Any, list[Any]], list[Any]]:
    """A merge policy that rewrites the chosen segments as one and leaves the others alone."""

    def merge(writer: Any, segments: list[Any]) -> list[Any]:
        for number in chosen:
            if segments[number].doc_count():
                reader = reading.SegmentReader(writer.storage, writer.schema, segments[number])
                writer.add_reader(reader)
                reader.close()
        return [segment for number, segment in enumerate(segments) if number not in chosen]

    return merge


def _fields(document: Document, lexicon: set[str]) -> dict[str, object]:
    """`lexicon` collects the words of a commit that need no second mention (see `matching.WORD`)."""
    title = list(tokens(document.title))
    body = list(tokens(document.body))
    body_start = (title[-1].position if title else 0) + _BODY_GAP
    title_terms = " ".join(f"{token.stem}@{token.position}" for token in title)
    body_terms = " ".join(f"{token.stem}@{token.position + body_start}" for token in body)
    words = {token.word for token in (*title, *body)} - lexicon
    lexicon.update(word for word in words if word_term(word)[0] == TEXT)
    at = (document.at - _EPOCH) // timedelta(microseconds=1)
    return {
        TITLE: title_terms,
        TEXT: f"{title_terms} {body_terms}",
        WORD: " ".join(words),
        TAG: " ".join(document.tags),
        DAY: " ".join(day_terms(document.at)),
        AUDIENCE: document.admission,
        KEY: document.key,
        RANK: _RANK_FORMAT.pack(at, document.weight, len(title), len(title) + len(body)),
        HEAD: f"{document.kind}\0{document.key}".encode(),
    }


def _generation_of(name: str) -> int | None:
    match = _CONTENTS_FILE.fullmatch(name)
    return int(match[1]) if match else None
