"""One small network under each optimizer, penalty, schedule and loss."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from goldens import Case, affine, case, uniform


SGD = {"optimizer": {"type": "sgd", "learning_rate": 0.05}}


def mlp(rng, loss, loss_fn, target, outputs, *, hidden="tanh", last=None, rows=80, features=6, **options):
    """6 features, 8 hidden units; the same network for all."""
    functions = {
        "tanh": torch.tanh, "relu": torch.relu, "sigmoid": torch.sigmoid, "leaky_relu": lambda x: F.leaky_relu(x, 0.01),
        "linear": lambda x: x, None: lambda x: x, "gelu": F.gelu, "silu": F.silu, "elu": F.elu, "softplus": F.softplus,
        "softmax": lambda x: torch.softmax(x, -1), "log_softmax": lambda x: torch.log_softmax(x, -1),
    }
    a, b = nn.Linear(features, 8), nn.Linear(8, outputs)

    class Mlp(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b = a, b

        def forward(self, input):
            return functions[last](self.b(functions[hidden](self.a(input))))

    layers = [
        {"type": "dense", "units": 8, "activation": hidden},
        {"type": "dense", "units": outputs, "activation": last or "linear"},
    ]
    return Case(
        Mlp(), layers, {**affine(0, a), **affine(1, b)}, uniform(rng, rows, features), target, loss, loss_fn=loss_fn,
        **options)


def classes(rng, rows=80, n=3):
    found = rng.integers(0, n, rows).astype("int32")
    found[:n] = np.arange(n)
    return found


def classifier(rng, **options):
    return mlp(rng, "cross_entropy", F.cross_entropy, classes(rng), 3, **options)


def register_optimizer(name, spec, make, **options):
    case(f"optimizer-{name}")(lambda rng: classifier(rng, spec={"optimizer": spec, **options.pop("spec", {})}, optimizer=make, **options))


def register_activation(name):
    case(f"activation-{name}")(lambda rng: classifier(rng, hidden=name, spec=SGD))


for name in ("relu", "leaky_relu", "sigmoid", "tanh"):
    register_activation(name)

register_optimizer("sgd", {"type": "sgd", "learning_rate": 0.3}, lambda p: torch.optim.SGD(p, lr=0.3))
register_optimizer("momentum", {"type": "sgd", "learning_rate": 0.1, "momentum": 0.9}, lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9))
register_optimizer(
    "nesterov", {"type": "sgd", "learning_rate": 0.1, "momentum": 0.8, "nesterov": True},
    lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.8, nesterov=True))
register_optimizer("adam", {"type": "adam", "learning_rate": 0.02, "epsilon": 1e-8}, lambda p: torch.optim.Adam(p, lr=0.02))
register_optimizer(
    "adam-large-epsilon", {"type": "adam", "learning_rate": 0.05, "beta1": 0.8, "beta2": 0.95, "epsilon": 0.01},
    lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.8, 0.95), eps=0.01))


def decays(p, **options):
    """Weights decay, biases do not."""
    return [{"params": [w for w in p if w.dim() > 1], **options}, {"params": [b for b in p if b.dim() == 1]}]


@case("penalty-l2")
def l2(rng):
    return classifier(
        rng, spec={"optimizer": {"type": "sgd", "learning_rate": 0.2, "momentum": 0.9}, "regularization": {"l2": 0.03}},
        optimizer=lambda p: torch.optim.SGD(decays(p, weight_decay=0.03), lr=0.2, momentum=0.9))


@case("penalty-l2-adam")
def l2_adam(rng):
    return classifier(
        rng, spec={"optimizer": {"type": "adam", "learning_rate": 0.02, "epsilon": 1e-8}, "regularization": {"l2": 0.03}},
        optimizer=lambda p: torch.optim.Adam(decays(p, weight_decay=0.03), lr=0.02))


@case("loss-mse")
def mse(rng):
    return mlp(rng, "mse", F.mse_loss, uniform(rng, 80, 3), 3, spec=SGD)


@case("loss-mse-labels")
def mse_labels(rng):
    return mlp(rng, "mse", lambda z, t: F.mse_loss(z, F.one_hot(t, 3).to(z.dtype)), classes(rng), 3, spec=SGD)


@case("loss-binary-cross-entropy")
def bce(rng):
    return mlp(rng, "binary_cross_entropy", lambda z, t: F.binary_cross_entropy_with_logits(z[:, 0], t.to(z.dtype)), classes(rng, n=2), 1, spec=SGD)


@case("loss-binary-cross-entropy-probabilities")
def bce_probabilities(rng):
    return mlp(
        rng, {"type": "binary_cross_entropy", "from_logits": False}, F.binary_cross_entropy,
        rng.integers(0, 2, (80, 3)).astype(np.float32), 3, last="sigmoid", spec=SGD)


@case("full-batch")
def full_batch(rng):
    return mlp(
        rng, "cross_entropy", F.cross_entropy, classes(rng, 37), 3, rows=37, full=True,
        spec={"optimizer": {"type": "sgd", "learning_rate": 0.5}}, optimizer=lambda p: torch.optim.SGD(p, lr=0.5))
