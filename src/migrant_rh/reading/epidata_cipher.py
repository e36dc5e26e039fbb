"""Encrypted fields of EpiData Entry 3.1.

Each value is encrypted by itself: AES in CFB-8 with key k = SHA-1(password) and four zero bytes,
initial vector AES_k(sixteen bytes 0xFF), written in Base64. The header holds the password
encrypted with itself, so that a wrong one is noticed.

CFB-8 deciphers byte i as c_i xor the first byte of AES_k(w_i), where w_i are the sixteen bytes of
ciphertext (after the initial vector) before c_i. All w_i are known beforehand, so one call of the
block cipher serves all values.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from migrant_rh.errors import Place, Problem, ReadingError
from migrant_rh.words import phrase

BLOCK = 16
_AT_ONCE = 1 << 20
"""Bytes of one run deciphered together: each takes a block of sixteen while it is."""

_PASSWORD_ENCODINGS = ("utf-8", "gb18030", "cp1252")
Decipher = Callable[[Sequence[bytes]], list[bytes | None]]


def decipher_with(password: str | None, check: bytes, file: str) -> Decipher:
    """Return the function that deciphers values, after testing the password.

    Parameters
    ----------
    password : str or None
        What the user gives.
    check : bytes
        The password encrypted with itself, in Base64, from the header; empty if it has none.
    file : str
        Name for messages.

    Returns
    -------
    callable
        Takes Base64 texts and returns plain bytes, or None where a text is not Base64.

    Raises
    ------
    ReadingError
        If there is no password, or it is not the one of the file.
    """
    if password is None:
        raise ReadingError(_problem("no_password", file))
    for encoding in _PASSWORD_ENCODINGS:
        raw = password.encode(encoding, "ignore")
        if not check or _decipher(raw, [check]) == [raw]:
            return lambda values: _decipher(raw, values)
    raise ReadingError(_problem("wrong_password", file))


def _decipher(password: bytes, values: Sequence[bytes]) -> list[bytes | None]:
    """Decipher values, those of one length together."""
    ciphered = [_from_base64(value) for value in values]
    plain: list[bytes | None] = [None] * len(values)
    for length in {len(value) for value in ciphered if value is not None}:
        same = [
            at for at, value in enumerate(ciphered) if value is not None and len(value) == length
        ]
        block = b"".join(ciphered[at] or b"" for at in same)
        for at, text in zip(same, _decipher_block(password, block, len(same)), strict=True):
            plain[at] = text
    return plain


def _decipher_block(password: bytes, block: bytes, count: int) -> list[bytes]:
    """Decipher `count` values of equal length, one after the other in a block of bytes."""
    k = hashlib.sha1(password, usedforsecurity=False).digest() + bytes(4)
    return _cfb8(k, _aes(k, b"\xff" * BLOCK), np.frombuffer(block, np.uint8).reshape(count, -1))


def decipher_stream(key: bytes, start: bytes, ciphered: bytes) -> bytes:
    """Decipher one run of AES in CFB-8 whose initial vector is an encrypted block."""
    vector, plain = _aes(key, start), bytearray()
    for at in range(0, len(ciphered), _AT_ONCE):
        part = ciphered[at : at + _AT_ONCE]
        plain += _cfb8(key, vector, np.frombuffer(part, np.uint8).reshape(1, -1))[0]
        vector = (vector + part)[-BLOCK:]
    return bytes(plain)


def _cfb8(k: bytes, vector: bytes, c: NDArray[np.uint8]) -> list[bytes]:
    """Decipher rows of ciphertext, each from the same initial vector."""
    count = len(c)
    if not c.size:
        return [b""] * count
    iv = np.frombuffer(vector, np.uint8)
    w = sliding_window_view(np.hstack([np.tile(iv, (count, 1)), c]), BLOCK, axis=1)[:, :-1]
    e = np.frombuffer(_aes(k, w.tobytes()), np.uint8).reshape(*c.shape, BLOCK)[..., 0]
    return [row.tobytes() for row in c ^ e]


def _aes(key: bytes, blocks: bytes) -> bytes:
    """Encrypt whole blocks, each by itself."""
    from cryptography.hazmat.primitives.ciphers import Cipher  # noqa: PLC0415  (heavy)
    from cryptography.hazmat.primitives.ciphers.algorithms import AES  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.modes import ECB  # noqa: PLC0415

    encryptor = Cipher(AES(key), ECB()).encryptor()  # noqa: S305  (the building block of CFB-8)
    return encryptor.update(blocks) + encryptor.finalize()


def _from_base64(value: bytes) -> bytes | None:
    """Read Base64, or None if it is not."""
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error:
        return None


def _problem(name: str, file: str) -> Problem:
    """Say what is wrong with the password."""
    return Problem(
        f"rec.{name.replace('_', '-')}",
        Place(file),
        phrase(f"rec.{name}"),
        remedy=phrase(f"rec.{name}_remedy"),
    )
