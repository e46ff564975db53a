"""Wasm files in their binary format (WebAssembly Core 3.0, 5): what the scripts beside this one read and write of them."""

import sys

HEADER = b"\0asm\1\0\0\0"
SECTIONS = "custom type import function table memory global export start element code data data-count tag".split()


class Reader:
    """Bytes of a module, read from front to back (5.2)."""

    def __init__(self, data, at=0):
        self.data, self.at = data, at

    def number(self):
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def bytes(self):
        length = self.number()
        self.at += length
        return self.data[self.at - length : self.at]

    def name(self):
        return self.bytes().decode(errors="replace")

    def rest(self):
        return self.data[self.at :]


def number(value):
    """An unsigned number as it is written (5.2.2)."""
    written = b""
    while value > 0x7F:
        written += bytes([value & 0x7F | 0x80])
        value >>= 7
    return written + bytes([value])


def sized(content):
    """Bytes behind their length, as sections and functions are."""
    return number(len(content)) + content


def sections(module):
    """Each section: what kind it is, and its content without its header. Custom ones begin with their name."""
    if module[: len(HEADER)] != HEADER:
        sys.exit("docent: not a Wasm module")
    reader = Reader(module, len(HEADER))
    while reader.at < len(module):
        reader.at += 1
        yield SECTIONS[module[reader.at - 1]], reader.bytes()


def written(found):
    """The module of these sections."""
    return HEADER + b"".join(bytes([SECTIONS.index(kind)]) + sized(content) for kind, content in found)


def content_of(module, kind):
    """The section of a kind that there is once at most; empty where there is none."""
    return next((content for found, content in sections(module) if found == kind), b"")


def imported_functions(module):
    """How many there are: functions of the module itself have the numbers after them."""
    reader, functions = Reader(content_of(module, "import")), 0
    for _ in range(reader.number() if reader.data else 0):
        reader.bytes(), reader.bytes()
        if reader.number() != 0:
            sys.exit("docent: an import that is no function")
        reader.number()
        functions += 1
    return functions


def function_names(module):
    """Names by number, from the custom section `name`."""
    for kind, content in sections(module):
        custom = Reader(content)
        if kind != "custom" or custom.name() != "name":
            continue
        while custom.at < len(content):
            is_functions = custom.number() == 1
            entries = Reader(custom.bytes())
            if is_functions:
                return {entries.number(): entries.name() for _ in range(entries.number())}
    return {}


def functions(module):
    """(name, body) of each function that has a body."""
    names, first = function_names(module), imported_functions(module)
    code = Reader(content_of(module, "code"))
    return [(names.get(first + i, "?"), code.bytes()) for i in range(code.number())]
