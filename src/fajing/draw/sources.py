"""Where the randomness comes from: secrets of different holders, and numbers that the public will see.

In: what is fixed when the pool is committed. Out: the seed, once everything is in. Every secret is revealed before the
moment at which the public number is published: whoever reveals cannot yet know the result, and whoever learns the
result can no longer withhold anything that it needs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fajing.core.canonical import hash_value
from fajing.core.errors import FajingError
from fajing.draw.texts import instant, is_hash, name, person_token, text
from fajing.draw.words import FORMAT

FEWEST_SECRETS = 2
FEWEST_DIGITS = 4
"""A public number of fewer digits is too easily guessed."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret of 256 bits that one holder keeps until it is revealed.

    Attributes:
        id: Name of the source in this draw.
        holder: Number of the person who keeps it.
        commitment: Its hash, from `commitment_of`.
    """

    id: str
    holder: str
    commitment: str

    def as_json(self) -> dict[str, Any]:
        """The source as it stands in the record."""
        return {"commitment": self.commitment, "holder": self.holder, "id": self.id, "type": "secret"}


@dataclass(frozen=True, slots=True)
class PublicNumber:
    """A number fixed in advance and published later by someone else, entered by hand.

    Attributes:
        id: Name of the source in this draw.
        title: What it is: the name of a lottery, of an index.
        issue: Which one: the number of the lottery draw, the day of the close.
        published_at: When it will be published, as the record writes moments.
        form: How it is written, a `9` for each digit and other signs as they are: `99 99 99 99 99 99+99`.
    """

    id: str
    title: str
    issue: str
    published_at: str
    form: str

    def as_json(self) -> dict[str, Any]:
        """The source as it stands in the record."""
        return {
            "form": self.form,
            "id": self.id,
            "issue": self.issue,
            "published_at": self.published_at,
            "title": self.title,
            "type": "public_number",
        }

    def fits(self, value: str) -> bool:
        """Whether a value is written in the agreed form.

        Example:
            >>> PublicNumber("close", "指数", "2026-12-01", "2026-12-01T07:00:00Z", "9999.99").fits("3127.40")
            True
        """
        return len(value) == len(self.form) and all(
            (sign in "0123456789") if wanted == "9" else sign == wanted
            for sign, wanted in zip(value, self.form, strict=True)
        )


Source = Secret | PublicNumber


def commitment_of(draw: str, source: str, holder: str, secret: str) -> str:
    """The hash by which a holder binds himself: SHA-256 of six lines.

    Draw, source and holder stand in it, so that nobody can pass on the commitment of another or of an earlier draw.

    Raises:
        FajingError: The secret is not 64 hexadecimal digits.
    """
    if not is_hash(secret):
        raise FajingError(
            "秘密数应是64位小写十六进制 (a secret is 64 small hexadecimal digits)",
            where=source,
            remedy="fajing draw secret",
        )
    said = f"{FORMAT}\nsecret\n{draw}\n{source}\n{holder}\n{secret}"
    return hashlib.sha256(said.encode()).hexdigest()


def check_sources(sources: Sequence[Source], committed_at: str) -> None:
    """Check that the sources are enough and independent of each other.

    Raises:
        FajingError: Fewer than two holders, no public number, or one that may already be known.
    """
    ids = [name(one.id, "sources") for one in sources]
    secrets = [one for one in sources if isinstance(one, Secret)]
    numbers = [one for one in sources if isinstance(one, PublicNumber)]
    if len(set(ids)) != len(ids) or ids != sorted(ids):
        raise FajingError(
            "随机来源应各有名称并按名称排列 (sources are in the order of their names)", where="sources"
        )
    holders = {person_token(one.holder, f"sources {one.id}") for one in secrets}
    if len(holders) < FEWEST_SECRETS or len(holders) != len(secrets):
        raise FajingError(
            f"至少要有{FEWEST_SECRETS}人各自保管一个秘密数 (at least {FEWEST_SECRETS} people hold one secret each)",
            where="sources",
            remedy="一个由本机关保管，一个由外部评议员保管 / one held by the body, one by an outside reader",
        )
    if len({one.commitment for one in secrets}) != len(secrets) or not all(
        is_hash(one.commitment) for one in secrets
    ):
        raise FajingError(
            "承诺值应是64位十六进制且各不相同 (commitments are different hashes)", where="sources"
        )
    if not numbers:
        raise FajingError(
            "还要约定一个以后才公布的公开数字 (a public number that is not yet published is needed too)",
            where="sources",
            remedy="某期彩票开奖号码、某日收盘指数 / the numbers of a lottery draw, the close of an index",
        )
    for one in numbers:
        where = f"sources {one.id}"
        text(one.title, where)
        text(one.issue, where)
        text(one.form, where)
        if one.form.count("9") < FEWEST_DIGITS or any(sign in "012345678" for sign in one.form):
            raise FajingError(
                f"数字写法应有至少{FEWEST_DIGITS}个 9 (a form has a 9 for each digit, at least {FEWEST_DIGITS})",
                where=where,
                remedy="99 99 99 99 99 99+99",
            )
        if instant(one.published_at, where) <= instant(committed_at, "at"):
            raise FajingError(
                "公开数字在提交抽取池时可能已经公布 (the number may be known before the pool is committed)",
                where=where,
                why=f"{one.published_at} ≤ {committed_at}",
                remedy="约定以后的一期 / agree on a later one",
            )


def closes_at(sources: Sequence[Source]) -> str:
    """The moment before which every secret must be revealed: when the first public number is published."""
    return min(one.published_at for one in sources if isinstance(one, PublicNumber))


def source_from_json(data: Any) -> Source:
    """A source of a record.

    Raises:
        FajingError: It is none.
    """
    try:
        if all(isinstance(value, str) for value in data.values()):
            source: Source
            if data["type"] == "secret":
                source = Secret(data["id"], data["holder"], data["commitment"])
            else:
                source = PublicNumber(
                    data["id"], data["title"], data["issue"], data["published_at"], data["form"]
                )
            if source.as_json() == data:
                return source
    except (AttributeError, KeyError, TypeError):
        pass
    raise FajingError("随机来源写法不对 (this is no source of randomness)", where="sources")


def seed_of(committed: str, values: Mapping[str, str]) -> str:
    """The seed: hash of the commitment stage and of every value under the name of its source.

    Args:
        committed: Hash of the stage `committed`, and with it of the pool, the plan and the sources.
        values: Secrets and public numbers.
    """
    return hash_value({"committed": committed, "values": dict(values)})
