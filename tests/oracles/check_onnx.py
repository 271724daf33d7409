"""Checks ONNX files with the checker of the ONNX project, which comes inside PyTorch: python3 check_onnx.py FILE..."""
import sys

import torch

for path in sys.argv[1:]:
    with open(path, "rb") as file:
        torch._C._check_onnx_proto(file.read(), full_check=True)
print(len(sys.argv) - 1)
