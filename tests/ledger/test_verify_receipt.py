"""The outsider's program: standard library alone, right about what holds, and about what does not."""

import hashlib
import json
import random
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fajing.ledger import verify_receipt
from fajing.ledger.checkpoint import key_path
from fajing.ledger.entry import Entry
from fajing.ledger.handover import hand_over, kept_checkpoints, overdue, standing
from fajing.ledger.keys import known_keys, rotate
from fajing.ledger.ledger import Ledger
from fajing.ledger.receipts import SCRIPT, prove_entry
from fajing.ledger.verify_receipt import is_signed, sm3_plain

# RFC 8032 section 7.1, tests 1 to 3: public key, message, signature
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]  # fmt: skip


@pytest.fixture(params=["sha256", "sm3"])
def ledger(request, tmp_path):
    made = Ledger.init(tmp_path / "data", hash=request.param, origin="fajing/test")
    made.append([Entry("finding.pushed", {"n": n, "text": "督办"}, subjects=(f"n:{n}",)) for n in range(20)])
    yield made
    made.close()


def run(*arguments):
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), *map(str, arguments)],
        capture_output=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout.decode() + done.stderr.decode()


def written(path, value):
    path.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
    return path


@pytest.mark.parametrize("public, message, signature", VECTORS)
def test_signatures_of_the_standard_hold_and_others_do_not(public, message, signature):
    public, message, signature = map(bytes.fromhex, (public, message, signature))
    assert is_signed(public, message, signature)
    assert not is_signed(public, message + b"x", signature)
    for place in (0, 20, 40, 63):
        assert not is_signed(
            public, message, signature[:place] + bytes([signature[place] ^ 1]) + signature[place + 1 :]
        )
    order = 2**252 + 27742317777372353535851937790883648493
    s = int.from_bytes(signature[32:], "little") + order
    assert not is_signed(public, message, signature[:32] + s.to_bytes(32, "little"))
    assert not is_signed(public[:31], message, signature)


def test_signatures_agree_with_another_maker():
    chance = random.Random(7)
    for length in (0, 1, 63, 64, 200):
        key, text = Ed25519PrivateKey.generate(), chance.randbytes(length)
        assert is_signed(key.public_key().public_bytes_raw(), text, key.sign(text))


@pytest.mark.parametrize("length", [0, 1, 3, 54, 55, 56, 63, 64, 65, 119, 120, 200])
def test_sm3_written_out_agrees_with_openssl(length):
    if "sm3" not in hashlib.algorithms_available:
        pytest.skip("the OpenSSL of this Python has no SM3 to compare with")
    data = random.Random(length).randbytes(length)
    assert sm3_plain(data) == hashlib.new("sm3", data).digest()


def test_a_receipt_holds_and_each_change_of_it_does_not(ledger, tmp_path):
    checkpoint = ledger.checkpoint()
    key = written(tmp_path / "key.txt", str(known_keys(ledger)[0].key) + "\n")
    receipt = prove_entry(ledger, 7, checkpoint)
    code, told = run(written(tmp_path / "r.json", receipt), "--key", key)
    assert code == 0, told
    assert "第7条在账本里" in told
    assert "entry 7 stands in the ledger: finding.pushed" in told
    flipped = receipt["path"][0][:-1] + ("0" if receipt["path"][0][-1] != "0" else "1")
    for change in (
        {"entry": receipt["entry"].replace('"n":6', '"n":5')},
        {"index": 8},
        {"path": receipt["path"][:-1]},
        {"path": [flipped, *receipt["path"][1:]]},
        {"checkpoint": checkpoint.note.replace("\n21\n", "\n22\n")},
    ):
        code, told = run(written(tmp_path / "r.json", receipt | change), "--key", key)
        assert code == 1, (change, told)
        assert "✗" in told
    assert run(written(tmp_path / "r.json", {"format": "x"}), "--key", key)[0] == 2
    assert run(written(tmp_path / "r.json", "[]"), "--key", key)[0] == 2
    assert run(tmp_path / "nothing.json", "--key", key)[0] == 2


def test_a_receipt_signed_by_a_key_one_does_not_hold_does_not_hold(ledger, tmp_path):
    other = Ledger.init(tmp_path / "other", origin="fajing/test")
    key = written(tmp_path / "key.txt", str(known_keys(other)[0].key))
    receipt = prove_entry(ledger, 7, ledger.checkpoint())
    code, told = run(written(tmp_path / "r.json", receipt), "--key", key)
    assert code == 1
    assert "不是您手里的公钥签的" in told


