"""AMQP 1.0 bytes: a message is cut into its sections, never decoded and encoded again as a whole.

Copying raw sections keeps every type the sender chose; only the header, the broker's annotations and, for
dead letters, the application properties are written anew.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, NamedTuple

from proton import Data, DataException, Described

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADER, MESSAGE_ANNOTATIONS, PROPERTIES, APPLICATION_PROPERTIES, DATA = 0x70, 0x72, 0x73, 0x74, 0x75
FOOTER = 0x78

LIST32, MAP32 = 0xD0, 0xD1
NULL = b"\x40"

_FIXED_WIDTHS = {0x4: 0, 0x5: 1, 0x6: 2, 0x7: 4, 0x8: 8, 0x9: 16}
_VARIABLE_8, _VARIABLE_32 = (0xA, 0xC, 0xE), (0xB, 0xD, 0xF)
_LIST0 = 0x45
_DESCRIBED = 0x00
_BINARY_8 = 0xA0


class Section(NamedTuple):
    """One section of a message: its code and where it, its value and its end lie in the buffer."""

    code: int
    start: int
    value: int
    end: int


def _end_of_value(buffer: bytes, position: int) -> int:
    """The position just after the AMQP value at `position`; ValueError if there is none."""
    if position >= len(buffer):
        raise ValueError("truncated AMQP value")
    constructor = buffer[position]
    if constructor == _DESCRIBED:
        return _end_of_value(buffer, _end_of_value(buffer, position + 1))
    kind = constructor >> 4
    if kind in _FIXED_WIDTHS:
        return position + 1 + _FIXED_WIDTHS[kind]
    if kind in _VARIABLE_8 and position + 1 < len(buffer):
        return position + 2 + buffer[position + 1]
    if kind in _VARIABLE_32:
        return position + 5 + int.from_bytes(buffer[position + 1 : position + 5], "big")
    raise ValueError(f"bad AMQP constructor 0x{constructor:02x}")


def sections(buffer: bytes) -> list[Section]:
    """The sections of `buffer`; ValueError if it is not exactly one AMQP message."""
    found: list[Section] = []
    position = 0
    while position < len(buffer):
        if buffer[position : position + 2] != b"\x00\x53" or position + 3 > len(buffer):
            raise ValueError("not an AMQP section")
        code = buffer[position + 2]
        if not HEADER <= code <= FOOTER:
            raise ValueError(f"unknown AMQP section 0x{code:02x}")
        end = _end_of_value(buffer, position + 3)
        found.append(Section(code, position, position + 3, end))
        position = end
    if not found or position != len(buffer):
        raise ValueError("truncated AMQP message")
    return found


def raw_items(buffer: bytes, position: int) -> list[bytes]:
    """The encoded items of the list, or keys and values of the map, at `position`; ValueError if cut short."""
    constructor = buffer[position]
    if constructor == _LIST0:
        return []
    wide = constructor >> 4 == 0xD
    if not wide and constructor >> 4 != 0xC:
        raise ValueError(f"AMQP constructor 0x{constructor:02x} is neither a list nor a map")
    count = int.from_bytes(buffer[position + 5 : position + 9], "big") if wide else buffer[position + 2]
    position += 9 if wide else 3
    items: list[bytes] = []
    for _ in range(count):
        end = _end_of_value(buffer, position)
        items.append(buffer[position:end])
        position = end
    return items


def split_batch(buffer: bytes) -> list[bytes]:
    """The messages of one transfer: those inside it if it is a batch, else the transfer itself.

    Proton does not show the message format (0x80013700 marks a batch), so a batch is told by its shape: its
    body is data sections only, and each of them is itself a whole AMQP message. ValueError if `buffer` is not
    a message at all.
    """
    parts = sections(buffer)
    bodies = [_binary(buffer, part) for part in parts if part.code == DATA]
    if not bodies:
        return [buffer]
    try:
        for body in bodies:
            sections(body)
    except ValueError:
        return [buffer]
    return bodies


def _binary(buffer: bytes, part: Section) -> bytes:
    prefix = 2 if buffer[part.value] == _BINARY_8 else 5
    return buffer[part.value + prefix : part.end]


def decode_value(raw: bytes) -> Any:
    """The Python value of one encoded AMQP value (a described value yields what it describes)."""
    data = Data()
    try:
        data.decode(raw)
    except DataException as error:
        raise ValueError(f"undecodable AMQP value: {error}") from error
    data.rewind()
    data.next()
    value = data.get_object()
    return value.value if isinstance(value, Described) else value


def encode_section(code: int, kind: int, items: Sequence[bytes]) -> bytes:
    """A list (`LIST32`) or map (`MAP32`) section of items that are encoded already."""
    body = b"".join(items)
    return b"\x00\x53" + bytes((code, kind)) + struct.pack(">II", len(body) + 4, len(items)) + body


def symbol(name: str) -> bytes:
    """An encoded AMQP symbol of at most 255 ASCII characters."""
    return b"\xa3" + bytes((len(name),)) + name.encode("ascii")


def string(text: str) -> bytes:
    """An encoded AMQP string, short form where it fits as the SDK does."""
    encoded = text.encode()
    if len(encoded) < 256:
        return b"\xa1" + bytes((len(encoded),)) + encoded
    return b"\xb1" + struct.pack(">I", len(encoded)) + encoded


def timestamp(milliseconds: int) -> bytes:
    """An encoded AMQP timestamp: milliseconds since 1970."""
    return b"\x83" + struct.pack(">q", milliseconds)


def long(number: int) -> bytes:
    """An encoded AMQP long."""
    return b"\x81" + struct.pack(">q", number)


def uint(number: int) -> bytes:
    """An encoded AMQP uint."""
    return b"\x70" + struct.pack(">I", number)


def small_int(number: int) -> bytes:
    """An encoded AMQP int between -128 and 127."""
    return b"\x54" + struct.pack(">b", number)
