"""Checks data/ against plain formulas and central differences: python3 check.py. Nothing is written."""
import json
import math
import pathlib
import random
import struct
from fractions import Fraction

import numpy as np
import torch
from mpmath import mp, mpf
from torch import nn

import exact
import initializers
import models

DATA = pathlib.Path(__file__).resolve().parent / "data"


def load(name):
    numbers = lambda value: float(value) if value in ("NaN", "Infinity", "-Infinity") else value
    def walk(value):
        if isinstance(value, dict):
            return {k: walk(v) for k, v in value.items()}
        return [walk(v) for v in value] if isinstance(value, list) else numbers(value)

    return walk(json.loads((DATA / f"{name}.json").read_text()))


def close(actual, expected, tolerance, what):
    actual, expected = np.asarray(actual, dtype=float).reshape(-1), np.asarray(expected, dtype=float).reshape(-1)
    assert actual.shape == expected.shape, what
    error = np.abs(actual - expected) / np.maximum(1, np.abs(expected))
    assert not error.size or error.max() <= tolerance, f"{what}: {error.max()}"


def differences(function, x, step=1e-5):
    result = np.zeros_like(x)
    for index in range(x.size):
        moved = [x.copy(), x.copy()]
        moved[0].flat[index] += step
        moved[1].flat[index] -= step
        result.flat[index] = (function(moved[0]) - function(moved[1])) / (2 * step)
    return result


