"""What only a bucket can do wrong, and that a backup moves files from one store into another."""

from dataclasses import replace

import pytest
from sqlalchemy import create_engine

from config import from_environment
from hub.app import engine_of
from hub.backup import back_up, restore
from hub.core import clock
from hub.core.db import Base, session
from hub.core.errors import NotFound
from hub.files.models import StoredFile
from hub.files.storage import LocalFolder, store_of
from tests.files.conftest import upload


@pytest.fixture
def bucket(app, bucket_url):
    return store_of(replace(app.config["HUB"], files_url=bucket_url))


def test_its_address_is_read_from_the_settings(tmp_path):
    url = "s3://me:a%2Fb@files.example.org:9000/kept?region=eu-west-1"
    config = from_environment({"BACKCHANNEL_DATA_DIR": str(tmp_path), "BACKCHANNEL_FILES_URL": url})
    made = config.bucket
    assert (made.endpoint, made.region, made.name) == ("https://files.example.org:9000", "eu-west-1", "kept")
    assert (made.key, made.secret) == ("me", "a/b")
    assert "a/b" not in repr(made)


def test_only_hashes_are_keys(bucket):
    for key in ("../secret_key", "0" * 64, ""):
        with pytest.raises(NotFound):
            bucket.open(key)


def test_a_store_that_does_not_answer_is_said_and_keeps_nothing(ada, ctx, app, monkeypatch):
    url = "s3://a:b@127.0.0.1:9/kept?tls=no"
    monkeypatch.setitem(app.config, "HUB", replace(app.config["HUB"], files_url=url))
    refused = upload(ada, "a.txt", b"a")
    assert refused.status_code == 503
    assert "does not answer" in refused.text
    assert "127.0.0.1" not in refused.text
    assert session().query(StoredFile).count() == 0


@pytest.mark.own_hub
def test_a_backup_moves_files_between_stores(app, bucket, tmp_path):
    digest = bucket.put(b"from the bucket")
    assert digest in list(bucket.digests())
    archive, folder = tmp_path / "backup.tar.gz", LocalFolder(tmp_path / "folder")
    back_up(engine_of(app), bucket, archive)
    bucket.forget(lambda _digests: (), before=clock.now().replace(year=2100))
    assert list(bucket.digests()) == []
    for number, target in enumerate((folder, bucket)):
        engine = _empty(tmp_path / f"{number}.db")
        restore(engine, target, archive)
        engine.dispose()
        with target.open(digest, 5) as back:
            assert back.read() == b"the bucket"


def _empty(path):
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    return engine
