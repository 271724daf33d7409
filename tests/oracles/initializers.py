"""initializers.json: mean, standard deviation and bounds that the drawn weights must have."""
import math

import torch
from torch.nn import init

from models import build, conv2d, linear

SHAPES = [(linear(200), [300]), (linear(64), [16]), (linear(10), [784]), (conv2d(32, 3), [16, 8, 8]), (conv2d(8, [3, 5]), [3, 9, 9]),
    (conv2d(64, 1), [32, 4, 4])]
SPECS = [
    {"type": "zeros"}, {"type": "constant", "value": 0.25}, {"type": "normal", "std": 1.0, "mean": 0.0},
    {"type": "normal", "std": 0.01, "mean": 0.0},
    {"type": "normal", "std": 0.5, "mean": -2.0}, {"type": "uniform", "min": -0.05, "max": 0.05},
    {"type": "uniform", "min": 1.0, "max": 3.0},
    {"type": "glorot_normal"}, {"type": "glorot_uniform"}, {"type": "he_normal"}, {"type": "he_uniform"}, {"type": "lecun_normal"},
]


def moments(spec, fan_in, fan_out):
    """(mean, std, bounds); a normal distribution is not truncated and has no bounds."""
    kind = spec["type"]
    if kind == "zeros":
        return 0.0, 0.0, [0.0, 0.0]
    if kind == "constant":
        return spec["value"], 0.0, [spec["value"]] * 2
    if kind == "normal":
        return spec["mean"], spec["std"], None
    if kind == "uniform":
        return (spec["min"] + spec["max"]) / 2, (spec["max"] - spec["min"]) / math.sqrt(12), [spec["min"], spec["max"]]
    std = {"glorot": math.sqrt(2 / (fan_in + fan_out)), "he": math.sqrt(2 / fan_in), "lecun": math.sqrt(1 / fan_in)}[kind.split("_")[0]]
    bound = math.sqrt(3) * std
    return 0.0, std, [-bound, bound] if kind.endswith("uniform") else None


def cases():
    result = []
    for layer, shape in SHAPES:
        weight = build(layer, shape).weight
        fan_in, fan_out = init._calculate_fan_in_and_fan_out(weight)
        for spec in SPECS:
            mean, std, bounds = moments(spec, fan_in, fan_out)
            result.append({
                "name": "_".join([*map(str, spec.values()), layer["type"], str(fan_in), str(fan_out)]), "source": "formula",
                "initializer": spec, "layer": layer, "input_shape": shape,
                "weight_shape": list(weight.shape), "fan_in": fan_in, "fan_out": fan_out, "mean": mean, "std": std, "bounds": bounds,
            })
    return result


def torch_fill(spec, weight):
    """PyTorch's own initializer, to check the formulas against; None where it has none."""
    return {
        "glorot_normal": lambda: init.xavier_normal_(weight), "glorot_uniform": lambda: init.xavier_uniform_(weight),
        "he_normal": lambda: init.kaiming_normal_(weight, nonlinearity="relu"),
        "he_uniform": lambda: init.kaiming_uniform_(weight, nonlinearity="relu"),
        "lecun_normal": lambda: init.kaiming_normal_(weight, nonlinearity="linear"),
    }.get(spec["type"], lambda: None)()
