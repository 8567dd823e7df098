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
        "linear": lambda x: x, None: lambda x: x, "gelu": F.gelu, "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"), "silu": F.silu, "elu": F.elu,
        "selu": F.selu, "softplus": F.softplus, "hard_sigmoid": F.hardsigmoid, "hard_silu": F.hardswish,
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


def decays(p, decay):
    """Weights decay, biases do not."""
    return [{"params": [w for w in p if w.dim() > 1], "weight_decay": decay}, {"params": [b for b in p if b.dim() == 1]}]


def register_optimizer(name, spec, make):
    case(f"optimizer-{name}")(lambda rng: classifier(rng, spec={"optimizer": spec}, optimizer=make))


def register_activation(name):
    case(f"activation-{name}")(lambda rng: classifier(rng, hidden=name, spec=SGD))


for name in ("relu", "leaky_relu", "sigmoid", "tanh", "gelu", "gelu_tanh", "silu", "elu", "selu", "softplus", "hard_sigmoid", "hard_silu", "softmax",
             "log_softmax"):
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


register_optimizer("adagrad", {"type": "adagrad", "learning_rate": 0.1}, lambda p: torch.optim.Adagrad(p, lr=0.1))
register_optimizer(
    "adagrad-initial", {"type": "adagrad", "learning_rate": 0.1, "initial_accumulator": 0.1, "epsilon": 1e-7},
    lambda p: torch.optim.Adagrad(p, lr=0.1, initial_accumulator_value=0.1, eps=1e-7))
register_optimizer(
    "rmsprop", {"type": "rmsprop", "learning_rate": 0.01, "rho": 0.95, "epsilon": 1e-6}, lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.95, eps=1e-6))
register_optimizer(
    "rmsprop-centered-momentum",
    {"type": "rmsprop", "learning_rate": 0.005, "rho": 0.9, "epsilon": 1e-4, "momentum": 0.7, "centered": True},
    lambda p: torch.optim.RMSprop(p, lr=0.005, alpha=0.9, eps=1e-4, momentum=0.7, centered=True))
register_optimizer(
    "adamw", {"type": "adamw", "learning_rate": 0.02, "weight_decay": 0.3, "epsilon": 1e-8},
    lambda p: torch.optim.AdamW(decays(p, 0.3), lr=0.02, weight_decay=0))


