"""optimizers.json: ten steps of every optimizer on given gradients."""
import numpy as np
import torch

from storage import flat, random_for

DEFAULTS = {
    "sgd": {"learning_rate": 0.1, "momentum": 0.0, "nesterov": False, "weight_decay": 0.0},
    "adagrad": {"learning_rate": 0.01, "learning_rate_decay": 0.0, "initial_accumulator": 0.0, "epsilon": 1e-10, "weight_decay": 0.0},
    "rmsprop": {"learning_rate": 0.01, "alpha": 0.99, "epsilon": 1e-8, "momentum": 0.0, "centered": False, "weight_decay": 0.0},
    "adam": {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.0},
    "adamw": {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.01},
    "nadam": {"learning_rate": 2e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.0, "momentum_decay": 4e-3},
    "lion": {"learning_rate": 1e-4, "beta1": 0.9, "beta2": 0.99, "weight_decay": 0.0},
}
VARIANTS = {
    "sgd": [
        {}, {"momentum": 0.9}, {"momentum": 0.9, "nesterov": True}, {"weight_decay": 0.05}, {"momentum": 0.5, "weight_decay": 0.05},
        {"momentum": 0.8, "nesterov": True, "weight_decay": 0.05},
    ],
    "adagrad": [
        {}, {"learning_rate": 0.3}, {"learning_rate_decay": 0.1}, {"initial_accumulator": 0.5}, {"epsilon": 1e-3}, {"weight_decay": 0.05},
        {"learning_rate": 0.1, "learning_rate_decay": 0.05, "initial_accumulator": 0.1, "epsilon": 1e-6, "weight_decay": 0.01},
    ],
    "rmsprop": [
        {}, {"alpha": 0.9}, {"epsilon": 1e-3}, {"momentum": 0.9}, {"centered": True}, {"weight_decay": 0.05},
        {"momentum": 0.5, "centered": True},
        {"learning_rate": 0.05, "alpha": 0.8, "epsilon": 1e-6, "momentum": 0.5, "centered": True, "weight_decay": 0.01},
    ],
    "adam": [
        {}, {"learning_rate": 0.1}, {"beta1": 0.5}, {"beta2": 0.9}, {"epsilon": 1e-3}, {"weight_decay": 0.05}, {"beta1": 0.0},
        {"learning_rate": 0.05, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-6, "weight_decay": 0.01},
    ],
    "adamw": [
        {}, {"weight_decay": 0.0}, {"weight_decay": 0.2}, {"beta1": 0.5}, {"beta2": 0.9}, {"epsilon": 1e-3},
        {"learning_rate": 0.05, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-6, "weight_decay": 0.1},
    ],
    "nadam": [
        {}, {"learning_rate": 0.1}, {"beta1": 0.5}, {"beta2": 0.9}, {"epsilon": 1e-3}, {"weight_decay": 0.05}, {"momentum_decay": 0.1},
        {"momentum_decay": 0.0},
        {"learning_rate": 0.05, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-6, "weight_decay": 0.01, "momentum_decay": 0.02},
    ],
    "lion": [
        {}, {"learning_rate": 0.01}, {"beta1": 0.5}, {"beta2": 0.9}, {"weight_decay": 0.1},
        {"learning_rate": 0.05, "beta1": 0.8, "beta2": 0.95, "weight_decay": 0.05},
    ],
}


class Lion:
    """Chen et al. 2023, "Symbolic Discovery of Optimization Algorithms", Algorithm 2; not in PyTorch."""

    def __init__(self, parameters, spec):
        self.parameters, self.spec = list(parameters), spec
        self.momenta = [np.zeros(p.shape, p.detach().numpy().dtype) for p in self.parameters]
        self.param_groups = [{"lr": spec["learning_rate"]}]

    def zero_grad(self):
        for parameter in self.parameters:
            parameter.grad = None

    def step(self):
        rate, b1, b2, decay = self.param_groups[0]["lr"], self.spec["beta1"], self.spec["beta2"], self.spec["weight_decay"]
        for index, parameter in enumerate(self.parameters):
            weights, gradient, momentum = parameter.detach().numpy(), parameter.grad.numpy(), self.momenta[index]
            update = b1 * momentum + (1 - b1) * gradient
            weights -= rate * (np.sign(update) + decay * weights)
            self.momenta[index] = b2 * momentum + (1 - b2) * gradient


def build(spec, parameters):
    o, rate = torch.optim, spec["learning_rate"]
    decay = {"weight_decay": spec["weight_decay"]}
    betas = {"betas": (spec["beta1"], spec["beta2"]), "eps": spec["epsilon"]} if "beta1" in spec and "epsilon" in spec else {}
    return {
        "sgd": lambda: o.SGD(parameters, rate, momentum=spec["momentum"], nesterov=spec["nesterov"], **decay),
        "adagrad": lambda: o.Adagrad(parameters, rate, lr_decay=spec["learning_rate_decay"],
            initial_accumulator_value=spec["initial_accumulator"], eps=spec["epsilon"], **decay),
        "rmsprop": lambda: o.RMSprop(parameters, rate, alpha=spec["alpha"], eps=spec["epsilon"], momentum=spec["momentum"],
            centered=spec["centered"], **decay),
        "adam": lambda: o.Adam(parameters, rate, **betas, **decay),
        "adamw": lambda: o.AdamW(parameters, rate, **betas, **decay),
        # PyTorch 1.13's loop over single tensors multiplies one mu too many into the product, against its documentation (right since 2.0);
        # the foreach form follows the documentation.
        "nadam": lambda: o.NAdam(parameters, rate, momentum_decay=spec["momentum_decay"], foreach=True, **betas, **decay),
        "lion": lambda: Lion(parameters, spec),
    }[spec["type"]]()


def record(kind, **changes):
    return {"type": kind, **DEFAULTS[kind], **changes}


def run(name, spec, initial, gradients, rates=None):
    parameter = torch.nn.Parameter(torch.tensor(initial))
    optimizer = build(spec, [parameter])
    weights = []
    for step, gradient in enumerate(gradients):
        if rates is not None:
            optimizer.param_groups[0]["lr"] = rates[step]
        parameter.grad = torch.tensor(gradient)
        optimizer.step()
        weights.append(flat(parameter))
    result = {"name": name, "source": "paper" if spec["type"] == "lion" else "torch", "optimizer": spec, "initial": initial,
        "gradients": gradients}
    return {**result, **({} if rates is None else {"rates": rates}), "weights": weights}


def problem(name):
    """Seven weights: ordinary gradients, then a tiny, a large, a constant and a vanishing one."""
    random = random_for(name)
    initial = random.randn(7).round(3).tolist()
    gradients = [[*row[:3], row[3] * 1e-9, row[4] * 1e3, 0.5, 0.0] for row in random.randn(10, 5).round(3).tolist()]
    return initial, gradients


def cases():
    """The second list has another learning rate at every step, as a schedule sets it."""
    fixed, scheduled = [], []
    for kind, variants in VARIANTS.items():
        for changes in variants:
            name = "_".join([kind, *(key if value is True else f"{key}_{value}" for key, value in changes.items())])
            fixed.append(run(name, record(kind, **changes), *problem(name)))
        rates = [0.02 * (step + 1) if step < 5 else 0.1 / (step - 3) for step in range(10)]
        changes = {"momentum": 0.9} if kind in ("sgd", "rmsprop") else {}
        scheduled.append(run(kind + "_scheduled", record(kind, weight_decay=0.05, **changes), *problem(kind), rates))
    return fixed, scheduled
