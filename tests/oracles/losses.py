"""losses.json: values and gradients with respect to the prediction of every loss."""
import torch
from mpmath import mp, mpf
from torch.nn import functional as F

import exact
from storage import flat, random_for


def per_sample(spec, y, t):
    """The loss of every sample, before the reduction over the batch."""
    kind = spec["type"]
    if kind == "cross_entropy":
        return F.cross_entropy(y, t, reduction="none", label_smoothing=spec["label_smoothing"])
    if kind == "categorical_cross_entropy":
        return -torch.where(t == 0, torch.zeros_like(t), t * y.log()).sum(1)
    if kind == "sum_squared_error":
        return F.mse_loss(y, t, reduction="none").sum(1) / 2
    if kind == "hinge":
        return F.relu(1 - torch.where(t > 0, 1.0, -1.0) * y).mean(1)
    return {
        "mean_squared_error": lambda: F.mse_loss(y, t, reduction="none"),
        "mean_absolute_error": lambda: F.l1_loss(y, t, reduction="none"),
        "huber": lambda: F.huber_loss(y, t, reduction="none", delta=spec["delta"]),
        "binary_cross_entropy": lambda: F.binary_cross_entropy(y, t, reduction="none"),
        "binary_cross_entropy_with_logits": lambda: F.binary_cross_entropy_with_logits(y, t, reduction="none"),
    }[kind]().mean(1)


def exact_sample(spec, row, targets):
    """Loss and gradient of one sample from logits, in many digits: PyTorch's log(exp(a) + exp(b)) drops small terms."""
    row, targets, count = [mpf(v) for v in row], [mpf(v) for v in targets], len(row)
    if spec["type"] == "binary_cross_entropy_with_logits":
        value = sum(exact.softplus(y) - t * y for y, t in zip(row, targets)) / count
        return value, [(exact.sigmoid(y) - t) / count for y, t in zip(row, targets)]
    smoothing = mpf(spec["label_smoothing"])
    targets = [t * (1 - smoothing) + smoothing / count for t in targets]
    total = mp.log(sum(mp.exp(y - max(row)) for y in row)) + max(row)
    value = sum(t * (total - y) for y, t in zip(row, targets))
    return value, [mp.exp(y - total) * sum(targets) - t for y, t in zip(row, targets)]


def convention(spec, row, targets):
    """Not PyTorch's: a probability of 0 for the true class, treated as binary_cross_entropy treats it (log >= -100, divisor >= 1e-12)."""
    value = -sum(t * max(mp.log(p), -100) if p > 0 else t * -100 for p, t in zip(row, targets))
    return mpf(value), [-mpf(t) / max(mpf(p), mpf(1e-12)) for p, t in zip(row, targets)]


def case(name, spec, prediction, target, source="torch", rule=None):
    y = torch.as_tensor(prediction, dtype=torch.float64).clone().requires_grad_()
    t = torch.as_tensor(target, dtype=torch.float64)
    if rule is None:
        losses = per_sample(spec, y, t)
        value = losses.mean() if spec["reduction"] == "mean" else losses.sum()
        value.backward()
        value, gradient = value.item(), flat(y.grad)
    else:
        share = mpf(1) / len(y) if spec["reduction"] == "mean" else mpf(1)
        samples = [rule(spec, row, targets) for row, targets in zip(y.tolist(), t.tolist())]
        value = exact.rounded(sum(sample[0] for sample in samples) * share)
        gradient = [exact.rounded(part * share) for sample in samples for part in sample[1]]
    return {
        "name": f"{name}_{spec['reduction']}", "source": source, "loss": spec, "batch": y.shape[0], "outputs": y.shape[1],
        "prediction": flat(y), "target": flat(t), "value": value, "gradient": gradient,
    }


def one_hot(random, batch, outputs):
    return F.one_hot(torch.tensor(random.randint(0, outputs, batch)), outputs).double()


def simplex(random, batch, outputs):
    return torch.tensor(random.dirichlet([1.0] * outputs, batch))


