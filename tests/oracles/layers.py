"""layers.json: outputs, input gradients, parameter gradients and buffers of every layer."""
import torch
from mpmath import mpf

import exact
from models import (batch_norm, build, concat, conv2d, layer_norm, linear, output_shape, parallel, pool2d, residual, sequential,
                    simple)
from storage import flat, random_for

ELEMENTWISE = [
    simple("identity"), simple("sigmoid"), simple("tanh"), simple("relu"), simple("leaky_relu", slope=0.01),
    simple("leaky_relu", slope=0.2), simple("elu", alpha=1.0), simple("elu", alpha=1.5), simple("gelu"), simple("silu"),
    simple("softplus"), simple("softsign"),
]
EXTREMES = [0.0, 1e-300, 1e-16, 1e-8, 1e-3, 5.0, 15.0, 20.0, 21.0, 30.0, 50.0, 100.0, 709.0, 710.0, 746.0, 1000.0]


def named(tensors):
    return {name: {"shape": list(tensor.shape), "values": flat(tensor)} for name, tensor in tensors}


def case(name, spec, shape, batch=3, training=True, x=None):
    """One forward and backward pass through PyTorch; inputs have four decimals to keep the file small."""
    random = random_for(name)
    draw = lambda size: torch.tensor(random.randn(*size).round(4))
    module = build(spec, shape)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(draw(parameter.shape))
        for key, buffer in module.named_buffers():
            if key.endswith("running_mean"):
                buffer.copy_(draw(buffer.shape))
            elif key.endswith("running_var"):
                buffer.copy_(torch.tensor(random.uniform(0.5, 2, buffer.shape).round(4)))
            else:
                buffer.fill_(7)
    module.train(training)
    before = named(module.named_buffers())
    x = (draw([batch, *shape]) if x is None else torch.tensor(x).reshape(batch, *shape)).requires_grad_()
    y = module(x)
    dy = draw(y.shape)
    y.backward(dy)
    return {
        "name": name, "source": "torch", "layer": spec, "input_shape": shape, "batch": batch, "training": training, "x": flat(x),
        "parameters": named(module.named_parameters()), "buffers": before, "output_shape": list(y.shape[1:]), "y": flat(y),
        "dy": flat(dy), "dx": flat(x.grad), "gradients": {key: flat(parameter.grad) for key, parameter in module.named_parameters()},
        "buffers_after": named(module.named_buffers()),
    }


def exact_case(name, spec, shape, batch, x, y, dy, dx):
    return {
        "name": name, "source": "mpmath", "layer": spec, "input_shape": shape, "batch": batch, "training": True, "x": x,
        "parameters": {}, "buffers": {}, "output_shape": shape, "y": y, "dy": dy, "dx": dx, "gradients": {}, "buffers_after": {},
    }


def label(spec):
    return "_".join([spec["type"]] + [f"{key}_{value}" for key, value in spec.items() if key != "type"])


def extreme_case(spec):
    """Where PyTorch itself loses digits (elu near 0, softplus above 20, far tails): values with one rounding only."""
    value, slope = exact.activation(spec)
    x = [sign * magnitude for magnitude in EXTREMES for sign in (1.0, -1.0)]
    dy = [(1.0, -0.75, 2.0)[index % 3] for index in range(len(x))]
    y = [exact.rounded(value(mpf(point))) for point in x]
    dx = [exact.rounded(mpf(weight) * slope(mpf(point))) for point, weight in zip(x, dy)]
    return exact_case(label(spec) + "_extremes", spec, [len(x)], 1, x, y, dy, dx)


def softmax_extremes():
    rows = [
        [1000.0, 1001.0, 1002.0], [-1000.0, 0.0, 1000.0], [-1000.0, -1001.0, -1000.0], [0.0, -0.0, 0.0], [1e300, 1e300, -1e300],
        [50.0, -50.0, 0.0], [1e-8, -1e-8, 0.0], [700.0, -40.0, 660.0], [30.0, 30.0, -30.0],
    ]
    grads = [[(1.0, -0.75, 2.0)[(i + j) % 3] for j in range(3)] for i in range(len(rows))]
    y, dx = [], []
    for row, grad in zip(rows, grads):
        powers = [exact.exp(mpf(value) - mpf(max(row))) for value in row]
        shares = [power / sum(powers) for power in powers]
        mean = sum(share * weight for share, weight in zip(shares, grad))
        y += [exact.rounded(share) for share in shares]
        dx += [exact.rounded(share * (weight - mean)) for share, weight in zip(shares, grad)]
    join = lambda lists: [value for inner in lists for value in inner]
    return exact_case("softmax_extremes", simple("softmax"), [3], len(rows), join(rows), y, join(grads), dx)


