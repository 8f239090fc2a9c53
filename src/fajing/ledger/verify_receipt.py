"""核验法镜账本的凭证，只用 Python 标准库 / verify a receipt of a Fajing ledger, standard library only.

    python3 -I verify_receipt.py RECEIPT.json --key KEY.txt [--checkpoint HELD.txt]
    python3 -I verify_receipt.py --checkpoint HELD.txt --key KEY.txt

A receipt is a JSON file that `fajing ledger prove` wrote. It is shown that
  1. the checkpoint in it is signed by the key you hold (Ed25519, C2SP signed note);
  2. the entry in it stands in the ledger of that checkpoint (RFC 6962 inclusion proof);
  3. where it names an event of an import, that event stands in the segment the entry names;
  4. where you hold an earlier checkpoint, the ledger of the receipt is its continuation (RFC 6962 consistency proof).

The key must come to you by another way than the receipt: whoever can write both can write anything.
Exit code: 0 it holds, 1 it does not, 2 the files cannot be read.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import struct
import sys
from pathlib import Path
from typing import Any, Callable, Sequence  # noqa: UP035 - runs on older Pythons too

Digest = Callable[[bytes], bytes]
Say = Callable[[str, str], None]
Key = tuple[str, bytes, bytes]
Point = tuple[int, int, int, int]

# ---------------------------------------------------------------- SM3 (GB/T 32905), where hashlib has none
M32 = 0xFFFFFFFF


def _rotated(x: int, n: int) -> int:
    n %= 32
    return ((x << n) | (x >> (32 - n))) & M32 if n else x


def sm3_plain(data: bytes) -> bytes:
    """SM3, written out."""
    state = [
        0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E,
    ]  # fmt: skip
    data = data + b"\x80" + b"\0" * ((55 - len(data)) % 64) + struct.pack(">Q", len(data) * 8)
    for start in range(0, len(data), 64):
        w = list(struct.unpack(">16I", data[start : start + 64]))
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ _rotated(w[j - 3], 15)
            w.append(x ^ _rotated(x, 15) ^ _rotated(x, 23) ^ _rotated(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = state
        for j in range(64):
            t = 0x79CC4519 if j < 16 else 0x7A879D8A
            ss1 = _rotated((_rotated(a, 12) + e + _rotated(t, j)) & M32, 7)
            ss2 = ss1 ^ _rotated(a, 12)
            ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
            gg = e ^ f ^ g if j < 16 else (e & f) | (~e & g)
            tt1 = (ff + d + ss2 + (w[j] ^ w[j + 4])) & M32
            tt2 = (gg + h + ss1 + w[j]) & M32
            a, b, c, d = tt1, a, _rotated(b, 9), c
            e, f, g, h = tt2 ^ _rotated(tt2, 9) ^ _rotated(tt2, 17), e, _rotated(f, 19), g
        state = [x ^ y for x, y in zip(state, (a, b, c, d, e, f, g, h))]  # noqa: B905 - older Pythons
    return struct.pack(">8I", *state)


def digest_of(name: str) -> Digest:
    """The hash function of a ledger."""
    if name == "sha256":
        return lambda data: hashlib.sha256(data).digest()
    if name == "sm3":
        try:
            hashlib.new("sm3")
        except ValueError:
            return sm3_plain
        return lambda data: hashlib.new("sm3", data).digest()
    raise Wrong("不认识的哈希算法", "unknown hash algorithm")


# ---------------------------------------------------------------- Ed25519 (RFC 8032 section 6), verification only
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def _add(p: Point, q: Point) -> Point:
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(n: int, p: Point) -> Point:
    q: Point = (0, 1, 1, 0)
    while n:
        if n & 1:
            q = _add(q, p)
        p = _add(p, p)
        n >>= 1
    return q


def _x(y: int, sign: int) -> int | None:
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def _point(data: bytes) -> Point | None:
    number = int.from_bytes(data, "little")
    y = number & ((1 << 255) - 1)
    x = _x(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = _x(BASE_Y, 0) or 0
BASE: Point = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def is_signed(public: bytes, text: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature holds."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r = _point(public), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + text).digest(), "little") % L
    left, right = _times(s, BASE), _add(r, _times(h, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (
        left[1] * right[2] - right[1] * left[2]
    ) % P == 0


# ---------------------------------------------------------------- the tree (RFC 6962, RFC 9162)
def root_from_path(digest: Digest, leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a leaf's hash and its path lead to, or None."""
    if not 0 <= index < size:
        return None
    number, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return None
        if number & 1 or number == last:
            found = digest(b"\x01" + step + found)
            while not number & 1 and number:
                number >>= 1
                last >>= 1
        else:
            found = digest(b"\x01" + found + step)
        number >>= 1
        last >>= 1
    return found if last == 0 else None


