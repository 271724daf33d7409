"""trajectories/: trainings of 100 steps, each with its data, initial weights, losses and final weights."""
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import optimizers
from models import batch_norm, chain, conv2d, linear, pool2d, simple
from storage import random_for, write_json, write_safetensors

STEPS = 100
PERCEPTRON = [linear(16), simple("tanh"), linear(8), simple("relu"), linear(3)]
# No bias before the normalization, which would cancel it: its gradient is rounding noise, and Adam would amplify that.
CONVNET = [
    conv2d(4, 3, padding="same"), simple("relu"), pool2d("max", 2), conv2d(6, 3, bias=False), batch_norm(), simple("tanh"),
    pool2d("avg", 2),
    simple("flatten"), linear(3),
]
CROSS_ENTROPY = {"type": "cross_entropy", "label_smoothing": 0.0, "reduction": "mean"}
SQUARED = {"type": "mean_squared_error", "reduction": "mean"}
MODELS = {"perceptron": (PERCEPTRON, 20), "convnet": (CONVNET, 16)}
OPTIMIZERS = {
    "sgd": optimizers.record("sgd", learning_rate=0.2), "sgd-momentum": optimizers.record("sgd", learning_rate=0.05, momentum=0.9),
    "sgd-nesterov": optimizers.record("sgd", learning_rate=0.05, momentum=0.9, nesterov=True, weight_decay=1e-3),
    "adagrad": optimizers.record("adagrad", learning_rate=0.1), "rmsprop": optimizers.record("rmsprop"),
    "rmsprop-centered": optimizers.record("rmsprop", learning_rate=0.003, alpha=0.9, momentum=0.5, centered=True),
    "adam": optimizers.record("adam", learning_rate=0.01), "adamw": optimizers.record("adamw", learning_rate=0.01, weight_decay=0.1),
    "nadam": optimizers.record("nadam", learning_rate=0.01), "lion": optimizers.record("lion", learning_rate=0.003, weight_decay=0.1),
}
RUNS = (
    [("perceptron", name, CROSS_ENTROPY, "float64") for name in OPTIMIZERS]
    + [("perceptron", "sgd", SQUARED, "float64")]
    + [("convnet", name, CROSS_ENTROPY, "float64") for name in ("sgd-momentum", "adam")]
    + [(model, name, CROSS_ENTROPY, "float32") for model in MODELS for name in ("sgd-momentum", "adam")]
)


def single(array):
    """Rounded to what float32 holds, so that runs in both precisions start from the same numbers."""
    return np.asarray(array).astype(np.float32).astype(np.float64)


def data(name):
    random = random_for(name)
    if name == "perceptron":
        x = single(random.randn(60, 6))
        scores = np.tanh(x @ random.randn(6, 5)) @ random.randn(5, 3)
        return x, scores.argmax(1).astype(np.int64)
    patterns, y = random.randn(3, 1, 8, 8), random.randint(0, 3, 48).astype(np.int64)
    return single(0.6 * patterns[y] + random.randn(48, 1, 8, 8)), y


def initial(name):
    specs, _ = MODELS[name]
    random, model = random_for(name + " weights"), chain(nn.Sequential, specs, list(data(name)[0].shape[1:]))
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            if parameter.dim() > 1:
                bound = 1 / np.sqrt(parameter[0].numel())
                parameter.copy_(torch.tensor(single(random.uniform(-bound, bound, parameter.shape))))
            else:
                parameter.fill_(1.0 if key == "4.weight" and name == "convnet" else 0.0)
    return model


def train(model_name, optimizer_name, loss, precision, order=None):
    """Batches in the order of the data, again and again. Another order inside the batches is the same sum, rounded differently."""
    dtype, batch = getattr(torch, precision), MODELS[model_name][1]
    model = initial(model_name).to(dtype).train()
    optimizer = optimizers.build(OPTIMIZERS[optimizer_name], list(model.parameters()))
    x, y = data(model_name)
    x, y, losses = torch.tensor(x, dtype=dtype), torch.tensor(y), []
    for step in range(STEPS):
        start = step * batch % len(x)
        inputs, labels = x[start:start + batch], y[start:start + batch]
        if order is not None:
            inputs, labels = inputs[order[:batch]], labels[order[:batch]]
        optimizer.zero_grad()
        output = model(inputs)
        value = F.cross_entropy(output, labels) if loss is CROSS_ENTROPY else F.mse_loss(output, F.one_hot(labels, 3).to(dtype))
        value.backward()
        optimizer.step()
        losses.append(value.item())
    return model.state_dict(), losses


def spread(model_name, optimizer_name, loss, precision, weights):
    """How far the final weights move when only the order of summation changes: what no implementation can be asked to beat."""
    largest, batch = 0.0, MODELS[model_name][1]
    for order in (list(reversed(range(batch))), random_for("order 1").permutation(batch).tolist(),
        random_for("order 2").permutation(batch).tolist()):
        other, _ = train(model_name, optimizer_name, loss, precision, order)
        largest = max([largest] + [(weights[key] - other[key]).abs().max().item() for key in weights])
    return largest


def write(folder):
    folder.mkdir(exist_ok=True)
    for name in MODELS:
        x, y = data(name)
        np.savez(folder / f"{name}.npz", x=x, y=y)
        write_safetensors(folder / f"{name}-initial.safetensors", initial(name).state_dict())
        write_safetensors(folder / f"{name}-initial-float32.safetensors", initial(name).float().state_dict())
    listing = []
    for model, optimizer, loss, precision in RUNS:
        name = f"{model}-{optimizer}" + ("-mse" if loss is SQUARED else "") + ("-float32" if precision == "float32" else "")
        weights, losses = train(model, optimizer, loss, precision)
        write_safetensors(folder / f"{name}.safetensors", weights)
        listing.append({
            "name": name, "source": "paper" if optimizer == "lion" else "torch", "precision": precision,
            "input_shape": list(data(model)[0].shape[1:]),
            "model": MODELS[model][0], "loss": loss, "optimizer": OPTIMIZERS[optimizer], "batch_size": MODELS[model][1], "steps": STEPS,
            "data": f"{model}.npz",
            "initial": f"{model}-initial{'-float32' if precision == 'float32' else ''}.safetensors", "final": f"{name}.safetensors",
            "spread": spread(model, optimizer, loss, precision, weights), "losses": losses,
        })
    write_json(folder / "trajectories.json", listing)
