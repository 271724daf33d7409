"""Writing reference values: JSON whose numbers round-trip, safetensors, npz."""
import json
import math
import struct
import zlib

import numpy as np

NAMED = {math.inf: "Infinity", -math.inf: "-Infinity"}


def random_for(name):
    """A generator whose stream depends on the case's name only, so that new cases leave old ones alone."""
    return np.random.RandomState(zlib.crc32(name.encode()))


def flat(tensor):
    """The elements of a tensor in row-major order, as Python numbers."""
    array = tensor.detach().numpy() if hasattr(tensor, "detach") else np.asarray(tensor)
    return array.reshape(-1).tolist()


def plain(value):
    """A copy without numbers that JSON lacks: NaN and the infinities become strings."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else NAMED[value]
    return value


def write_json(path, value):
    """Lists are written with one entry per line, so that a difference shows which case changed."""
    value = plain(value)
    dump = lambda item: json.dumps(item, separators=(",", ":"), allow_nan=False)
    if isinstance(value, list):
        text = "[\n" + ",\n".join(dump(item) for item in value) + "\n]\n"
    else:
        text = json.dumps(value, indent=2, allow_nan=False) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def write_safetensors(path, tensors):
    """The header's length (8 bytes), the header as JSON padded to 8 bytes, then the tensors; widest type first keeps them aligned."""
    names = {"float64": "F64", "float32": "F32", "int64": "I64"}
    arrays = {name: np.asarray(tensor.detach().numpy(), order="C") for name, tensor in tensors.items()}
    arrays = dict(sorted(arrays.items(), key=lambda item: -item[1].itemsize))
    header, body = {}, b""
    for name, array in arrays.items():
        data = array.tobytes()
        header[name] = {"dtype": names[str(array.dtype)], "shape": list(array.shape), "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + body)
