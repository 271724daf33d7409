"""NumPy as the other side of npz files, run by the tests.

numpy_peer.py FILE STORED DEFLATED reads FILE, prints type and shape of every array, and writes all of them again: unchanged to STORED, in
Fortran order, big-endian and deflated to DEFLATED.
"""
import sys

import numpy as np

file, stored, deflated = sys.argv[1:]
with np.load(file, allow_pickle=False) as arrays:
    for name in arrays.files:
        print(name, arrays[name].dtype.str, *arrays[name].shape)
    np.savez(stored, **arrays)
    np.savez_compressed(deflated,
        **{name: np.array(arrays[name], order="F").astype(arrays[name].dtype.newbyteorder(">")) for name in arrays.files})
