"""PyTorch as the other side of weight files, run by the tests.

torch_peer.py predict FOLDER   builds a torch.nn.Sequential from the layers that every NAME.safetensors describes, loads its weights by
                               their names, and writes the outputs for the inputs NAME.x.npy to NAME.y.npy
torch_peer.py write FOLDER     writes the weights of a network built by PyTorch, and its outputs for some inputs
"""
import json
import math
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

TYPES = {"F32": np.float32, "F64": np.float64, "I64": np.int64}


def read(path):
    data = Path(path).read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    metadata = header.pop("__metadata__", {})
    tensors = {name: torch.tensor(np.frombuffer(data[start:][slice(*t["data_offsets"])], TYPES[t["dtype"]]).reshape(t["shape"]))
               for name, t in header.items()}
    return tensors, metadata


def write(path, tensors):
    names = {np.dtype(kind): name for name, kind in TYPES.items()}
    header, data = {}, b""
    for name, tensor in tensors.items():
        array = tensor.numpy()
        raw = array.tobytes()
        header[name] = {"dtype": names[array.dtype], "shape": list(array.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    Path(path).write_bytes(len(text).to_bytes(8, "little") + text + data)


class Residual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


class Concat(nn.Sequential):
    def forward(self, x):
        return torch.cat([branch(x) for branch in self], 1)


class Parallel(nn.Sequential):
    """Every branch gets the values after those of the branch before it, in its own shape."""

    def __init__(self, slices):
        shapes = [part["shape"] if isinstance(part["shape"], list) else [part["shape"]] for part in slices]
        super().__init__(*(chain(part["layers"], shape) for part, shape in zip(slices, shapes)))
        self.shapes = shapes

    def forward(self, x):
        parts = x.flatten(1).split([math.prod(shape) for shape in self.shapes], 1)
        return torch.cat([branch(part.unflatten(1, shape)) for branch, part, shape in zip(self, parts, self.shapes)], 1)


class Padded(nn.Module):
    """Pads before a window, since PyTorch knows "same" for a stride of 1 only. The value never wins where it must not."""

    def __init__(self, window, layer, value):
        super().__init__()
        self.window, self.layer, self.value = window, layer, value

    def forward(self, x):
        kernel, stride, padding = self.layer
        pads = []
        for size, k, s in zip(reversed(x.shape[2:]), reversed(kernel), reversed(stride)):
            if padding == "same":
                total = max((-(-size // s) - 1) * s + k - size, 0)
                pads += [total // 2, total - total // 2]
            else:
                pads += [padding, padding]
        return self.window(functional.pad(x, pads, value=self.value))


class PaddedConv(nn.Conv2d):
    def forward(self, x):
        kernel, stride, padding = self.shape
        return Padded(super().forward, (kernel, stride, padding), 0.0)(x)


def pair(value):
    return tuple(value) if isinstance(value, list) else (value, value)


def window(layer, size, usual_stride):
    padding = layer.get("padding", "valid")
    return pair(size), pair(layer.get("stride", usual_stride)), 0 if padding == "valid" else padding


def module(layer, shape):
    """The module of a layer that takes samples of a shape."""
    kind = layer["type"]
    if kind == "linear":
        return nn.Linear(shape[0], layer["units"], bias=layer.get("bias", True))
    if kind == "conv2d":
        kernel, stride, padding = window(layer, layer.get("kernel", 3), 1)
        conv = PaddedConv(shape[0], layer["filters"], kernel, stride, bias=layer.get("bias", True))
        conv.shape = (kernel, stride, padding)
        return conv
    if kind == "max_pool2d":
        at = window(layer, layer["size"], layer["size"])
        return Padded(nn.MaxPool2d(at[0], at[1]), at, -float("inf"))
    if kind == "avg_pool2d":
        at = window(layer, layer["size"], layer["size"])
        return Padded(nn.AvgPool2d(at[0], at[1]), at, 0.0)
    if kind == "batch_norm":
        norm = nn.BatchNorm1d if len(shape) == 1 else nn.BatchNorm2d
        return norm(shape[0], eps=layer.get("epsilon", 1e-5), affine=layer.get("affine", True))
    if kind == "layer_norm":
        return nn.LayerNorm(shape, eps=layer.get("epsilon", 1e-5), elementwise_affine=layer.get("affine", True))
    if kind in ("sequential", "residual"):
        return chain(layer["layers"], shape, Residual if kind == "residual" else nn.Sequential)
    if kind == "concat":
        return Concat(*(module(branch, shape) for branch in layer["branches"]))
    if kind == "parallel":
        return Parallel(layer["slices"])
    return {
        "flatten": nn.Flatten, "identity": nn.Identity, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "relu": nn.ReLU, "gelu": nn.GELU,
        "silu": nn.SiLU,
        "softplus": nn.Softplus, "softsign": nn.Softsign, "dropout": lambda: nn.Dropout(layer["rate"]), "softmax": lambda: nn.Softmax(-1),
        "leaky_relu": lambda: nn.LeakyReLU(layer.get("slope", 0.01)), "elu": lambda: nn.ELU(layer.get("alpha", 1.0)),
    }[kind]()


def chain(layers, shape, kind=nn.Sequential):
    modules = []
    for layer in layers:
        modules.append(module(layer, shape).double().eval())
        shape = list(modules[-1](torch.zeros([1, *shape], dtype=torch.float64)).shape[1:])
    return kind(*modules)


def predict(folder):
    for path in sorted(Path(folder).glob("*.safetensors")):
        tensors, metadata = read(path)
        description = json.loads(metadata["chainrule.network"])
        inputs = torch.tensor(np.load(path.with_suffix(".x.npy")))
        model = chain(description["network"]["layers"], description["input"]).to(inputs.dtype)
        model.load_state_dict(tensors, strict=True)
        with torch.no_grad():
            np.save(path.with_suffix(".y.npy"), model.eval()(inputs).numpy())


def own(folder):
    for dtype in (torch.float32, torch.float64):
        torch.manual_seed(1)
        model = nn.Sequential(
            nn.Conv2d(2, 4, 3, padding="same"), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2),
            nn.Sequential(nn.Flatten(), nn.Linear(36, 8)), nn.LayerNorm(8), nn.GELU(), nn.Linear(8, 3, bias=False)).to(dtype)
        for _ in range(3):
            model(torch.randn(16, 2, 6, 6, dtype=dtype))
        model.eval()
        x = torch.randn(5, 2, 6, 6, dtype=dtype)
        name = str(dtype).split(".")[1]
        write(Path(folder) / f"{name}.safetensors", model.state_dict())
        np.savez(Path(folder) / f"{name}.npz", **{key: tensor.numpy() for key, tensor in model.state_dict().items()})
        np.save(Path(folder) / f"{name}.x.npy", x.numpy())
        np.save(Path(folder) / f"{name}.y.npy", model(x).detach().numpy())


if __name__ == "__main__":
    torch.set_num_threads(1)
    {"predict": predict, "write": own}[sys.argv[1]](*sys.argv[2:])
