"""Files in an S3-compatible store: the same interface as the folder, under the same hashes.

Browsers never see the store: bytes pass through our own route, which asks who may read them.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any, cast

import boto3
from botocore.config import Config as Settings
from botocore.exceptions import BotoCoreError, ClientError

from config import Bucket
from hub.core.errors import NotFound
from hub.files.storage import AT_ONCE, StoreAway, StoreFull, is_digest

_MISSING = frozenset({"404", "NoSuchKey", "NotFound", "InvalidRange"})
_FULL = frozenset({"507", "InsufficientCapacity", "QuotaExceeded", "XMinioStorageFull"})


class S3Bucket:
    """A bucket; the key of an object is two letters of the hash, then the hash."""

    def __init__(self, bucket: Bucket) -> None:
        self.name = bucket.name
        self._client: Any = boto3.session.Session().client(
            "s3",
            endpoint_url=bucket.endpoint,
            region_name=bucket.region,
            aws_access_key_id=bucket.key,
            aws_secret_access_key=bucket.secret,
            config=Settings(
                connect_timeout=5,
                read_timeout=30,
                retries={"mode": "standard", "total_max_attempts": 3},
                max_pool_connections=64,
                s3={"addressing_style": "path"},  # other stores have no name for each bucket
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def put(self, content: bytes) -> str:
        """An object appears whole or not at all. Putting it again renews its age."""
        digest = hashlib.sha256(content).hexdigest()
        with _translated():
            self._client.put_object(Bucket=self.name, Key=_key(digest), Body=content)
        return digest

    def open(self, digest: str, start: int = 0) -> IO[bytes]:
        """A stream from the store: read once, from front to end."""
        wanted = {"Range": f"bytes={start}-"} if start else {}
        with _translated():
            answer = self._client.get_object(Bucket=self.name, Key=_key(digest), **wanted)
        return cast(IO[bytes], answer["Body"])

    def digests(self) -> Iterator[str]:
        """In the order of the store, which is that of their letters."""
        return (digest for digest, _changed in self._entries())

    def forget(self, needed: Callable[[Collection[str]], Collection[str]], before: datetime) -> int:
        """The clock that counts is that of the store."""
        old = [digest for digest, changed in self._entries() if changed < before]
        gone = 0
        for start in range(0, len(old), AT_ONCE):
            some = old[start : start + AT_ONCE]
            kept = set(needed(some))
            # Asked again just now: somebody may have put the same bytes in the meantime.
            unused = [each for each in some if each not in kept and self._is_older(each, before)]
            for digest in unused:
                with _translated():
                    self._client.delete_object(Bucket=self.name, Key=_key(digest))
            gone += len(unused)
        return gone

    def _entries(self) -> Iterator[tuple[str, datetime]]:
        with _translated():
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self.name):
                for entry in page.get("Contents", ()):
                    digest = entry["Key"].rpartition("/")[2]
                    if is_digest(digest) and entry["Key"] == _key(digest):
                        yield digest, entry["LastModified"]

    def _is_older(self, digest: str, before: datetime) -> bool:
        try:
            with _translated():
                found = self._client.head_object(Bucket=self.name, Key=_key(digest))
        except NotFound:
            return False
        return bool(found["LastModified"] < before)


def _key(digest: str) -> str:
    if not is_digest(digest):
        raise NotFound
    return f"{digest[:2]}/{digest}"


@contextmanager
def _translated() -> Iterator[None]:
    """Errors of the store in our words. Its own name the bucket, which is nobody's business."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in _MISSING:
            raise NotFound from error
        raise (StoreFull if code in _FULL else StoreAway) from error
    except BotoCoreError as error:
        raise StoreAway from error