class Nadam(torch.optim.Optimizer):
    """The algorithm of PyTorch's page on NAdam. PyTorch 1.13 itself strays from it: it multiplies the product of the μ with μ_t twice."""

    def __init__(self, p, lr, momentum_decay=0.004, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(p, {"lr": lr, "decay": momentum_decay, "betas": betas, "eps": eps})
        self.t, self.product = 0, 1.0

    @torch.no_grad()
    def step(self):
        self.t += 1
        group = self.param_groups[0]
        (b1, b2), eps = group["betas"], group["eps"]
        mu, following = (b1 * (1 - 0.5 * 0.96 ** (t * group["decay"])) for t in (self.t, self.t + 1))
        self.product *= mu
        for w in group["params"]:
            state = self.state[w]
            m = state["m"] = b1 * state.get("m", 0) + (1 - b1) * w.grad
            v = state["v"] = b2 * state.get("v", 0) + (1 - b2) * w.grad ** 2
            step = following * m / (1 - self.product * following) + (1 - mu) * w.grad / (1 - self.product)
            w -= group["lr"] * step / ((v / (1 - b2 ** self.t)).sqrt() + eps)


class UncorrectedAdam(torch.optim.Optimizer):
    """As Keras writes it: the rate is corrected, and ε added to the uncorrected root."""

    def __init__(self, p, lr, betas=(0.9, 0.999), eps=1e-7):
        super().__init__(p, {"lr": lr, "betas": betas, "eps": eps})
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        group = self.param_groups[0]
        b1, b2 = group["betas"]
        rate = group["lr"] * (1 - b2 ** self.t) ** 0.5 / (1 - b1 ** self.t)
        for w in group["params"]:
            state = self.state[w]
            if not state:
                state["m"], state["v"] = torch.zeros_like(w), torch.zeros_like(w)
            state["m"] += (w.grad - state["m"]) * (1 - b1)
            state["v"] += (w.grad ** 2 - state["v"]) * (1 - b2)
            w -= rate * state["m"] / (state["v"].sqrt() + group["eps"])


register_optimizer(
    "adam-uncorrected-epsilon", {"type": "adam", "learning_rate": 0.05, "beta1": 0.8, "beta2": 0.95, "epsilon": 0.01, "uncorrected_epsilon": True},
    lambda p: UncorrectedAdam(p, lr=0.05, betas=(0.8, 0.95), eps=0.01))
register_optimizer("nadam", {"type": "nadam", "learning_rate": 0.02, "epsilon": 1e-8}, lambda p: Nadam(p, lr=0.02))


def scheduled(make_scheduler, lr=0.3, wants_loss=False):
    """SGD under a scheduler that steps after each update."""
    def make(p):
        optimizer = torch.optim.SGD(p, lr=lr)
        scheduler = make_scheduler(optimizer)
        optimizer.schedule = (lambda loss: scheduler.step(loss)) if wants_loss else (lambda loss: scheduler.step())
        return optimizer
    return make


def register_schedule(name, schedule, make_scheduler, full=False, wants_loss=False, **more):
    @case(f"schedule-{name}")
    def made(rng):
        spec = {"optimizer": {"type": "sgd", "learning_rate": 0.3, "schedule": schedule, **more}}
        rows = 24 if full else 80
        return mlp(rng, "cross_entropy", F.cross_entropy, classes(rng, rows), 3, rows=rows, full=full, spec=spec,
                   optimizer=scheduled(make_scheduler, wants_loss=wants_loss))


schedulers = torch.optim.lr_scheduler
register_schedule("step", {"type": "step", "every": 6, "factor": 0.4}, lambda o: schedulers.StepLR(o, 6, 0.4), full=True)
register_schedule("multi-step", {"type": "multi_step", "milestones": [3, 11], "factor": 0.3}, lambda o: schedulers.MultiStepLR(o, [3, 11], 0.3), full=True)
register_schedule("exponential", {"type": "exponential", "factor": 0.85}, lambda o: schedulers.ExponentialLR(o, 0.85), full=True)
register_schedule("cosine", {"type": "cosine", "min_learning_rate": 0.01}, lambda o: schedulers.CosineAnnealingLR(o, 20, 0.01))
register_schedule(
    "cosine-restarts", {"type": "cosine", "restart_every": 3, "restart_multiplier": 2},
    lambda o: schedulers.CosineAnnealingWarmRestarts(o, 3, 2), full=True)
register_schedule(
    "one-cycle", {"type": "one_cycle", "rise": 0.4, "start_divisor": 10.0, "end_divisor": 100.0},
    lambda o: schedulers.OneCycleLR(o, 0.3, total_steps=20, pct_start=0.4, div_factor=10, final_div_factor=100, cycle_momentum=False))
register_schedule("warmup", "constant", lambda o: schedulers.LambdaLR(o, lambda done: min(1, (done + 1) / 7)), warmup_steps=7)


@case("schedule-reduce-on-plateau")
def plateau(rng):
    """A rate so large that the loss rises again and again. PyTorch's patience counts the epochs that are forgiven, ours those that are waited for."""
    optimizer = {"type": "sgd", "learning_rate": 8.0,
                 "schedule": {"type": "reduce_on_plateau", "monitor": "loss", "patience": 2, "factor": 0.5, "min_delta": 0.01, "cooldown": 1}}
    return mlp(
        rng, "cross_entropy", F.cross_entropy, classes(rng, 24), 3, rows=24, full=True, spec={"optimizer": optimizer},
        optimizer=scheduled(
            lambda o: schedulers.ReduceLROnPlateau(o, factor=0.5, patience=1, threshold=0.01, threshold_mode="abs", cooldown=1), lr=8.0, wants_loss=True))


@case("clip-norm")
def clip_norm(rng):
    return classifier(
        rng, spec={"optimizer": {"type": "sgd", "learning_rate": 0.5, "clip_norm": 0.25}}, optimizer=lambda p: torch.optim.SGD(p, lr=0.5),
        before_step=lambda p: torch.nn.utils.clip_grad_norm_(p, 0.25))


@case("clip-value")
def clip_value(rng):
    return classifier(
        rng, spec={"optimizer": {"type": "sgd", "learning_rate": 0.5, "clip_value": 0.05}}, optimizer=lambda p: torch.optim.SGD(p, lr=0.5),
        before_step=lambda p: torch.nn.utils.clip_grad_value_(p, 0.05))


@case("accumulation")
def accumulation(rng):
    return classifier(
        rng, accumulation=4, spec={"optimizer": {"type": "adam", "learning_rate": 0.05, "epsilon": 1e-8}, "training": {"accumulation": 4}},
        optimizer=lambda p: torch.optim.Adam(p, lr=0.05))


@case("penalty-l1")
def l1(rng):
    """In the gradient: l1 · sign(w)."""
    def before(p):
        for w in p:
            if w.dim() > 1:
                w.grad += 0.02 * torch.sign(w.data)
    return classifier(
        rng, spec={"optimizer": {"type": "sgd", "learning_rate": 0.2}, "regularization": {"l1": 0.02, "proximal": False}}, before_step=before,
        optimizer=lambda p: torch.optim.SGD(p, lr=0.2))


@case("penalty-elastic-proximal")
def elastic(rng):
    """Soft threshold after each step, beside L2 in the gradient."""
    def after(p, rate):
        for w in p:
            if w.dim() > 1:
                w.data = torch.sign(w.data) * torch.clamp(w.data.abs() - rate * 0.05, min=0)
    return classifier(
        rng, spec={"optimizer": {"type": "sgd", "learning_rate": 0.2, "momentum": 0.5}, "regularization": {"l1": 0.05, "l2": 0.01}}, after_step=after,
        optimizer=lambda p: torch.optim.SGD(decays(p, 0.01), lr=0.2, momentum=0.5))


@case("penalty-l2")
def l2(rng):
    return classifier(
        rng, spec={"optimizer": {"type": "sgd", "learning_rate": 0.2, "momentum": 0.9}, "regularization": {"l2": 0.03}},
        optimizer=lambda p: torch.optim.SGD(decays(p, 0.03), lr=0.2, momentum=0.9))


@case("penalty-l2-adam")
def l2_adam(rng):
    return classifier(
        rng, spec={"optimizer": {"type": "adam", "learning_rate": 0.02, "epsilon": 1e-8}, "regularization": {"l2": 0.03}},
        optimizer=lambda p: torch.optim.Adam(decays(p, 0.03), lr=0.02))


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
