"""Which documents are learnt, and how much traffic each of them gets."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path

from openapi import METHODS, read

QUICK_OPERATIONS = 50
WORKLOADS = r"^/(api/v1/|apis/apps/v1/|apis/batch/v1/)"


@dataclass(frozen=True)
class Source:
    """A public document, by the name of its file in the folder of `scripts/api-documents`."""

    name: str
    file: str
    per_operation: int
    """Exchanges, on the average."""
    operations: int = 0
    """At most so many, whole families of paths; 0: all."""
    paths: str = ""
    """Only those that match."""
    ids: str = ""
    """How ids in its paths are written (parameters.py)."""
    development: bool = False
    """The learner was tuned with it."""
    seed: int = 1

    def quick(self) -> "Source":
        """Fewer operations, each with as much traffic: what is learnt of one depends on that."""
        return dataclasses.replace(self, operations=min(self.operations or QUICK_OPERATIONS, QUICK_OPERATIONS))


# Left out: Stripe, whose schemas unfold into one another without end; DigitalOcean, whose schemas refer to places that are no
# components; Asana, which says of almost nothing that it is required, and what is random looks as if it were; Discord, which
# no package carries.
SOURCES = [
    Source("petstore", "petstore.json", 60, development=True),
    Source("kserve", "kserve.json", 60, development=True),
    Source("spotify", "spotify.json", 40, ids="token", development=True),
    Source("openai", "openai.yml", 40, operations=100, ids="prefixed", development=True),
    Source("kubernetes", "kubernetes.json", 40, operations=100, paths=WORKLOADS, development=True),
    Source("github", "github.json", 40, operations=100),
    Source("twilio", "twilio.json", 40, operations=100),
    Source("box", "box.json", 40, operations=100),
    Source("hetzner", "hetzner.json", 40, operations=100),
    Source("linode", "linode.json", 40, operations=100),
    Source("cohere", "cohere.yml", 40, operations=100),
]


def load(folder: Path, source: Source) -> dict:
    """The document; a body that may be of any media type is one of JSON."""
    document = read(folder / source.file)
    components = document.get("components", {})
    messages = [*components.get("requestBodies", {}).values(), *components.get("responses", {}).values()]
    for item in document["paths"].values():
        for method in METHODS:
            operation = item.get(method, {})
            messages += [operation.get("requestBody", {}), *operation.get("responses", {}).values()]
    for message in messages:
        content = message.get("content") or {}
        if "*/*" in content and "application/json" not in content:
            content["application/json"] = content.pop("*/*")
    return document