def is_continuation(
    digest: Digest, old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether the tree of the old size is the beginning of the new one."""
    if not 0 <= old <= new:
        return False
    if old == new or old == 0:
        return not path and old_root == (new_root if old else digest(b""))
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    number, last = old - 1, new - 1
    while number & 1:
        number >>= 1
        last >>= 1
    of_old = of_new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            of_old = digest(b"\x01" + step + of_old)
            of_new = digest(b"\x01" + step + of_new)
            while not number & 1 and number:
                number >>= 1
                last >>= 1
        else:
            of_new = digest(b"\x01" + of_new + step)
        number >>= 1
        last >>= 1
    return last == 0 and of_old == old_root and of_new == new_root


# ---------------------------------------------------------------- notes and receipts
class Wrong(Exception):
    """It does not hold."""


def read_key(line: str) -> Key:
    """Name, id and bytes of a public key `name+hash+base64`."""
    name, told, data = line.strip().split("+", 2)
    raw = base64.b64decode(data, validate=True)
    key_id = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if raw[:1] != b"\x01" or len(raw) != 33 or key_id.hex() != told:
        raise ValueError("not a public key")
    return name, key_id, raw[1:]


def open_checkpoint(note: str, keys: Sequence[Key]) -> tuple[str, int, bytes, str, str]:
    """Origin, size, root, hash name and time of a checkpoint that one of the keys signed."""
    text, between, signatures = note.rpartition("\n\n")
    if not between:
        raise Wrong("检查点不是签名文本", "the checkpoint is no signed note")
    text += "\n"
    is_good = False
    for line in signatures.splitlines():
        name, _, data = line.removeprefix("\u2014 ").rpartition(" ")
        raw = base64.b64decode(data, validate=True)
        for key_name, key_id, public in keys:
            if (key_name, key_id) == (name, raw[:4]):
                if not is_signed(public, text.encode(), raw[4:]):
                    raise Wrong("检查点的签名不对", "the signature of the checkpoint is wrong")
                is_good = True
    if not is_good:
        raise Wrong("检查点不是您手里的公钥签的", "the checkpoint is not signed by the key you hold")
    origin, size, root, *more = text.splitlines()
    said = dict(line.split(" ", 1) for line in more)
    return origin, int(size), base64.b64decode(root, validate=True), said["hash"], said["time"]


def check_receipt(receipt: dict[str, Any], keys: Sequence[Key], held: str | None, say: Say) -> None:
    """Check a receipt; raise Wrong where it does not hold."""
    origin, size, root, name, at = open_checkpoint(receipt["checkpoint"], keys)
    digest = digest_of(name)
    say(
        f"检查点：{origin}，{size}条，{at}，签名有效",
        f"checkpoint: {origin}, {size} entries, {at}: signature holds",
    )
    leaf = digest(b"\x00" + receipt["entry"].encode())
    path = [bytes.fromhex(step) for step in receipt["path"]]
    if root_from_path(digest, leaf, receipt["index"], size, path) != root:
        raise Wrong("这条账目不在检查点的账本里", "the entry is not in the ledger of the checkpoint")
    entry = json.loads(receipt["entry"])
    say(
        f"第{receipt['index']}条在账本里：{entry['kind']}，{entry['at']}",
        f"entry {receipt['index']} stands in the ledger: {entry['kind']}, {entry['at']}",
    )
    if "event" in receipt:
        check_event(receipt["event"], entry, say)
    if held is not None:
        check_held(receipt, keys, held, (origin, size, root, name), say)


def check_event(event: dict[str, Any], entry: dict[str, Any], say: Say) -> None:
    """Whether an event stands in the segment that the entry names; segments are always hashed with SHA-256."""
    digest = digest_of("sha256")
    leaf = digest(b"\x00" + event["row"].encode())
    path = [bytes.fromhex(step) for step in event["path"]]
    body = entry["body"]
    segment = body.get("segment") or {}
    root = root_from_path(digest, leaf, event["number"], segment.get("events", 0), path)
    if entry["kind"] != "import" or root is None or root.hex() != segment.get("root"):
        raise Wrong("这条办案记录不在该次导入里", "the event is not in that import")
    row = json.loads(event["row"])
    say(
        f"办案记录在第{segment['number']}段第{event['number']}行：{row.get('matter')} {row.get('step')}",
        f"the event is row {event['number']} of segment {segment['number']}: {row.get('matter')} {row.get('step')}",
    )


def check_held(
    receipt: dict[str, Any], keys: Sequence[Key], held: str, of_receipt: tuple[str, int, bytes, str], say: Say
) -> None:
    """Whether the ledger of the receipt continues the one of the checkpoint held."""
    origin, size, root, name = of_receipt
    held_origin, held_size, held_root, held_name, held_at = open_checkpoint(held, keys)
    if (held_origin, held_name) != (origin, name):
        raise Wrong("两个检查点不属于同一个账本", "the two checkpoints are of different ledgers")
    digest = digest_of(name)
    if held_size == size:
        holds = held_root == root
    else:
        found = receipt.get("consistency") or {}
        if found.get("from") != min(held_size, size) or found.get("to") != max(held_size, size):
            raise Wrong(
                f"凭证里没有到{held_size}条的连续性证明，请用 prove --held 另开",
                f"the receipt holds no proof for {held_size} entries; ask for one with prove --held",
            )
        path = [bytes.fromhex(step) for step in found["path"]]
        (old, old_root), (new, new_root) = sorted([(held_size, held_root), (size, root)])
        holds = is_continuation(digest, old, old_root, new, new_root, path)
    if not holds:
        raise Wrong(
            "账本与您手里的检查点不符：被改过",
            "the ledger differs from the checkpoint you hold",
        )
    say(f"与您手里 {held_at} 的检查点相符", f"agrees with the checkpoint of {held_at} that you hold")


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the files named; give the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("receipt", nargs="?", help="凭证 / the receipt")
    parser.add_argument(
        "--key", action="append", required=True, help="公钥文件，每行一个 / file of public keys"
    )
    parser.add_argument("--checkpoint", help="您手里的检查点 / the checkpoint you hold")
    given = parser.parse_args(arguments)

    def say(zh: str, en: str) -> None:
        print(f"✓ {zh} / {en}")

    try:
        keys: list[Key] = []
        for path in given.key:
            lines = Path(path).read_text("utf-8").splitlines()
            keys += [read_key(line) for line in lines if line.strip()]
        held = None
        if given.checkpoint:
            held = Path(given.checkpoint).read_bytes().decode()
        if given.receipt:
            receipt = json.loads(Path(given.receipt).read_bytes())
            if receipt["format"] != "fajing-receipt/1":
                raise ValueError("another format")
            check_receipt(receipt, keys, held, say)
        elif held is not None:
            origin, size, _, _, at = open_checkpoint(held, keys)
            say(
                f"检查点：{origin}，{size}条，{at}，签名有效",
                f"checkpoint: {origin}, {size} entries, {at}: holds",
            )
        else:
            parser.error("RECEIPT 或 --checkpoint / RECEIPT or --checkpoint")
    except Wrong as wrong:
        print(f"✗ {wrong.args[0]} / {wrong.args[1]}")
        return 1
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"? 文件读不懂 / the files cannot be read: {type(error).__name__}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main())
