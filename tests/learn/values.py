"""Texts as real traffic has them: of a format, by the name of what they stand for, ids, words.

What stays the same over the whole of an API (which style its dates have, how often a field is there) is drawn once, from a
hash of the name; what differs from message to message comes from the random source.
"""

import base64
import datetime
import hashlib
import random
import re
import string
import uuid
from collections.abc import Callable, Sequence
from typing import TypeVar

import rstr
from faker import Faker

Thing = TypeVar("Thing")

LETTERS_AND_DIGITS = string.ascii_letters + string.digits
SINCE = datetime.datetime(2024, 1, 1)
SPAN_SECONDS = 70_000_000
COUNTRIES = ("US", "DE", "FR", "JP", "GB", "SE")
LANGUAGES = ("en-US", "de-DE", "fr", "es", "ja-JP")
NAMES = ("name", "title", "login", "username", "slug", "key", "label")
TEXTS = ("text", "body", "message", "content", "summary")
PATTERN_TRIES = 6
PATTERN_LENGTH_MAX = 200


class Values:
    """A source of values; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.known: dict[tuple[object, ...], int] = {}
        self.random = random.Random(seed)
        self.faker = Faker()
        self.faker.seed_instance(seed)
        self.expressions = rstr.Rstr(self.random)
        words = {word.lower() for word in self.faker.words(nb=900, unique=False)}
        self.words = sorted(words | {self.faker.word() for _ in range(400)})

    def fixed(self, *name: object) -> int:
        """A number that a name always has."""
        if name not in self.known:
            text = "|".join(map(str, name)) + str(self.seed)
            self.known[name] = int(hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:12], 16)
        return self.known[name]

    def fixed_share(self, *name: object) -> float:
        """The same, between 0 and 1."""
        return self.fixed(*name) % 10**9 / 10**9

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def ranked(self, things: Sequence[Thing], steepness: float) -> Thing:
        """One of them, the earlier the likelier: popularity follows a power law."""
        return self.random.choices(things, [1 / (rank + 1) ** steepness for rank in range(len(things))])[0]

    def word(self) -> str:
        return self.random.choice(self.words)

    def slug(self, words_max: int = 2) -> str:
        return "-".join(self.word() for _ in range(self.random.randint(1, words_max)))

    def token(self, length: int) -> str:
        return "".join(self.random.choice(LETTERS_AND_DIGITS) for _ in range(length))

    def digits(self, length: int) -> str:
        """Hexadecimal ones."""
        return "".join(self.random.choice("0123456789abcdef") for _ in range(length))

    def moment(self) -> datetime.datetime:
        return SINCE + datetime.timedelta(seconds=self.random.randint(0, SPAN_SECONDS))

    def phone(self) -> str:
        return f"+1415555{self.random.randint(0, 9999):04}"

    def uuid(self) -> str:
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def address(self) -> str:
        last = self.random.choice([self.digits(8), self.word(), str(self.random.randint(1, 9999))])
        return f"https://{self.word()}.example.com/{self.word()}/{last}"

    def date_time(self, style: int) -> str:
        endings = ("Z", f".{self.random.randint(0, 999):03}Z", "+02:00")
        return f"{self.moment():%Y-%m-%dT%H:%M:%S}{endings[style]}"

    def of_format(self, name: str, key: str) -> str | None:
        """A text of a format, or none when the format is unknown. Each field writes its dates in its own way."""
        makers: dict[str, Callable[[], str]] = {
            "date-time": lambda: self.date_time(self.fixed("dt", key) % 3),
            "timestamp": lambda: self.date_time(self.random.choice([0, 0, 1])),
            "date": lambda: f"{self.moment():%Y-%m-%d}",
            "time": lambda: f"{self.moment():%H:%M:%SZ}",
            "date-time-rfc-2822": lambda: f"{self.moment():%a, %d %b %Y %H:%M:%S +0000}",
            "uuid": self.uuid,
            "email": self.faker.email,
            **dict.fromkeys(("uri", "url", "uri-template", "uri-reference", "iri"), self.address),
            "ipv4": self.faker.ipv4,
            "ip": self.faker.ipv4,
            "ipv6": self.faker.ipv6,
            "hostname": lambda: f"{self.word()}.example.com",
            "byte": lambda: base64.b64encode(self.random.randbytes(self.random.randint(9, 40))).decode(),
            "binary": lambda: self.token(20),
            "password": lambda: self.token(14),
            "phone-number": self.phone,
            "repo.nwo": lambda: f"{self.slug()}/{self.slug()}",
            "int-or-string": lambda: self.random.choice(["http", "80%"]),
            "uri-map": lambda: "x",
        }
        return makers[name]() if name in makers else None

    def of_name(self, name: str, key: str) -> str:
        """A text of no format, as the name of its field lets expect it."""
        lower = name.lower()
        if lower.endswith("sha") or lower in ("hash", "digest", "checksum", "etag"):
            return self.digits(40)
        if "email" in lower:
            return self.faker.email()
        if lower.endswith("url") or lower in ("href", "uri"):
            return self.address()
        if lower == "id" or lower.endswith("_id") or (lower.endswith("id") and len(lower) < 14):
            styles = [self.token(22), self.digits(24), f"{name[:3].lower()}_{self.token(14)}", self.slug()]
            return styles[self.fixed("idstyle", key) % len(styles)]
        if lower in NAMES:
            return self.slug()
        if "description" in lower or lower in TEXTS:
            return self.faker.sentence(nb_words=self.random.randint(3, 12))
        if "phone" in lower:
            return self.phone()
        if "locale" in lower or lower == "language":
            return self.random.choice(LANGUAGES)
        if "country" in lower:
            return self.random.choice(COUNTRIES)
        if "version" in lower:
            return ".".join(str(self.random.randint(0, most)) for most in (4, 20, 30))
        return self.random.choice([self.word(), self.slug(3), self.faker.sentence(nb_words=3)])

    def of_pattern(self, pattern: str) -> str | None:
        """A text that matches, if one is found soon. What the generator cannot do (look-ahead) is left out and tried."""
        simple = re.sub(r"\(\?[!=][^)]*\)", "", pattern).replace("^", "").replace("$", "")
        try:
            for _ in range(PATTERN_TRIES):
                text = self.expressions.xeger(simple)[:PATTERN_LENGTH_MAX]
                if re.search(pattern, text):
                    return text
        except (re.error, ValueError, KeyError, IndexError, TypeError, OverflowError):
            pass
        return None

    def map_key(self, key: str) -> str:
        """A key of a map; those of one map are all of one style."""
        styles = (
            self.slug,
            self.uuid,
            lambda: str(self.random.randint(1, 99999)),
            lambda: f"{self.word()}.example.com/{self.word()}",
            lambda: self.token(10),
        )
        return styles[self.fixed("mk", key) % len(styles)]()
