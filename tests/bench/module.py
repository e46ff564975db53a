"""What is in a Wasm file, by its sections."""

from pathlib import Path

CODE = 10
HEADER = 8


def sizes(path: Path) -> dict[str, int]:
    """Bytes of the module and of its code section."""
    module = path.read_bytes()
    found = {"module_bytes": len(module), "code_bytes": 0}
    at = HEADER
    while at < len(module):
        section = module[at]
        size, at = leb128(module, at + 1)
        if section == CODE:
            found["code_bytes"] = size
        at += size
    return found


def leb128(module: bytes, at: int) -> tuple[int, int]:
    """The unsigned number at a place, and the place behind it."""
    value = shift = 0
    while True:
        byte = module[at]
        at, value, shift = at + 1, value | (byte & 127) << shift, shift + 7
        if byte < 128:
            return value, at
