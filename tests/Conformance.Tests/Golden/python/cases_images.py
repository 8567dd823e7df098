"""Networks of dense and convolutional layers."""

import torch
import torch.nn.functional as F
from torch import nn

from goldens import Case, affine, case, uniform


class Net(nn.Module):
    """A module from a function, with the modules it uses."""

    def __init__(self, forward, **modules):
        super().__init__()
        for name, module in modules.items():
            setattr(self, name, module)
        self.function = forward

    def forward(self, input, **others):
        return self.function(self, input, **others)


def channels_first(x):
    return x.permute(0, x.dim() - 1, *range(1, x.dim() - 1))


def channels_last(x):
    return x.permute(0, *range(2, x.dim()), 1)


def flat(x):
    """Flattened as ours: row by row, channels last."""
    return channels_last(x).flatten(1)


def labels(rng, rows, classes):
    return rng.integers(0, classes, rows).astype("int32")


@case("lenet")
def lenet(rng):
    c1, c2 = nn.Conv2d(1, 4, 5, padding=2), nn.Conv2d(4, 6, 3)
    d1, d2 = nn.Linear(6 * 3 * 3, 12), nn.Linear(12, 5)

    def forward(n, x):
        x = F.avg_pool2d(torch.relu(n.c1(channels_first(x))), 2)
        x = F.max_pool2d(torch.relu(n.c2(x)), 2)
        return n.d2(torch.tanh(n.d1(flat(x))))

    layers = [
        {"type": "conv2d", "filters": 4, "kernel_size": 5, "padding": "same", "activation": "relu"},
        {"type": "average_pool2d"},
        {"type": "conv2d", "filters": 6, "kernel_size": 3, "activation": "relu"},
        {"type": "max_pool2d"},
        {"type": "flatten"},
        {"type": "dense", "units": 12, "activation": "tanh"},
        {"type": "dense", "units": 5},
    ]
    return Case(
        Net(forward, c1=c1, c2=c2, d1=d1, d2=d2), layers, {**affine(0, c1), **affine(2, c2), **affine(5, d1), **affine(6, d2)},
        uniform(rng, 80, 16, 16, 1), labels(rng, 80, 5), "cross_entropy", loss_fn=F.cross_entropy,
        spec={"optimizer": {"type": "sgd", "learning_rate": 0.05, "momentum": 0.5}},
        optimizer=lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.5))


@case("residual-cnn")
def residual(rng):
    c0, c1, c2 = nn.Conv2d(3, 5, 3, padding=1), nn.Conv2d(5, 5, 3, padding=2, dilation=2), nn.Conv2d(5, 5, 1, bias=False)
    c3 = nn.Conv2d(5, 7, (3, 2), stride=(2, 3), padding=(1, 0))
    d = nn.Linear(7, 4)

    def forward(n, x):
        a = F.leaky_relu(n.c0(channels_first(x)), 0.01)
        b = n.c2(torch.relu(n.c1(a)))
        y = torch.tanh(n.c3(torch.relu(a + b)))
        return n.d(y.mean((2, 3)))

    layers = [
        {"type": "conv2d", "filters": 5, "kernel_size": 3, "padding": 1, "activation": "leaky_relu", "id": "a"},
        {"type": "conv2d", "filters": 5, "kernel_size": 3, "padding": 2, "dilation": 2, "activation": "relu"},
        {"type": "conv2d", "filters": 5, "kernel_size": 1, "use_bias": False, "id": "b"},
        {"type": "add", "inputs": ["a", "b"]},
        {"type": "relu"},
        {"type": "conv2d", "filters": 7, "kernel_size": [3, 2], "stride": [2, 3], "padding": [1, 0], "activation": "tanh"},
        {"type": "global_average_pool2d"},
        {"type": "dense", "units": 4},
    ]
    return Case(
        Net(forward, c0=c0, c1=c1, c2=c2, c3=c3, d=d), layers,
        {**affine(0, c0), **affine(1, c1), **affine(2, c2), **affine(5, c3), **affine(7, d)},
        uniform(rng, 59, 7, 8, 3), labels(rng, 59, 4), "cross_entropy", loss_fn=F.cross_entropy, batch=3,
        spec={"optimizer": {"type": "adam", "learning_rate": 0.01, "epsilon": 1e-8}},
        optimizer=lambda p: torch.optim.Adam(p, lr=0.01), notes="The last batch holds two rows.")
