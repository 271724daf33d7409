"""schedules.json: the learning rate used at every step."""
import math

import torch
from torch.optim import lr_scheduler

from storage import random_for


def run(make, steps, base, metrics=None):
    """The rate in force at each step; the scheduler moves on after it."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=base)
    scheduler, rates = make(optimizer), []
    for step in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step + 1 < steps:
            scheduler.step(*([] if metrics is None else [metrics[step]]))
    return [float(rate) for rate in rates]


def entry(name, spec, base, epochs, per_epoch, rates, source, **more):
    return {"name": name, "source": source, "schedule": spec, "base_rate": base, "epochs": epochs, "steps_per_epoch": per_epoch, **more,
        "rates": rates}


def record(kind, warmup=0.0, **parameters):
    return {"type": kind, **parameters, "warmup_epochs": float(warmup)}


def factor(spec, base, total):
    """rate / base at fractional epoch t of T after warm-up, as a formula."""
    kind = spec["type"]
    return {
        "constant": lambda t: 1.0,
        "step": lambda t: spec["gamma"] ** math.floor(t / spec["step_size"]),
        "exponential": lambda t: spec["gamma"] ** t,
        "linear": lambda t: spec["start_factor"] + (spec["end_factor"] - spec["start_factor"]) * t / total,
        "cosine": lambda t: (spec["minimum_rate"] + (base - spec["minimum_rate"]) * (1 + math.cos(math.pi * t / total)) / 2) / base,
    }[kind]


def by_formula(name, spec, base, epochs, per_epoch):
    steps, warmup = epochs * per_epoch, round(spec["warmup_epochs"] * per_epoch)
    rule = factor(spec, base, (steps - warmup) / per_epoch)
    share = lambda step: (step + 1) / warmup if step < warmup else rule((step - warmup) / per_epoch)
    rates = run(lambda optimizer: lr_scheduler.LambdaLR(optimizer, share), steps, base)
    return entry(name, spec, base, epochs, per_epoch, rates, "formula")


def one_cycle(name, spec, base, epochs, per_epoch):
    """PyTorch's convention: with N steps the first part ends at step warmup_share * N - 1 and the second at step N - 1, both fractional."""
    steps, warmup = epochs * per_epoch, round(spec["warmup_epochs"] * per_epoch)
    make = lambda optimizer: lr_scheduler.OneCycleLR(
        optimizer, base, total_steps=steps - warmup, pct_start=spec["warmup_share"], anneal_strategy="cos", cycle_momentum=False,
        div_factor=spec["divide_factor"], final_div_factor=spec["final_divide_factor"])
    rates = [base * (step + 1) / warmup for step in range(warmup)] + run(make, steps - warmup, base)
    return entry(name, spec, base, epochs, per_epoch, rates, "torch",
        convention="torch OneCycleLR: the last of N steps (index N-1) has the lowest rate")


def plateau(name, spec, base, metrics, per_epoch=1):
    """One metric after each epoch; it acts on the next epoch."""
    make = lambda minimum_change: lambda optimizer: lr_scheduler.ReduceLROnPlateau(
        optimizer, "min", spec["factor"], spec["patience"], spec["threshold"], "rel", 0, spec["minimum_rate"], minimum_change)
    rates = run(make(1e-8), len(metrics), base, metrics)
    assert rates == run(make(0), len(metrics), base, metrics), "PyTorch's eps must play no part"
    return entry(name, spec, base, len(metrics), per_epoch, [rate for rate in rates for _ in range(per_epoch)], "torch", metrics=metrics)