def cases():
    result = [
        case("linear", linear(5), [4]), case("linear_without_bias", linear(5, False), [4]),
        case("linear_single_sample", linear(3), [7], batch=1), case("linear_one_unit", linear(1), [6], batch=5),
        case("linear_one_input", linear(4), [1], batch=2), case("linear_wide", linear(17), [13], batch=9),
        case("linear_inference", linear(2), [3], training=False),
    ]

    convolutions = [
        ("kernel_1", conv2d(3, 1), [2, 4, 5], 2), ("kernel_3", conv2d(2), [1, 5, 5], 1), ("kernel_3_channels", conv2d(3), [2, 6, 5], 2),
        ("kernel_3_without_bias", conv2d(2, bias=False), [3, 4, 5], 2), ("kernel_3x5", conv2d(2, [3, 5]), [2, 5, 7], 2),
        ("kernel_5", conv2d(2, 5), [2, 7, 6], 1), ("kernel_2", conv2d(2, 2), [1, 4, 3], 2),
        ("kernel_is_image", conv2d(3, [4, 3]), [2, 4, 3], 3),
        ("same_1", conv2d(2, 1, padding="same"), [2, 3, 4], 2), ("same_3", conv2d(2, padding="same"), [2, 5, 4], 2),
        ("same_3x5", conv2d(2, [3, 5], padding="same"), [1, 4, 6], 2), ("same_5", conv2d(2, 5, padding="same"), [2, 6, 5], 1),
        ("same_2", conv2d(2, 2, padding="same"), [2, 4, 5], 1), ("same_4", conv2d(1, 4, padding="same"), [2, 5, 6], 1),
        ("same_5_small_image", conv2d(2, 5, padding="same"), [1, 2, 3], 2),
        ("stride_2", conv2d(2, stride=2), [2, 7, 5], 2), ("stride_2_rest", conv2d(2, stride=2), [1, 8, 6], 2),
        ("stride_2x1", conv2d(2, stride=[2, 1]), [2, 6, 5], 2), ("stride_3_kernel_2", conv2d(2, 2, 3), [1, 8, 7], 2),
        ("stride_2_kernel_1", conv2d(2, 1, 2), [2, 5, 4], 2), ("stride_2_same", conv2d(2, stride=2, padding="same"), [2, 6, 5], 2),
        ("stride_2_same_even", conv2d(2, stride=2, padding="same"), [1, 8, 8], 1),
        ("stride_2x1_same_3x5", conv2d(2, [3, 5], [2, 1], "same"), [2, 5, 6], 1),
        ("stride_2_same_5", conv2d(2, 5, 2, "same", False), [1, 7, 6], 2), ("stride_3_same_1", conv2d(2, 1, 3, "same"), [2, 5, 7], 1),
        ("padding_1", conv2d(2, padding=1), [2, 4, 5], 2), ("padding_2", conv2d(2, [3, 5], padding=2), [1, 4, 3], 2),
        ("padding_1_stride_2", conv2d(3, stride=2, padding=1), [2, 6, 7], 2),
        ("padding_2_kernel_5_stride_2x1", conv2d(2, 5, [2, 1], 2), [1, 6, 5], 1),
        ("padding_0", conv2d(1, 2, 1, 0), [1, 3, 4], 2), ("inference", conv2d(2), [1, 4, 4], 1),
    ]
    result += [case("conv2d_" + name, spec, shape, batch, name != "inference") for name, spec, shape, batch in convolutions]

    pools = [
        ("size_2", (2,), [2, 4, 6]), ("size_2_rest", (2,), [2, 5, 7]), ("size_3_stride_2", (3, 2), [2, 7, 6]),
        ("size_2_stride_1", (2, 1), [1, 4, 5]),
        ("size_2x3", ([2, 3],), [2, 4, 7]), ("size_3x2_stride_1x2", ([3, 2], [1, 2]), [1, 5, 6]), ("size_2_stride_3", (2, 3), [1, 8, 7]),
        ("size_3_stride_2_padding_1", (3, 2, 1), [2, 6, 5]), ("size_2_padding_1", (2, None, 1), [1, 4, 5]),
        ("size_5_stride_2_padding_2", (5, 2, 2), [1, 7, 6]),
        ("size_3_stride_1_same", (3, 1, "same"), [2, 4, 5]), ("size_3_stride_2_same", (3, 2, "same"), [2, 6, 5]),
        ("size_2_same", (2, None, "same"), [1, 5, 3]),
        ("size_1", (1,), [2, 3, 2]), ("size_is_image", ([3, 4],), [2, 3, 4]),
    ]
    for kind in ("max", "avg"):
        result += [case(f"{kind}_pool2d_{name}", pool2d(kind, *arguments), shape, 2) for name, arguments, shape in pools]
    ties = [1.0, 1.0, 0.0, 2.0, 1.0, 1.0, 2.0, 2.0, -1.0, -1.0, 0.0, 0.0, -1.0, -1.0, 0.0, -0.0]
    result += [
        case("max_pool2d_ties_take_the_first", pool2d("max", 2), [1, 4, 4], 1, x=ties),
        case("max_pool2d_overlapping_ties", pool2d("max", 3, 1), [1, 4, 4], 1, x=ties),
        case("max_pool2d_negative_with_padding", pool2d("max", 3, 2, 1), [1, 4, 4], 1, x=[-1.0 - value / 8 for value in range(16)]),
        case("flatten", simple("flatten"), [2, 3, 4], 2), case("flatten_vector", simple("flatten"), [5], 2),
        case("identity", simple("identity"), [2, 3], 2),
        case("dropout_inference", simple("dropout", rate=0.5), [6], training=False),
        case("dropout_inference_image", simple("dropout", rate=0.1), [2, 3, 2], 2, False),
    ]

    for training in (True, False):
        mode = "training" if training else "inference"
        result += [
            case(f"batch_norm_features_{mode}", batch_norm(), [4], 6, training),
            case(f"batch_norm_image_{mode}", batch_norm(), [3, 2, 4], 3, training),
            case(f"batch_norm_features_not_affine_{mode}", batch_norm(affine=False), [3], 5, training),
            case(f"batch_norm_image_not_affine_{mode}", batch_norm(affine=False), [2, 3, 2], 2, training),
            case(f"batch_norm_options_{mode}", batch_norm(1e-3, 0.3), [3], 4, training),
            case(f"residual_nested_{mode}",
                residual(conv2d(2, padding="same"), batch_norm(), simple("relu"),
                    residual(conv2d(2, padding=1, bias=False), simple("tanh"))), [2, 4, 3], 3, training),
            case(f"residual_dense_{mode}", residual(linear(6), batch_norm(), simple("gelu"), linear(4)), [4], 5, training),
        ]
    result += [
        case("batch_norm_image_single_sample", batch_norm(), [2, 3, 3], 1), case("batch_norm_two_samples", batch_norm(), [3], 2),
        case("batch_norm_momentum_1", batch_norm(momentum=1.0), [2], 4),
        case("layer_norm_features", layer_norm(), [6]), case("layer_norm_image", layer_norm(), [2, 3, 4], 2),
        case("layer_norm_not_affine", layer_norm(affine=False), [5]),
        case("layer_norm_image_not_affine", layer_norm(affine=False), [2, 2, 3], 2),
        case("layer_norm_epsilon", layer_norm(1e-2), [4]), case("layer_norm_inference", layer_norm(), [4], training=False),
        case("layer_norm_single_sample", layer_norm(), [3, 3], 1),
        case("residual_linear", residual(linear(4), simple("tanh")), [4]), case("residual_empty", residual(), [3], 2),
        case("residual_in_residual", residual(linear(3), residual(linear(3, False), simple("sigmoid")), simple("silu")), [3]),
        case("sequential_dense", sequential(linear(5), simple("tanh"), linear(2)), [3]),
        case("sequential_nested",
            sequential(linear(4), sequential(simple("relu"), sequential(linear(3, False), simple("elu", alpha=1.0))), linear(2)), [5]),
        case("sequential_image",
            sequential(conv2d(2, 3, padding="same"), simple("relu"), pool2d("max", 2), residual(conv2d(2, padding="same"), layer_norm()),
                pool2d("avg", 2), simple("flatten"), linear(3), simple("softmax")), [1, 5, 4], 2),
    ]

    towers = concat(
        sequential(conv2d(2, padding="same"), batch_norm(), simple("relu")), sequential(conv2d(1, 1), conv2d(3, 5, padding="same")),
        sequential(pool2d("max", 3, 1, 1), conv2d(2, 1, bias=False)), simple("identity"))
    image_and_numbers = parallel(
        ([1, 4, 3], [conv2d(2), simple("relu"), simple("flatten")]), (3, [linear(4), batch_norm(), simple("tanh")]), (2, []))
    result += [
        case("concat_dense", concat(sequential(linear(3), simple("tanh"), linear(2)), linear(4)), [3]),
        case("concat_single_sample", concat(linear(2), simple("sigmoid")), [5], batch=1),
        case("concat_image_training", towers, [2, 4, 5], 3), case("concat_image_inference", towers, [2, 4, 5], 2, False),
        case("concat_in_concat", concat(concat(linear(2), simple("identity")), residual(linear(3), simple("gelu"))), [3], 4),
        case("parallel_training", image_and_numbers, [17], 4), case("parallel_inference", image_and_numbers, [17], 2, False),
        case("parallel_channels", parallel(([2, 3, 4], [conv2d(3, padding="same")]), ([1, 3, 4], [layer_norm()])), [3, 3, 4], 2),
        case("parallel_one_slice", parallel(([1, 3, 4], [conv2d(2, [3, 2]), simple("flatten"), linear(2)])), [12]),
        case("parallel_in_sequential", sequential(linear(6), parallel((2, [linear(3)]), (4, [simple("softmax")])), linear(2)), [4]),
    ]

    for spec in ELEMENTWISE[1:]:
        result += [case(label(spec), spec, [11], 2), case(label(spec) + "_image", spec, [2, 2, 3], 2, False), extreme_case(spec)]
    result += [
        extreme_case(ELEMENTWISE[0]), case("softmax", simple("softmax"), [5]),
        case("softmax_last_dimension", simple("softmax"), [2, 3, 4], 2),
        case("softmax_one_value", simple("softmax"), [1], 2), softmax_extremes(),
    ]
    return result
