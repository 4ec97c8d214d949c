"""Encryption for one browser (RFC 8291) and our own signature (VAPID, RFC 8292)."""

import base64
import json
import os
import struct

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CURVE = ec.SECP256R1()
RECORD = 4096  # bytes of one record; a payload is a single one
LONGEST = RECORD - 16 - 1 - 86  # of a payload, whatever a provider must take
POINT, AUTH, SALT = 65, 16, 16  # bytes


def new_key() -> ec.EllipticCurvePrivateKey:
    """A fresh key of ours."""
    return ec.generate_private_key(CURVE)


def public_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Its public half as browsers take it: an uncompressed point."""
    form = serialization.PublicFormat.UncompressedPoint
    return key.public_key().public_bytes(serialization.Encoding.X962, form)


def packed(key: ec.EllipticCurvePrivateKey) -> str:
    """A private key as text, to be sealed."""
    return b64(key.private_numbers().private_value.to_bytes(32, "big"))


def unpacked(text: str) -> ec.EllipticCurvePrivateKey:
    """The reverse of packed()."""
    return ec.derive_private_key(int.from_bytes(unb64(text), "big"), CURVE)


def encrypt(
    payload: bytes, device: bytes, auth: bytes, *,
    own: ec.EllipticCurvePrivateKey | None = None, salt: bytes = b"",
) -> bytes:  # fmt: skip
    """`payload` for the browser with this public point and secret: the body of the request (aes128gcm).

    `own` and `salt` are fresh for each message. Raises ValueError for a point that is none.
    """
    own, salt = own or new_key(), salt or os.urandom(SALT)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, device)
    here = public_bytes(own)
    key = _hkdf(auth, own.exchange(ec.ECDH(), theirs), b"WebPush: info\0" + device + here, 32)
    secret = _hkdf(salt, key, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _hkdf(salt, key, b"Content-Encoding: nonce\0", 12)
    sealed = AESGCM(secret).encrypt(nonce, payload[:LONGEST] + b"\x02", None)
    return salt + struct.pack("!IB", RECORD, len(here)) + here + sealed


def signature(key: ec.EllipticCurvePrivateKey, audience: str, expires: int, contact: str) -> str:
    """The Authorization header: we are who sent it, to this provider, until then."""
    said = {"aud": audience, "exp": expires, "sub": contact}
    parts = [b64(json.dumps(each, separators=(",", ":")).encode()) for each in (_HEAD, said)]
    signed = ".".join(parts).encode()
    r, s = decode_dss_signature(key.sign(signed, ec.ECDSA(hashes.SHA256())))
    token = f"{signed.decode()}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"
    return f"vapid t={token}, k={b64(public_bytes(key))}"


def b64(data: bytes) -> str:
    """Base64 for addresses, without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """The reverse of b64(). Raises ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


_HEAD = {"typ": "JWT", "alg": "ES256"}


def _hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)
