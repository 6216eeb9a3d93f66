"""Thrift's compact protocol, as far as Parquet's metadata needs it."""
import struct as _struct

I32, I64, BINARY, LIST, STRUCT = 5, 6, 8, 9, 12


def _varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _value(kind, value):
    if kind in (I32, I64):
        return _varint(value << 1 if value >= 0 else (-value << 1) - 1)
    if kind == BINARY:
        value = value.encode() if isinstance(value, str) else value
        return _varint(len(value)) + value
    if kind == STRUCT:
        return struct(*value)
    inner, values = value
    size = len(values)
    head = bytes([size << 4 | inner]) if size < 15 else bytes([0xF0 | inner]) + _varint(size)
    return head + b"".join(_value(inner, each) for each in values)


def struct(*fields):
    """Bytes of a struct; a field is (id, kind, value), and a list's value is (kind, values)."""
    out, last = bytearray(), 0
    for number, kind, value in fields:
        if value is not None:
            out.append(number - last << 4 | kind)
            out += _value(kind, value)
            last = number
    out.append(0)
    return bytes(out)


class Reader:
    """Reads structs as dictionaries from a field's id to its value."""

    def __init__(self, data, at=0):
        self.data, self.at = data, at

    def _byte(self):
        self.at += 1
        return self.data[self.at - 1]

    def _varint(self):
        number = shift = 0
        while True:
            byte = self._byte()
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number

    def _read(self, kind):
        if kind in (1, 2):
            return kind == 1
        if kind == 3:
            return self._byte()
        if kind in (4, I32, I64):
            number = self._varint()
            return number >> 1 ^ -(number & 1)
        if kind == 7:
            self.at += 8
            return _struct.unpack("<d", self.data[self.at - 8:self.at])[0]
        if kind == BINARY:
            size = self._varint()
            self.at += size
            return bytes(self.data[self.at - size:self.at])
        if kind in (LIST, 10):
            head = self._byte()
            size = head >> 4 if head >> 4 < 15 else self._varint()
            # a boolean in a list is a byte of its own
            inner = 3 if head & 0xF in (1, 2) else head & 0xF
            return [self._read(inner) for _ in range(size)]
        if kind == STRUCT:
            return self.struct()
        raise ValueError("not Parquet: a field of kind %d" % kind)

    def struct(self):
        fields, last = {}, 0
        while True:
            head = self._byte()
            if head == 0:
                return fields
            if head >> 4:
                last += head >> 4
            else:
                number = self._varint()
                last = number >> 1 ^ -(number & 1)
            fields[last] = self._read(head & 0xF)
