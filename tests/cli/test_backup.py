"""A backup holds everything, and a damaged one is refused."""

import gzip
import hashlib
import io
import tarfile
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, select

from config import from_environment
from hub.app import create_app, engine_of
from hub.backup import BackupError, back_up, restore
from hub.cli import cli
from hub.core.db import Base
from hub.core.index import index
from hub.files.storage import LocalFolder
from hub.indexing.documents import every_document
from hub.spaces.audiences import audiences_of
from search.query import parse
from tests import cast

pytestmark = pytest.mark.own_hub


@pytest.fixture
def archive(app, tmp_path):
    files = LocalFolder(tmp_path / "files")
    files.put(b"\x89PNG")
    target = tmp_path / "backup.tar.gz"
    back_up(engine_of(app), files, target)
    return target


@pytest.fixture
def empty(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'new.db'}")
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


def _rows(engine):
    with engine.connect() as connection:
        return {
            table.name: sorted(
                repr([_plain(each) for each in row]) for row in connection.execute(select(table))
            )
            for table in Base.metadata.sorted_tables
        }


def _plain(value):
    """A moment in the zone of all moments: the databases name theirs in different ways."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def test_everything_comes_back(app, archive, empty, tmp_path):
    restore(empty, LocalFolder(tmp_path / "new"), archive)
    assert _rows(empty) == _rows(engine_of(app))
    with LocalFolder(tmp_path / "new").open(hashlib.sha256(b"\x89PNG").hexdigest()) as back:
        assert back.read() == b"\x89PNG"


def test_it_goes_into_an_empty_hub_only(app, archive, tmp_path):
    with pytest.raises(BackupError, match="not empty"):
        restore(engine_of(app), LocalFolder(tmp_path / "new"), archive)


def test_every_changed_byte_is_found(archive, empty, tmp_path):
    whole = bytearray(gzip.decompress(archive.read_bytes()))
    at = whole.index(b"ada@hub.test")
    whole[at] ^= 1
    archive.write_bytes(gzip.compress(bytes(whole)))
    with pytest.raises(BackupError, match="changed"):
        restore(empty, LocalFolder(tmp_path / "new"), archive)
    assert _rows(empty)["person"] == []


@pytest.mark.parametrize("name", ["../evil", "files/../../evil", "/etc/evil", "rows/../x"])
def test_names_are_never_paths(archive, empty, tmp_path, name):
    with tarfile.open(archive) as old:
        entries = [(entry, old.extractfile(entry).read()) for entry in old.getmembers()]
    with tarfile.open(archive, "w:gz") as new:
        for entry, content in entries:
            new.addfile(entry, io.BytesIO(content))
        evil = tarfile.TarInfo(name)
        evil.size = 4
        new.addfile(evil, io.BytesIO(b"evil"))
    with pytest.raises(BackupError):
        restore(empty, LocalFolder(tmp_path / "new"), archive)
    assert not (tmp_path / "evil").exists()


def test_something_else_is_no_backup(empty, tmp_path):
    (tmp_path / "x.tar.gz").write_bytes(b"hello")
    with pytest.raises(BackupError, match="not a backup"):
        restore(empty, LocalFolder(tmp_path / "new"), tmp_path / "x.tar.gz")


def test_what_comes_back_is_found_again(archive, tmp_path, monkeypatch):
    """The verb builds the index anew, also where one of the empty hub lies already."""
    monkeypatch.setenv("BACKCHANNEL_DATA_DIR", str(tmp_path / "restored"))
    monkeypatch.delenv("BACKCHANNEL_DATABASE_URL", raising=False)
    run = CliRunner()
    assert "0 things can be found." in run.invoke(cli, ["reindex"], catch_exceptions=False).output
    said = run.invoke(cli, ["restore", str(archive)], catch_exceptions=False).output
    app = create_app(from_environment())
    with app.app_context():
        there = [document.key for document in every_document()]
        assert f"{len(there)} things can be found." in said
        found = index().engine.find(parse("Private"), audiences_of(cast.person("ada")))
        assert [hit.key for hit in found.hits][:1] == [cast.space("private").ref]
    engine_of(app).dispose()
    monkeypatch.setenv("BACKCHANNEL_DATA_DIR", str(tmp_path / "begun"))
    run.invoke(cli, ["init"], catch_exceptions=False)
    refused = run.invoke(cli, ["restore", str(archive)])
    assert (refused.exit_code, "This hub is not empty" in refused.output) == (1, True)