def cases():
    result = []
    for reduction in ("mean", "sum"):
        loss = lambda kind, **parameters: {"type": kind, **parameters, "reduction": reduction}
        random = random_for("losses")
        draw = lambda *size: torch.tensor(random.randn(*size).round(4))

        for kind, parameters in (("mean_squared_error", {}), ("sum_squared_error", {}), ("mean_absolute_error", {}),
            ("huber", {"delta": 1.0}), ("huber", {"delta": 0.5}), ("huber", {"delta": 2.0})):
            name = "_".join([kind, *(f"{key}_{value}" for key, value in parameters.items())])
            spec = loss(kind, **parameters)
            result += [
                case(name, spec, draw(5, 3) * 2, draw(5, 3)), case(name + "_one_output", spec, draw(4, 1), draw(4, 1)),
                case(name + "_one_sample", spec, draw(1, 4), draw(1, 4)),
                case(name + "_special", spec, [[1.0, 1.5, 2.0, -1.0], [0.5, 3.0, -1e-3, 1000.0]],
                    [[1.0, 0.5, 0.0, -1.0], [0.0, 1.0, 0.0, -1000.0]]),
            ]

        spec = loss("binary_cross_entropy")
        result += [
            case("binary_cross_entropy", spec, random.uniform(0.02, 0.98, (5, 3)), random.randint(0, 2, (5, 3))),
            case("binary_cross_entropy_soft_targets", spec, random.uniform(0.02, 0.98, (4, 2)), random.uniform(0, 1, (4, 2))),
            case("binary_cross_entropy_one_output", spec, random.uniform(0.02, 0.98, (6, 1)), random.randint(0, 2, (6, 1))),
            case("binary_cross_entropy_zero_and_one", spec, [[0.0, 1.0, 0.0, 1.0], [0.0, 1.0, 0.5, 0.25]],
                [[0.0, 1.0, 1.0, 0.0], [0.5, 0.25, 1.0, 0.0]]),
            case("binary_cross_entropy_nearly_zero", spec, [[1e-300, 1e-44, 1e-13, 1e-8], [1e-12, 1 - 2.0 ** -53, 1 - 1e-13, 1e-44]],
                [[1.0, 1.0, 1.0, 1.0], [0.0, 0.0, 0.0, 0.0]]),
        ]

        spec = loss("binary_cross_entropy_with_logits")
        result += [
            case("binary_cross_entropy_with_logits", spec, draw(5, 3), random.randint(0, 2, (5, 3))),
            case("binary_cross_entropy_with_logits_soft_targets", spec, draw(4, 2) * 3, random.uniform(0, 1, (4, 2))),
            case("binary_cross_entropy_with_logits_one_output", spec, draw(6, 1), random.randint(0, 2, (6, 1))),
            case("binary_cross_entropy_with_logits_extremes", spec,
                [[1000.0, -1000.0, 1000.0, -1000.0, 1000.0], [30.0, -30.0, 0.0, -0.0, 1e-8]],
                [[1.0, 0.0, 0.0, 1.0, 0.5], [0.0, 1.0, 1.0, 0.0, 0.25]], "mpmath", exact_sample),
            case("binary_cross_entropy_with_logits_confident", spec, [[40.0, -40.0], [50.0, -745.0]], [[1.0, 0.0], [1.0, 0.0]], "mpmath",
                exact_sample),
        ]

        for smoothing in (0.0, 0.1):
            name = "cross_entropy" + ("_label_smoothing" if smoothing else "")
            spec = loss("cross_entropy", label_smoothing=smoothing)
            result += [
                case(name, spec, draw(5, 4) * 2, one_hot(random, 5, 4)),
                case(name + "_two_classes", spec, draw(3, 2), one_hot(random, 3, 2)),
                case(name + "_soft_targets", spec, draw(4, 3), simplex(random, 4, 3)),
                case(name + "_one_sample", spec, draw(1, 5), one_hot(random, 1, 5)),
                case(name + "_extremes", spec,
                    [[1000.0, 0.0, -1000.0], [1000.0, 1001.0, 1002.0], [-1000.0, -1000.0, -1000.0], [0.0, -0.0, 1e-8],
                        [1000.0, -1000.0, 999.0]],
                    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]], "mpmath", exact_sample),
                case(name + "_confident", spec, [[50.0, 0.0, 0.0], [0.0, 700.0, -40.0]], [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], "mpmath",
                    exact_sample),
            ]
        result.append(case("cross_entropy_label_smoothing_1", loss("cross_entropy", label_smoothing=1.0), draw(3, 3),
            one_hot(random, 3, 3)))

        spec = loss("categorical_cross_entropy")
        result += [
            case("categorical_cross_entropy", spec, simplex(random, 5, 4), one_hot(random, 5, 4), "autograd"),
            case("categorical_cross_entropy_soft_targets", spec, simplex(random, 4, 3), simplex(random, 4, 3), "autograd"),
            case("categorical_cross_entropy_zero_and_one", spec, [[0.0, 1.0, 0.0], [0.5, 0.0, 0.5]], [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
                "autograd"),
            case("categorical_cross_entropy_zero_for_the_target", spec, [[0.0, 1.0, 0.0]], [[1.0, 0.0, 0.0]], "convention", convention),
        ]

        spec = loss("hinge")
        signs = torch.tensor(random.choice([-1.0, 1.0], (5, 3)))
        result += [
            case("hinge", spec, draw(5, 3) * 2, signs, "autograd"),
            case("hinge_zero_is_negative", spec, draw(6, 1) * 2, random.randint(0, 2, (6, 1)), "autograd"),
            case("hinge_one_hot", spec, draw(4, 3), one_hot(random, 4, 3), "autograd"),
            case("hinge_extremes", spec, [[1000.0, -1000.0, 0.0], [1000.0, -1000.0, -0.0]], [[1.0, -1.0, 1.0], [-1.0, 1.0, 0.0]],
                "autograd"),
        ]
    return result
