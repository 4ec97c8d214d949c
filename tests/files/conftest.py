"""Sending files as a browser does, and pictures of every kind."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import boto3
import pytest
from apiflask import APIFlask
from moto.server import ThreadedMotoServer
from PIL import Image

from hub.core.db import session
from hub.files.models import StoredFile
from tests.conftest import Someone, forget_who

Send = Callable[..., str]


def drawn(kind: str = "PNG", size: tuple[int, int] = (12, 8), mode: str = "RGB", **more: Any) -> bytes:
    """A picture of one colour."""
    made = BytesIO()
    Image.new(mode, size).save(made, kind, **more)
    return made.getvalue()


def upload(someone: Someone, name: str, content: bytes, url: str = "/files") -> Any:
    """Send one file as the script in the page does."""
    quoted = name.replace("\\", "\\\\").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{quoted}"\r\n\r\n'
    forget_who()
    return someone.api(
        "POST", url, "", data=head.encode() + content + b"\r\n--edge--\r\n",
        content_type="multipart/form-data; boundary=edge", headers={"Accept": "text/plain"},
    )  # fmt: skip


def address_in(markdown: str) -> str:
    """The address between the brackets."""
    return markdown.rpartition("(")[2].strip(")\n")


def newest() -> StoredFile:
    """The row that was made last."""
    session().expire_all()
    found = session().query(StoredFile).order_by(StoredFile.id.desc()).first()
    assert found is not None
    return found


def again(thing: Any) -> Any:
    """The same row in the present session: a request ends the one it was read in."""
    return session().get_one(type(thing), thing.id)


@pytest.fixture(scope="session")
def bucket_url() -> Iterator[str]:
    """A bucket on a real server that speaks S3, on a free loopback port."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    client = boto3.session.Session().client(
        "s3", endpoint_url=f"http://{host}:{port}", region_name="eu-central-1",
        aws_access_key_id="hub", aws_secret_access_key="s/ecret",
    )  # fmt: skip
    client.create_bucket(Bucket="kept", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    yield f"s3://hub:s%2Fecret@{host}:{port}/kept?region=eu-central-1&tls=no"
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def kept_in(request: pytest.FixtureRequest, app: APIFlask, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where this test keeps files. What is true of one store is true of the other."""
    if request.param == "bucket":
        url = request.getfixturevalue("bucket_url")
        monkeypatch.setitem(app.config, "HUB", replace(app.config["HUB"], files_url=url))
    return str(request.param)


@pytest.fixture
def send(ctx: None) -> Send:
    """Send a file that is taken; gives its Markdown."""

    def sent(someone: Someone, name: str = "bill.txt", content: bytes = b"12 euros") -> str:
        answer = upload(someone, name, content)
        assert answer.status_code == 201, answer.text
        return str(answer.text)

    return sent
