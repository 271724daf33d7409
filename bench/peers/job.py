"""What the peers share: the job that Chainrule wrote into a folder, and the conversation with it.

A peer is started as `python3 peer.py FOLDER THREADS PRECISION`, says once on its standard output what it is, and then takes one turn for
every line on its standard input: it does the whole job from the initial weights and answers with the seconds per step and the final loss.
"""
import json
import os
import struct
import sys
import time

import numpy as np


class Job:
    """job.json: network, batch, warm_up, steps, learning_rate; data.npz: x, y; weights.safetensors: the initial weights."""

    def __init__(self):
        self.folder, self.threads, self.precision = sys.argv[1], int(sys.argv[2]), sys.argv[3]
        with open(os.path.join(self.folder, "job.json")) as file:
            self.__dict__.update(json.load(file))
        self.dtype = np.dtype(self.precision)

    def data(self):
        with np.load(os.path.join(self.folder, "data.npz")) as arrays:
            return arrays["x"].astype(self.dtype), arrays["y"]

    def weights(self):
        """The arrays of the safetensors file by name: eight bytes of header length, a JSON header, the data."""
        with open(os.path.join(self.folder, "weights.safetensors"), "rb") as file:
            content = file.read()
        (length,) = struct.unpack("<Q", content[:8])
        header, data = json.loads(content[8:8 + length]), content[8 + length:]
        header.pop("__metadata__", None)
        arrays = {}
        for name, entry in header.items():
            begin, end = entry["data_offsets"]
            array = np.frombuffer(data[begin:end], {"F32": "<f4", "F64": "<f8"}[entry["dtype"]])
            arrays[name] = array.reshape(entry["shape"]).astype(self.dtype)
        return arrays


def timed(job, step):
    """Calls step(i) for all steps of the job and returns the mean seconds of those after the warm-up."""
    start = 0.0
    for i in range(job.warm_up):
        step(i)
    start = time.perf_counter()
    for i in range(job.warm_up, job.warm_up + job.steps):
        step(i)
    seconds = (time.perf_counter() - start) / job.steps
    # Chainrule's clock is read in the middle of a step, so that it needs one step more; the final loss is to be the same.
    step(job.warm_up + job.steps)
    return seconds


def blas():
    """The library that the matrix products of this process come from, by the files that it has mapped."""
    import ctypes
    found = ""
    with open("/proc/self/maps") as maps:
        paths = sorted({line.split()[-1] for line in maps if "/" in line})
    for path in paths:
        name = os.path.basename(os.path.realpath(path))
        if "mkl_core" in name or "mkl_rt" in name:
            return "MKL"
        if "openblas" in path:
            for symbol in ("openblas_get_config", "openblas_get_config64_", "scipy_openblas_get_config64_"):
                try:
                    config = getattr(ctypes.CDLL(path), symbol)
                except (AttributeError, OSError):
                    continue
                config.restype = ctypes.c_char_p
                return config().decode().strip()
            return "OpenBLAS"
        if name.startswith("libblas"):
            found = "reference BLAS (" + name + "), which is not optimized"
    return found or "BLAS unknown"


def serve(versions, turn):
    """Introduces the peer, then takes turns until the input ends."""
    print(json.dumps({"versions": versions, "blas": blas(), "python": sys.version.split()[0]}), flush=True)
    for _ in sys.stdin:
        seconds, loss = turn()
        print(json.dumps({"seconds": seconds, "loss": loss}), flush=True)
