"""
Keyed 64-bit pseudonyms of identifiers.

A column is packed into 16-byte blocks and run through the block cipher: one cipher call per 16 bytes of text length
for the whole column (CBC-MAC with a key per kind and block count, so messages under one key have one length; ISO/IEC
9797-1 algorithm 1, padding method 2). The first 8 bytes are the pseudonym. Equal identifiers get equal pseudonyms;
two different ones collide with probability 2^-64 per pair, and every hit is re-checked against the sealed
identifiers before it becomes a finding.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from numpy.typing import NDArray

from mingcha.engine.sealing.secret import Secret

BLOCK = 16

Bytes = NDArray[np.uint8]


class Keys:
    """Pseudonyms under one secret. Kinds (`person`, `uscc`, `plate`, `account`, `phone`, `ref`) never mix."""

    def __init__(self, secret: Secret) -> None:
        self.secret = secret
        self._cipher = cache(self._new_cipher)

    def pseudonyms(self, kind: str, values: Any) -> pa.Int64Array:
        """Pseudonyms of a string array of length n: an int64 array of length n, null where the text is null."""
        values = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
        if len(values) == 0:
            return pa.array([], pa.int64())
        offsets, data = _buffers(values)
        lengths = np.diff(offsets)
        out = np.empty(len(values), dtype=np.int64)
        for length in np.unique(lengths):
            chosen = np.flatnonzero(lengths == length)
            out[chosen] = self._macs(kind, _gather(data, offsets[:-1], chosen, int(length), len(values)))
        mask = np.asarray(pc.is_null(values)) if values.null_count else None
        return pa.array(out, mask=mask)

    def pseudonym(self, kind: str, value: str) -> int:
        """The pseudonym of one text."""
        result: int = self.pseudonyms(kind, pa.array([value], pa.string()))[0].as_py()
        return result

    def _macs(self, kind: str, rows: Bytes) -> NDArray[np.int64]:
        """CBC-MAC of each row of an (n, length) byte array, truncated to 64 bits."""
        count = rows.shape[1] // BLOCK + 1
        padded = np.zeros((len(rows), count * BLOCK), dtype=np.uint8)
        padded[:, : rows.shape[1]] = rows
        padded[:, rows.shape[1]] = 0x80
        state = np.zeros((len(rows), BLOCK), dtype=np.uint8)
        for i in range(count):
            block = np.ascontiguousarray(state ^ padded[:, i * BLOCK : (i + 1) * BLOCK])
            encrypted = self._cipher(kind, count).encryptor().update(block.data)
            state = np.frombuffer(encrypted, dtype=np.uint8).reshape(-1, BLOCK)
        macs: NDArray[np.int64] = np.ascontiguousarray(state[:, :8]).view("<i8").ravel()
        return macs

    def _new_cipher(self, kind: str, blocks: int) -> Cipher[modes.ECB]:
        key = self.secret.derive(f"pseudonym/{kind}/{blocks}", self.secret.key_length)
        algorithm = algorithms.AES(key) if self.secret.cipher == "aes" else algorithms.SM4(key)
        return Cipher(algorithm, modes.ECB())  # ECB is only the vectorised block call of CBC-MAC


def _buffers(values: Any) -> tuple[NDArray[np.int64], Bytes]:
    """Offsets (n + 1, relative to the data) and data bytes of a string array."""
    _, offset_buffer, data_buffer = values.buffers()
    width = np.int64 if pa.types.is_large_string(values.type) else np.int32
    offsets = np.frombuffer(offset_buffer, dtype=width)[values.offset : values.offset + len(values) + 1]
    data = np.frombuffer(data_buffer, dtype=np.uint8) if data_buffer is not None else np.empty(0, dtype=np.uint8)
    return offsets.astype(np.int64), data


def _gather(data: Bytes, starts: NDArray[np.int64], chosen: NDArray[np.int64], length: int, total: int) -> Bytes:
    """The `length` bytes of each chosen value as rows; a plain reshape when all values have that length."""
    if length == 0:
        return np.empty((len(chosen), 0), dtype=np.uint8)
    if len(chosen) == total:
        return data[starts[0] : starts[0] + total * length].reshape(total, length)
    picked: Bytes = data[starts[chosen][:, None] + np.arange(length)]
    return picked
