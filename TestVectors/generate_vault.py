"""Writes vault.sql: a vault of format 1 made without any of this project's code.

Argon2id and XChaCha20-Poly1305 come from PyNaCl, BLAKE2b from Python's hashlib. Needs: pip install pynacl.
"""

import hashlib
import pathlib
import struct

from nacl import bindings
from nacl.pwhash import argon2id

PASSPHRASE = "grüne Wellen am Morgen".encode()
PASSES, MEMORY = 2, 19 << 20
VAULT_ID = bytes(range(16))
DATA_KEY = bytes(range(100, 132))
SALT = bytes(range(200, 216))
STORED_AT = 1_764_000_000

RECORDS = [  # kind, id, payload
    (1, "left", b"not_a_real_secret"),
    (3, "left", bytes(range(256)) * 3),
    (5, "left", b'{"leafIndex":7,"registry":"http://localhost:8080"}'),
    (6, "app_10eb12bd96d8f7202892ff25f094c803/été", b""),
]


def prefixed(field: bytes) -> bytes:
    return struct.pack("<Q", len(field)) + field


def blake2b(message: bytes, key: bytes = b"") -> bytes:
    return hashlib.blake2b(message, key=key, digest_size=32).digest()


def subkey(number: int) -> bytes:
    """libsodium's crypto_kdf: BLAKE2b with the number as salt and the context as personalisation."""
    return hashlib.blake2b(
        b"", key=DATA_KEY, digest_size=32, salt=struct.pack("<QQ", number, 0), person=b"WIDVAULT".ljust(16, b"\0")
    ).digest()


def seal(message: bytes, nonce: bytes, associated: bytes, key: bytes) -> tuple[bytes, bytes]:
    sealed = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(message, associated, nonce, key)
    return sealed[:-16], sealed[-16:]


def nonce(number: int) -> bytes:
    return hashlib.sha256(b"nonce %d" % number).digest()[:24]


def main() -> None:
    record_key, list_key, locator_key = subkey(1), subkey(2), subkey(3)

    prefix = b"WIDVAULT" + struct.pack("<I", 1) + VAULT_ID + struct.pack("<QQ", PASSES, MEMORY) + SALT
    wrapping = argon2id.kdf(32, PASSPHRASE, SALT, opslimit=PASSES, memlimit=MEMORY)
    header = prefix + nonce(0) + b"".join(seal(DATA_KEY, nonce(0), prefix, wrapping))
    header += blake2b(header)

    rows = []
    entries = b""
    for sequence, (kind, name, payload) in enumerate(RECORDS, 1):
        identifier = name.encode()
        locator = blake2b(
            prefixed(b"worldid vault locator") + prefixed(VAULT_ID) + bytes([kind]) + prefixed(identifier), locator_key
        )
        message = struct.pack("<QH", STORED_AT, len(identifier)) + identifier + payload
        associated = (
            prefixed(b"worldid vault record")
            + prefixed(VAULT_ID)
            + prefixed(locator)
            + bytes([kind])
            + struct.pack("<I", 1)
        )
        ciphertext, tag = seal(message, nonce(sequence), associated, record_key)
        rows.append((sequence, locator, kind, 1, nonce(sequence), tag, ciphertext))
        entries += struct.pack("<qqq", sequence, kind, 1) + prefixed(locator) + prefixed(nonce(sequence))
        entries += prefixed(tag) + struct.pack("<q", len(ciphertext))
    generation = 2
    authenticator = blake2b(
        prefixed(b"worldid vault list") + prefixed(header) + struct.pack("<qQ", generation, len(rows)) + entries,
        list_key,
    )

    lines = [
        "-- A vault of format 1, written by generate_vault.py.",
        "CREATE TABLE header (id INTEGER PRIMARY KEY CHECK (id = 1), encoding BLOB NOT NULL) STRICT;",
        "CREATE TABLE list (id INTEGER PRIMARY KEY CHECK (id = 1), generation INTEGER NOT NULL, "
        "authenticator BLOB NOT NULL) STRICT;",
        "CREATE TABLE record (sequence INTEGER PRIMARY KEY, locator BLOB NOT NULL, kind INTEGER NOT NULL, "
        "version INTEGER NOT NULL, nonce BLOB NOT NULL, tag BLOB NOT NULL, ciphertext BLOB NOT NULL) STRICT;",
        f"INSERT INTO header VALUES (1, x'{header.hex()}');",
        f"INSERT INTO list VALUES (1, {generation}, x'{authenticator.hex()}');",
    ]
    for sequence, locator, kind, version, number, tag, ciphertext in rows:
        lines.append(
            f"INSERT INTO record VALUES ({sequence}, x'{locator.hex()}', {kind}, {version}, x'{number.hex()}', "
            f"x'{tag.hex()}', x'{ciphertext.hex()}');"
        )
    pathlib.Path(__file__).with_name("vault.sql").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
