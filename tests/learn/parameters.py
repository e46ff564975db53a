"""Parameters: path segments from pools, so that some resources are asked for often; query parameters as `style` says."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from openapi import kinds
from sample import Sampler

# How many there are of what a deployment has few of. The rest has POOL.
FEW = {
    "CountryCode": 10,
    "MODEL_NAME": 6,
    "MODEL_VERSION": 3,
    "model_name": 6,
    "model_version": 3,
    "namespace": 7,
    "org": 9,
    "enterprise": 3,
    "AccountSid": 4,
    "owner": 12,
    "repo": 25,
}
POOL = 60
NAMED_BY_PEOPLE = {
    *(
        "owner",
        "org",
        "username",
        "repo",
        "name",
        "model_name",
        "namespace",
        "user_id",
        "user",
        "enterprise",
        "team_slug",
        "slug",
    ),
    *("tag", "model", "template_owner", "template_repo", "environment_name", "secret_name", "login", "assignee", "collaborator"),
    *("label", "key"),
}
PREFIXES = {
    "assistant_id": "asst_",
    "file_id": "file-",
    "thread_id": "thread_",
    "run_id": "run_",
    "response_id": "resp_",
    "fine_tuning_job_id": "ftjob-",
    "batch_id": "batch_",
    "vector_store_id": "vs_",
}
COUNTRIES = ("US", "DE", "FR", "JP", "GB", "SE", "CA", "NL", "AU", "BR")
IN_SEGMENT = "-._~:@!$&'()*+,;="
SEPARATORS = {"form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}


class Segments:
    """Values of path parameters. A name that comes again in the same place means the same resources."""

    def __init__(self, sampler: Sampler, ids: str) -> None:
        self.sampler, self.values, self.random, self.ids = sampler, sampler.values, sampler.random, ids
        self.pools: dict[tuple[str, str], list[str]] = {}

    def fill(self, path: str, schemas: dict[str, dict]) -> str:
        """A path of a template."""

        def value(match: re.Match[str]) -> str:
            name = match[1]
            before = "" if name in FEW else path[: match.start()]
            pool = self.pool(name, before, schemas.get(name) or {})
            return quote(self.values.ranked(pool, 0.8), safe=IN_SEGMENT)

        return re.sub(r"\{([^}]*)\}", value, path)

    def pool(self, name: str, before: str, schema: dict) -> list[str]:
        if (name, before) not in self.pools:
            make = self.maker(name, self.sampler.merged(schema))
            size = FEW.get(name, POOL)
            made = dict.fromkeys(value for value in (make() for _ in range(size * 3)) if value)
            self.pools[name, before] = list(made)[:size]
        return self.pools[name, before]

    def renew(self) -> None:
        """Other resources from now on, in what a deployment has few of."""
        self.pools = {key: pool for key, pool in self.pools.items() if key[0] in FEW}

    def maker(self, name: str, schema: dict) -> Callable[[], str]:
        values, pick = self.values, self.random.choice
        lower = name.lower()
        types = [each for each in kinds(schema) if each != "null"]
        if schema.get("enum"):
            return lambda: str(pick(schema["enum"]))
        if schema.get("format") in ("uuid", "date", "date-time"):
            return lambda: values.of_format(schema["format"], name) or ""
        if schema.get("pattern"):
            return lambda: str(self.sampler.sample(schema, "pp" + name, False, name))
        if types[:1] in (["integer"], ["number"]):
            return lambda: str(self.random.randint(1, pick([99, 9999, 9999999])))
        if lower == "countrycode":
            return lambda: pick(COUNTRIES)
        if lower.endswith("sha") or "sha" in lower.split("_"):
            return lambda: values.digits(40)
        if lower in ("ref", "branch"):
            release = "release-{}.{}".format
            return lambda: pick(["main", "develop", release(*self.numbers()), f"feature-{values.slug()}"])
        if lower == "basehead":
            return lambda: f"main...{values.slug()}"
        if lower in ("path", "dir"):
            return lambda: values.word() + pick([".md", ".txt", ".py"])
        if lower == "model_version":
            return lambda: pick(["1", "2", "3"])
        if lower in NAMED_BY_PEOPLE:
            return values.slug
        if self.ids == "token":
            return lambda: values.token(22)
        if self.ids == "prefixed":
            prefix = PREFIXES.get(lower) or f"{lower.removesuffix('_id').split('_')[-1][:4]}_"
            return lambda: prefix + values.token(24)
        return (lambda: values.token(20)) if lower.endswith("id") else values.slug

    def numbers(self) -> tuple[int, int]:
        return self.random.randint(1, 9), self.random.randint(0, 9)


def query(parameter: dict, value: Any) -> list[tuple[str, str]]:
    """A value as the members of a query; what is null or empty is not there."""
    name, style = parameter["name"], parameter.get("style", "form")
    explode = parameter.get("explode", style == "form")
    if value is None or value == []:
        return []
    if isinstance(value, list):
        if explode and style == "form":
            return [(name, text(each)) for each in value]
        return [(name, SEPARATORS.get(style, ",").join(map(text, value)))]
    if isinstance(value, dict):
        flat = {key: text(each) for key, each in value.items() if not isinstance(each, (dict, list))}
        return [(f"{name}[{key}]" if style == "deepObject" else key, each) for key, each in flat.items()]
    return [(name, text(value))]


def text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