def plain_layer(spec, x, weights):
    """Convolution and pooling as plain loops over the padded image, normalizations by their formulas; None for other layers."""
    kind = spec["type"]
    if kind == "layer_norm":
        axes = tuple(range(1, x.ndim))
        y = (x - x.mean(axes, keepdims=True)) / np.sqrt(x.var(axes, keepdims=True) + spec["epsilon"])
        return y * weights.get("weight", 1) + weights.get("bias", 0)
    if kind == "linear":
        return x @ weights["weight"].T + weights.get("bias", 0)
    if kind not in ("conv2d", "max_pool2d", "avg_pool2d"):
        return None
    k = models.pair(spec["kernel" if kind == "conv2d" else "size"])
    s = models.pair(spec.get("stride", k))
    size, begin = [], []
    for axis in (0, 1):
        length, padding = x.shape[2 + axis], spec["padding"]
        if padding == "same":
            size.append(math.ceil(length / s[axis]))
            begin.append(max((size[-1] - 1) * s[axis] + k[axis] - length, 0) // 2)
        else:
            begin.append(0 if padding == "valid" else padding)
            size.append((length + 2 * begin[-1] - k[axis]) // s[axis] + 1)
    y = np.zeros((x.shape[0], spec.get("filters", x.shape[1]), *size))
    for n, c, i, j in np.ndindex(*y.shape):
        seen = []
        for di, dj in np.ndindex(*k):
            row, column = i * s[0] + di - begin[0], j * s[1] + dj - begin[1]
            if 0 <= row < x.shape[2] and 0 <= column < x.shape[3]:
                seen.append(x[n, :, row, column] @ weights["weight"][c, :, di, dj] if kind == "conv2d" else x[n, c, row, column])
        y[n, c, i, j] = (
            max(seen) if kind == "max_pool2d" else
            sum(seen) / (k[0] * k[1]) if kind == "avg_pool2d" else
            sum(seen) + weights.get("bias", np.zeros(y.shape[1]))[c])
    return y


def restore(case, training):
    module = models.build(case["layer"], case["input_shape"]).train(training)
    state = {key: torch.tensor(value["values"]).reshape(value["shape"]) for key, value in {**case["parameters"], **case["buffers"]}.items()}
    module.load_state_dict(state)
    return module


def check_layers():
    for case in load("layers"):
        name, shape = case["name"], [case["batch"], *case["input_shape"]]
        x, dy = np.array(case["x"]).reshape(shape), np.array(case["dy"])
        weights = {key: np.array(value["values"]).reshape(value["shape"]) for key, value in case["parameters"].items()}
        plain = plain_layer(case["layer"], x, weights)
        if plain is not None:
            assert list(plain.shape[1:]) == case["output_shape"], name
            close(plain, case["y"], 1e-12, name)
        if case["layer"]["type"] == "batch_norm":
            check_batch_norm(case, x, weights)
        if case["source"] == "mpmath":
            # Where PyTorch is accurate it agrees; softplus is x above 20 there, and a formula like 1 - tanh² has lost its digits.
            tensor = torch.tensor(x, requires_grad=True)
            y = models.build(case["layer"], case["input_shape"])(tensor)
            y.backward(torch.tensor(dy).reshape(y.shape))
            close(y.detach(), case["y"], 3e-9 if case["layer"]["type"] == "softplus" else 1e-14, name)
            close(tensor.grad, case["dx"], 5e-9 if case["layer"]["type"] == "softplus" else 1e-14, name)
            continue
        if "ties" in name:
            continue
        module = restore(case, case["training"])
        value = lambda points: float((module(torch.tensor(points)).detach().numpy().reshape(-1) * dy).sum())
        close(differences(value, x), case["dx"], 2e-7, name)
        for key, parameter in module.named_parameters():
            def moved(points):
                with torch.no_grad():
                    parameter.copy_(torch.tensor(points))
                return value(x)
            close(differences(moved, weights[key]), case["gradients"][key], 2e-7, f"{name} {key}")
            moved(weights[key])


def check_batch_norm(case, x, weights):
    spec, axes = case["layer"], (0, *range(2, x.ndim))
    wide = lambda values: np.asarray(values).reshape(-1, *[1] * (x.ndim - 2))
    mean, var, count = (case["buffers"][key]["values"] for key in ("running_mean", "running_var", "num_batches_tracked"))
    after = {key: value["values"] for key, value in case["buffers_after"].items()}
    if case["training"]:
        m, n = spec["momentum"], x.size // x.shape[1]
        close(after["running_mean"], (1 - m) * np.array(mean) + m * x.mean(axes), 1e-13, case["name"])
        close(after["running_var"], (1 - m) * np.array(var) + m * x.var(axes) * n / (n - 1), 1e-13, case["name"])
        assert after["num_batches_tracked"] == [count[0] + 1]
        mean, var = x.mean(axes), x.var(axes)
    else:
        assert case["buffers"] == case["buffers_after"]
    y = (x - wide(mean)) / np.sqrt(wide(var) + spec["epsilon"])
    close(y * wide(weights["weight"]) + wide(weights["bias"]) if weights else y, case["y"], 1e-12, case["name"])


def check_torch_padding():
    """The explicit padding is PyTorch's own wherever PyTorch has one."""
    for h, w in ((4, 5), (7, 3), (6, 6)):
        x = torch.randn(2, 3, h, w)
        for k in (1, 2, 3, 4, 5, (3, 5), (2, 4)):
            mine, its = models.Conv2d(3, models.conv2d(2, k, padding="same")), nn.Conv2d(3, 2, k, padding="same")
            its.load_state_dict(mine.state_dict())
            close(mine(x).detach(), its(x).detach(), 1e-13, "same")
        for k, s, p in ((2, 2, 1), (3, 2, 1), (3, 1, 1)):
            close(models.Pool2d(models.pool2d("max", k, s, p))(x), nn.MaxPool2d(k, s, p)(x), 0, "max")
            close(models.Pool2d(models.pool2d("avg", k, s, p))(x), nn.AvgPool2d(k, s, p)(x), 1e-15, "avg")


def plain_loss(spec, y, t):
    kind, n, batch = spec["type"], y.shape[1], y.shape[0]
    d = np.abs(y - t)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        log = lambda p: np.maximum(np.log(p), -100)
        shifted = y - y.max(1, keepdims=True)
        smooth = t * (1 - spec.get("label_smoothing", 0)) + spec.get("label_smoothing", 0) / n
        sample = {
            "mean_squared_error": lambda: (d ** 2).mean(1), "sum_squared_error": lambda: (d ** 2).sum(1) / 2,
            "mean_absolute_error": lambda: d.mean(1),
            "huber": lambda: np.where(d <= spec["delta"], d * d / 2, spec["delta"] * (d - spec["delta"] / 2)).mean(1),
            "binary_cross_entropy": lambda: -(t * log(y) + (1 - t) * log(1 - y)).mean(1),
            "binary_cross_entropy_with_logits": lambda: (np.maximum(y, 0) - y * t + np.log1p(np.exp(-np.abs(y)))).mean(1),
            "cross_entropy": lambda: -(smooth * (shifted - np.log(np.exp(shifted).sum(1, keepdims=True)))).sum(1),
            "categorical_cross_entropy": lambda: -np.where(t == 0, 0, t * log(y)).sum(1),
            "hinge": lambda: np.maximum(0, 1 - np.where(t > 0, 1, -1) * y).mean(1),
        }[kind]()
    return sample.sum() / (batch if spec["reduction"] == "mean" else 1)


def check_losses():
    for case in load("losses"):
        y, t = (np.array(case[key]).reshape(case["batch"], case["outputs"]) for key in ("prediction", "target"))
        close(plain_loss(case["loss"], y, t), case["value"], 1e-13, case["name"])
        edge = case["loss"]["type"] in ("binary_cross_entropy", "categorical_cross_entropy") and (y.min() < 1e-4 or y.max() > 1 - 1e-4)
        if not edge:
            close(differences(lambda p: plain_loss(case["loss"], p, t), y), case["gradient"], 2e-5, case["name"])


def plain_optimizer(o, weight, gradients, rates):
    """The documented formulas for one weight, written out a second time."""
    kind, m, v, a, product, path = o["type"], 0.0, o.get("initial_accumulator", 0.0), 0.0, 1.0, []
    for t, (g, rate) in enumerate(zip(gradients, rates), 1):
        if kind in ("adamw", "lion"):
            weight *= 1 - rate * o["weight_decay"]
        else:
            g += o["weight_decay"] * weight
        if kind == "sgd":
            m = g if t == 1 else o["momentum"] * m + g
            weight -= rate * (g + o["momentum"] * m if o["nesterov"] else m)
        elif kind == "adagrad":
            v += g * g
            weight -= rate / (1 + (t - 1) * o["learning_rate_decay"]) * g / (math.sqrt(v) + o["epsilon"])
        elif kind == "rmsprop":
            v, a = o["alpha"] * v + (1 - o["alpha"]) * g * g, o["alpha"] * a + (1 - o["alpha"]) * g
            m = o["momentum"] * m + g / (math.sqrt(v - a * a if o["centered"] else v) + o["epsilon"])
            weight -= rate * m
        elif kind == "lion":
            c = o["beta1"] * m + (1 - o["beta1"]) * g
            weight -= rate * ((c > 0) - (c < 0))
            m = o["beta2"] * m + (1 - o["beta2"]) * g
        else:
            m, v = o["beta1"] * m + (1 - o["beta1"]) * g, o["beta2"] * v + (1 - o["beta2"]) * g * g
            mean = m / (1 - o["beta1"] ** t)
            if kind == "nadam":
                mu = lambda step: o["beta1"] * (1 - 0.5 * 0.96 ** (step * o["momentum_decay"]))
                product *= mu(t)
                mean = mu(t + 1) * m / (1 - product * mu(t + 1)) + (1 - mu(t)) * g / (1 - product)
            weight -= rate * mean / (math.sqrt(v / (1 - o["beta2"] ** t)) + o["epsilon"])
        path.append(weight)
    return path


def check_optimizers():
    for case in load("optimizers") + load("optimizers_scheduled"):
        rates = case.get("rates", [case["optimizer"]["learning_rate"]] * 10)
        for index, weight in enumerate(case["initial"]):
            path = plain_optimizer(case["optimizer"], weight, [row[index] for row in case["gradients"]], rates)
            tolerance = 1e-10 if case["optimizer"].get("centered") else 1e-13
            close(path, [row[index] for row in case["weights"]], tolerance, f"{case['name']} {index}")


def check_schedules():
    for case in load("schedules"):
        assert len(case["rates"]) == case["epochs"] * case["steps_per_epoch"] and min(case["rates"]) > 0, case["name"]


def check_initializers():
    for case in load("initializers"):
        weight = torch.empty(case["weight_shape"])
        if initializers.torch_fill(case["initializer"], weight) is None:
            continue
        samples = torch.cat([initializers.torch_fill(case["initializer"], weight).flatten().clone()
            for _ in range(200000 // weight.numel() + 1)])
        assert abs(samples.std().item() / case["std"] - 1) < 0.01, case["name"]
        assert case["bounds"] is None or 0.999 < samples.abs().max().item() / case["bounds"][1] <= 1, case["name"]


def check_rounding():
    rng = random.Random(1)
    for _ in range(20000):
        numerator, shift = rng.getrandbits(rng.randint(1, 130)) + 1, rng.randint(-900, 1250)
        if rng.random() < 0.3:
            numerator |= 1 << 60  # bits far apart: close to ties
            numerator &= ~((1 << rng.randint(0, 60)) - 1)
        expected = float(Fraction(numerator) / Fraction(2) ** shift) if shift > -890 else None
        if shift > -890:
            assert exact.rounded(mpf(numerator) * mpf(2) ** -shift) == expected
    for _ in range(20000):
        bits = struct.unpack("<d", rng.getrandbits(64).to_bytes(8, "little"))[0]
        for value in (bits, rng.uniform(-1, 1) * 10 ** rng.uniform(-46, 39)):
            if not math.isnan(value):
                with np.errstate(over="ignore"):
                    assert exact.rounded_single(mpf(value)) == float(np.float32(value)), value


def check_special():
    """Python's own functions are within a few units in the last place; erf once more by its series in exact fractions."""
    known = {"erf": math.erf, "exp": math.exp, "expm1": math.expm1, "log": math.log, "log1p": math.log1p, "erfc": math.erfc,
        "tanh": math.tanh}
    for case in load("erf") + load("special"):
        single = case["precision"] == "float32"
        for x, y, slope in zip(case["points"], case["values"], case["derivatives"]):
            if math.isnan(x):
                assert math.isnan(y)
                continue
            assert not math.isnan(y) and not math.isnan(slope), (case["name"], x)
            if case["name"] in known and not (case["name"] in ("exp", "expm1") and x > (88 if single else 709)):
                reference = known[case["name"]](x)
                unit = float(np.spacing(np.float32(abs(reference)))) if single else math.ulp(reference)
                assert abs(reference - y) <= (0.51 if single else 4) * unit, (case["name"], case["precision"], x, y, reference)
            if math.isfinite(x) and 1e-3 < abs(x) < 30 and not single and (case["name"] != "log" and case["name"] != "log1p" or 0.1 < x):
                f = special_function(case["name"])
                h = mpf(2) ** -400
                numeric = exact.rounded((f(mpf(x) + h) - f(mpf(x) - h)) / (2 * h))
                assert abs(numeric - slope) <= math.ulp(slope), (case["name"], x, numeric, slope)
    for x in (Fraction(1, 3), Fraction(5, 4), Fraction(3)):
        term, total, n = x, x, 0
        while abs(term) > Fraction(1, 10 ** 40):
            n += 1
            term = -term * x * x / n
            total += term / (2 * n + 1)
        series = mpf(total.numerator) / total.denominator * 2 / mp.sqrt(mp.pi)
        assert abs(series - mp.erf(mpf(x.numerator) / x.denominator)) < mpf(10) ** -30


def special_function(name):
    import special
    return exact.erf if name == "erf" else special.FUNCTIONS[name][0]


def read_safetensors(path):
    data = path.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header, body, types = json.loads(data[8:8 + length]), data[8 + length:], {"F64": np.float64, "F32": np.float32, "I64": np.int64}
    assert length % 8 == 0 and max(entry["data_offsets"][1] for entry in header.values()) == len(body)
    return {key: np.frombuffer(body[slice(*entry["data_offsets"])], types[entry["dtype"]]).reshape(entry["shape"])
        for key, entry in header.items()}


def check_trajectories():
    """Files belong together, and the first loss follows from the initial weights alone."""
    folder = DATA / "trajectories"
    for run in load("trajectories/trajectories"):
        start, end, data = read_safetensors(folder / run["initial"]), read_safetensors(folder / run["final"]), np.load(folder / run["data"])
        assert {key: value.shape for key, value in start.items()} == {key: value.shape for key, value in end.items()}
        dtype = getattr(torch, run["precision"])
        model = models.chain(nn.Sequential, run["model"], run["input_shape"]).to(dtype)
        model.load_state_dict({key: torch.tensor(value.copy()) for key, value in start.items()})
        rows = slice(0, run["batch_size"])
        output = model(torch.tensor(data["x"][rows], dtype=dtype)).detach().double().numpy()
        tolerance = 1e-6 if dtype == torch.float32 else 1e-13
        close(plain_loss(run["loss"], output, np.eye(3)[data["y"][rows]]), run["losses"][0], tolerance, run["name"])
        assert run["losses"][-1] < run["losses"][0] / 3 and len(run["losses"]) == run["steps"], run["name"]


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(1)
    for check in (check_rounding, check_torch_padding, check_layers, check_losses, check_optimizers, check_schedules, check_initializers,
        check_special, check_trajectories):
        check()
        print(check.__name__.replace("_", " "), "passed")