def cases():
    s = lr_scheduler
    cosine = lambda minimum=0.0, warmup=0: record("cosine", warmup, minimum_rate=minimum)
    linear = lambda start=1.0, end=0.0, warmup=0: record("linear", warmup, start_factor=start, end_factor=end)
    step = lambda size, gamma=0.1, warmup=0: record("step", warmup, step_size=float(size), gamma=gamma)
    exponential = lambda gamma, warmup=0: record("exponential", warmup, gamma=gamma)
    cycle = lambda share=0.3, divide=25.0, final=1e4, warmup=0: record("one_cycle", warmup, warmup_share=share, divide_factor=divide,
        final_divide_factor=final)
    on_plateau = lambda factor=0.1, patience=10, threshold=1e-4, minimum=0.0: record("reduce_on_plateau", 0, factor=factor,
        patience=patience, threshold=threshold, minimum_rate=minimum)

    per_epoch = [
        ("step", step(3), 0.1, 12, lambda o: s.StepLR(o, 3)), ("step_gamma", step(4, 0.5), 0.3, 15, lambda o: s.StepLR(o, 4, 0.5)),
        ("exponential", exponential(0.9), 0.1, 12, lambda o: s.ExponentialLR(o, 0.9)),
        ("linear", linear(), 0.1, 10, lambda o: s.LinearLR(o, 1.0, 0.0, 10)),
        ("linear_factors", linear(0.25, 1.0), 0.2, 8, lambda o: s.LinearLR(o, 0.25, 1.0, 8)),
        ("cosine", cosine(), 0.1, 10, lambda o: s.CosineAnnealingLR(o, 10)),
        ("cosine_minimum", cosine(0.01), 0.5, 7, lambda o: s.CosineAnnealingLR(o, 7, 0.01)),
    ]
    result = [entry(name, spec, base, epochs, 1, run(make, epochs, base), "torch") for name, spec, base, epochs, make in per_epoch]

    formulas = [
        ("constant", record("constant"), 3, 2), ("constant_warmup", record("constant", 2), 4, 3),
        ("constant_warmup_part", record("constant", 0.75), 3, 4),
        ("constant_warmup_rounded", record("constant", 0.3), 2, 7), ("constant_warmup_one_step", record("constant", 0.25), 2, 4),
        ("constant_warmup_whole", record("constant", 3), 3, 2),
        ("step_steps", step(2), 6, 4), ("step_fractional", step(0.5, 0.5), 3, 4), ("step_warmup", step(1, 0.5, 1), 4, 5),
        ("step_warmup_part", step(1, 0.5, 0.5), 3, 4),
        ("exponential_steps", exponential(0.8), 4, 5), ("exponential_warmup", exponential(0.8, 1.5), 4, 4),
        ("linear_steps", linear(), 4, 5), ("linear_warmup", linear(warmup=1), 4, 5), ("linear_factors_warmup", linear(0.5, 2.0, 0.5), 3, 6),
        ("cosine_steps", cosine(), 4, 5), ("cosine_warmup", cosine(0.001, 1), 5, 4), ("cosine_warmup_part", cosine(0.0, 0.5), 3, 8),
        ("cosine_one_step_per_epoch_warmup", cosine(0.0, 3), 12, 1),
    ]
    result += [by_formula(name, spec, 0.2, epochs, steps) for name, spec, epochs, steps in formulas]

    result += [
        one_cycle("one_cycle", cycle(), 0.1, 20, 1), one_cycle("one_cycle_steps", cycle(), 0.5, 5, 7),
        one_cycle("one_cycle_options", cycle(0.5, 10.0, 100.0), 0.2, 4, 6),
        one_cycle("one_cycle_short_rise", cycle(0.15), 0.1, 3, 11), one_cycle("one_cycle_after_warmup", cycle(warmup=1), 0.1, 5, 4),
    ]

    falling = [1.0, 0.8, 0.7, 0.7, 0.7, 0.69, 0.7, 0.71, 0.72, 0.72, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6]
    slowly = [1.0 - 0.00004 * epoch for epoch in range(16)]
    noise = (1 / (1 + 0.1 * random_for("plateau").gamma(2, 1, 30))).round(4).tolist()
    result += [
        plateau("reduce_on_plateau", on_plateau(), 0.1, [0.5] * 30),
        plateau("reduce_on_plateau_patience_2", on_plateau(0.5, 2), 0.1, falling),
        plateau("reduce_on_plateau_patience_0", on_plateau(0.5, 0), 0.1, falling),
        plateau("reduce_on_plateau_threshold", on_plateau(0.2, 1), 1.0, slowly),
        plateau("reduce_on_plateau_large_threshold", on_plateau(0.5, 2, 0.1), 0.4, noise),
        plateau("reduce_on_plateau_minimum", on_plateau(0.1, 1, 1e-4, 0.005), 0.1, [1.0] * 12),
        plateau("reduce_on_plateau_negative_metric", on_plateau(0.5, 1), 0.1, [-1.0, -1.0, -1.5, -1.4, -1.4, -1.4]),
        plateau("reduce_on_plateau_steps", on_plateau(0.5, 1), 0.1, falling[:9], 3),
    ]
    return result
