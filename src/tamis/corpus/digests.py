"""Digests as WARC files write them: ``sha1:`` and 32 characters of base 32."""

from __future__ import annotations

import base64
import binascii
import hashlib

_HEXADECIMAL_LENGTHS = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}


def digest_of(data: bytes) -> str:
    """The digest of ``data``, in the form that crawlers write."""
    return "sha1:" + base64.b32encode(_hashed("sha1", data)).decode()


def fits(digest: str, data: bytes) -> bool | None:
    """Whether ``data`` has this ``digest``; ``None`` if the digest is of an unknown kind."""
    algorithm, _, value = digest.partition(":")
    algorithm = algorithm.strip().lower().replace("-", "")
    length = _HEXADECIMAL_LENGTHS.get(algorithm)
    if length is None:
        return None
    value = value.strip()
    try:
        if len(value) == length:
            given = bytes.fromhex(value)
        else:
            given = base64.b32decode(value.upper() + "=" * (-len(value) % 8))
    except (ValueError, binascii.Error):
        return False
    return given == _hashed(algorithm, data)


def _hashed(algorithm: str, data: bytes) -> bytes:
    # They tell records apart and find damage; nothing rests on them being hard to forge.
    return hashlib.new(algorithm, data, usedforsecurity=False).digest()