def test_a_checkpoint_held_from_before_or_after_is_compared(ledger, tmp_path):
    key = written(tmp_path / "key.txt", str(known_keys(ledger)[0].key))
    old = ledger.checkpoint()
    ledger.append([Entry("event", {"n": n}) for n in range(13)])
    new = ledger.checkpoint()
    for held, made in ((old, new), (new, old), (new, new)):
        receipt = prove_entry(ledger, 7, made, held)
        held_file = written(tmp_path / "held.txt", held.note)
        code, told = run(written(tmp_path / "r.json", receipt), "--key", key, "--checkpoint", held_file)
        assert code == 0, told
        assert "相符" in told
    without = prove_entry(ledger, 7, new)
    code, told = run(
        written(tmp_path / "r.json", without), "--key", key, "--checkpoint", written(tmp_path / "h", old.note)
    )
    assert code == 1
    assert "prove --held" in told
    assert run("--key", key, "--checkpoint", tmp_path / "held.txt")[0] == 0


def test_a_ledger_that_was_rewritten_does_not_agree_with_what_one_holds(tmp_path):
    """Two ledgers signed by the same key, which tell different things: whoever holds the checkpoint sees it."""
    stick = tmp_path / "stick.key"
    first = Ledger.init(tmp_path / "a", origin="fajing/test", key_file=stick)
    second = Ledger.init(tmp_path / "b", origin="fajing/test", key_file=tmp_path / "b.key")
    for n, ledger in enumerate((first, second)):
        ledger.append([Entry("event", {"n": n * 100 + m}) for m in range(10)])
    held = first.checkpoint(stick)
    key_of_second = (tmp_path / "b.key").read_text()
    keys = written(tmp_path / "key.txt", f"{known_keys(first)[0].key}\n{known_keys(second)[0].key}\n")
    assert key_of_second.startswith("PRIVATE+KEY+")
    second.append([Entry("event", {"n": 7})])
    receipt = prove_entry(second, 3, second.checkpoint(tmp_path / "b.key"), held)
    code, told = run(
        written(tmp_path / "r.json", receipt),
        "--key",
        keys,
        "--checkpoint",
        written(tmp_path / "h", held.note),
    )
    assert code == 1
    assert "被改过" in told


def test_the_script_needs_nothing_of_the_program(tmp_path):
    copy = written(tmp_path / "elsewhere.py", SCRIPT.read_text("utf-8"))
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(copy), "--help"],
        capture_output=True,
        timeout=60,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0
    assert "import fajing" not in SCRIPT.read_text("utf-8")
    assert verify_receipt.__doc__.encode()[:20] in done.stdout


def test_a_hand_over_carries_all_an_outsider_needs(ledger, tmp_path):
    out = tmp_path / "out"
    made = hand_over(ledger, out)
    ledger.append([Entry("event", {"n": 1})])
    again = hand_over(ledger, out)
    names = sorted(path.name for path in out.iterdir())
    assert names == [
        f"{made.size:012d}.checkpoint.txt", f"{again.size:012d}.checkpoint.txt", f"{again.size:012d}.proof.json",
        "erasures.json", "keys.txt", "verify_receipt.py",
    ]  # fmt: skip
    assert [one.size for one in kept_checkpoints(ledger)] == [made.size, again.size]
    assert [one.body["size"] for one in ledger.entries(kind="checkpoint.handed_over")] == [
        made.size,
        again.size,
    ]
    receipt = prove_entry(ledger, 5, again, made)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify_receipt.py", str(written(tmp_path / "r.json", receipt)),
         "--key", "keys.txt", "--checkpoint", f"{made.size:012d}.checkpoint.txt"],
        cwd=out, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout.decode()


def test_a_late_hand_over_is_seen(ledger, tmp_path):
    from datetime import timedelta

    begun = ledger.entry(0).entry.at
    assert not overdue(ledger)
    assert overdue(ledger, begun + timedelta(hours=27))
    assert standing(ledger).not_covered == 21
    hand_over(ledger, tmp_path / "out")
    handed = ledger.last("checkpoint.handed_over").entry.at
    assert standing(ledger).last_at == handed
    assert standing(ledger).not_covered == 1
    assert not overdue(ledger, handed + timedelta(hours=25))
    assert overdue(ledger, handed + timedelta(hours=27))


def test_a_hand_over_into_the_folder_of_another_ledger_or_over_a_fork_is_refused(ledger, tmp_path):
    other = Ledger.init(tmp_path / "other", origin="fajing/test")
    hand_over(other, tmp_path / "out")
    with pytest.raises(Exception, match="属于另一个账本"):
        hand_over(ledger, tmp_path / "out")


def test_after_a_rotation_old_and_new_checkpoints_hold(ledger, tmp_path):
    out = tmp_path / "out"
    first = hand_over(ledger, out)
    rotate(ledger, key_path(ledger.data_dir), tmp_path / "new.key")
    second = hand_over(ledger, out, tmp_path / "new.key")
    assert run("--key", out / "keys.txt", "--checkpoint", out / f"{first.size:012d}.checkpoint.txt")[0] == 0
    assert run("--key", out / "keys.txt", "--checkpoint", out / f"{second.size:012d}.checkpoint.txt")[0] == 0
