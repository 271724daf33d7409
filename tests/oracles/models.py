"""PyTorch modules from canonical layer records."""
import math

import torch
from torch import nn
from torch.nn import functional as F


def pair(size):
    return (size, size) if isinstance(size, int) else tuple(size)


def pads(size, kernel, stride, padding):
    """(left, right, top, bottom) as F.pad wants it; with "same" the extra row and column come last."""
    if padding == "valid":
        return (0, 0, 0, 0)
    if padding != "same":
        return (padding,) * 4
    result = ()
    for length, k, s in reversed(list(zip(size, kernel, stride))):
        total = max((-(-length // s) - 1) * s + k - length, 0)
        result += (total // 2, total - total // 2)
    return result


class Conv2d(nn.Conv2d):
    def __init__(self, channels, spec):
        super().__init__(channels, spec["filters"], pair(spec["kernel"]), pair(spec["stride"]), bias=spec["bias"])
        self.border = spec["padding"]

    def forward(self, x):
        return super().forward(F.pad(x, pads(x.shape[2:], self.kernel_size, self.stride, self.border)))


class Pool2d(nn.Module):
    """Padding is written out: minus infinity for the maximum, zeros that count for the average."""

    def __init__(self, spec):
        super().__init__()
        self.kernel, self.border, self.maximum = pair(spec["size"]), spec["padding"], spec["type"] == "max_pool2d"
        self.stride = pair(spec.get("stride", spec["size"]))

    def forward(self, x):
        fill, pool = (-float("inf"), F.max_pool2d) if self.maximum else (0.0, F.avg_pool2d)
        return pool(F.pad(x, pads(x.shape[2:], self.kernel, self.stride, self.border), value=fill), self.kernel, self.stride)


class Residual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


class Concat(nn.Sequential):
    def forward(self, x):
        return torch.cat([branch(x) for branch in self], 1)


class Parallel(nn.Sequential):
    """Every branch gets the values after those of the branch before it, in its own shape."""

    def __init__(self, shapes, *branches):
        super().__init__(*branches)
        self.shapes = shapes

    def forward(self, x):
        parts = x.flatten(1).split([math.prod(shape) for shape in self.shapes], 1)
        return torch.cat([branch(part.unflatten(1, shape)) for branch, part, shape in zip(self, parts, self.shapes)], 1)


def slice_shape(spec):
    return spec["shape"] if isinstance(spec["shape"], list) else [spec["shape"]]


def chain(kind, specs, shape):
    modules = []
    for spec in specs:
        modules.append(build(spec, shape))
        shape = output_shape(modules[-1], shape)
    return kind(*modules)


def output_shape(module, shape):
    training = module.training
    module.eval()
    with torch.no_grad():
        result = list(module(torch.zeros(2, *shape, dtype=torch.get_default_dtype())).shape[1:])
    module.train(training)
    return result


def build(spec, shape):
    """The module of a record for samples of the given shape (batch dimension left out)."""
    kind = spec["type"]
    if kind == "linear":
        return nn.Linear(shape[0], spec["units"], spec["bias"])
    if kind == "conv2d":
        return Conv2d(shape[0], spec)
    if kind in ("max_pool2d", "avg_pool2d"):
        return Pool2d(spec)
    if kind == "batch_norm":
        norm = nn.BatchNorm1d if len(shape) == 1 else nn.BatchNorm2d
        return norm(shape[0], spec["epsilon"], spec["momentum"], spec["affine"])
    if kind == "layer_norm":
        return nn.LayerNorm(shape, spec["epsilon"], spec["affine"])
    if kind == "residual":
        return chain(Residual, spec["layers"], shape)
    if kind == "sequential":
        return chain(nn.Sequential, spec["layers"], shape)
    if kind == "concat":
        return Concat(*(build(branch, shape) for branch in spec["branches"]))
    if kind == "parallel":
        shapes = [slice_shape(part) for part in spec["slices"]]
        return Parallel(shapes, *(chain(nn.Sequential, part["layers"], shape) for part, shape in zip(spec["slices"], shapes)))
    return {
        "flatten": nn.Flatten, "identity": nn.Identity, "dropout": lambda: nn.Dropout(spec["rate"]),
        "sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "relu": nn.ReLU, "leaky_relu": lambda: nn.LeakyReLU(spec["slope"]),
        "elu": lambda: nn.ELU(spec["alpha"]), "gelu": nn.GELU, "silu": nn.SiLU, "softplus": nn.Softplus,
        "softsign": nn.Softsign, "softmax": lambda: nn.Softmax(-1),
    }[kind]()


# Records with their defaults written out.
def linear(units, bias=True):
    return {"type": "linear", "units": units, "bias": bias}


def conv2d(filters, kernel=3, stride=1, padding="valid", bias=True):
    return {"type": "conv2d", "filters": filters, "kernel": kernel, "stride": stride, "padding": padding, "bias": bias}


def pool2d(kind, size, stride=None, padding="valid"):
    spec = {"type": kind + "_pool2d", "size": size}
    return {**spec, **({} if stride is None else {"stride": stride}), "padding": padding}


def batch_norm(epsilon=1e-5, momentum=0.1, affine=True):
    return {"type": "batch_norm", "epsilon": epsilon, "momentum": momentum, "affine": affine}


def layer_norm(epsilon=1e-5, affine=True):
    return {"type": "layer_norm", "epsilon": epsilon, "affine": affine}


def residual(*layers):
    return {"type": "residual", "layers": list(layers)}


def sequential(*layers):
    return {"type": "sequential", "layers": list(layers)}


def concat(*branches):
    return {"type": "concat", "branches": list(branches)}


def parallel(*slices):
    return {"type": "parallel", "slices": [{"name": f"part {i}", "shape": shape, "layers": layers}
                                           for i, (shape, layers) in enumerate(slices)]}


def simple(kind, **parameters):
    return {"type": kind, **parameters}
