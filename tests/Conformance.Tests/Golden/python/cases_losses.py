"""Every loss, with the formulas of its page where PyTorch has none of its own."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from cases_images import Net, channels_first, channels_last
from cases_objectives import SGD, classes, mlp
from goldens import Case, affine, case, uniform


def one_hot(t, n, z):
    return F.one_hot(t, n).to(z.dtype)


def signs(z, t):
    """+1 for the class of an output (or for class 1 of one output), else -1."""
    hot = t[:, None].to(z.dtype) if z.shape[1] == 1 else one_hot(t, z.shape[1], z)
    return 2 * hot - 1


def distributions(rng, rows=80, n=3):
    drawn = rng.uniform(0.05, 1, (rows, n)).astype(np.float64)
    return (drawn / drawn.sum(1, keepdims=True)).astype(np.float32)


def of_classes(name, loss, loss_fn, outputs=3, n=3, **more):
    case(f"loss-{name}")(lambda rng: mlp(rng, loss, loss_fn, classes(rng, n=n), outputs, spec=SGD, **more))


def of_numbers(name, loss, loss_fn, target=lambda rng: uniform(rng, 80, 3), outputs=3, **more):
    case(f"loss-{name}")(lambda rng: mlp(rng, loss, loss_fn, target(rng), outputs, spec=SGD, **more))


of_classes("cross-entropy-smoothed", {"type": "cross_entropy", "label_smoothing": 0.15}, lambda z, t: F.cross_entropy(z, t, label_smoothing=0.15))
of_classes(
    "cross-entropy-weighted", {"type": "cross_entropy", "class_weights": [1.0, 2.5, 0.5]},
    lambda z, t: F.cross_entropy(z, t, weight=torch.tensor([1.0, 2.5, 0.5], dtype=z.dtype), reduction="none").mean())
of_classes(
    "cross-entropy-probabilities", {"type": "cross_entropy", "from_logits": False},
    lambda p, t: -torch.log(p.clamp(min=1e-7)).gather(1, t[:, None]).mean(), last="softmax")
of_numbers("cross-entropy-soft-labels", "cross_entropy", F.cross_entropy, distributions)
of_numbers(
    "binary-cross-entropy-weighted", {"type": "binary_cross_entropy", "positive_weight": 3.0, "label_smoothing": 0.1},
    lambda z, t: F.binary_cross_entropy_with_logits(z, 0.9 * t + 0.05, pos_weight=torch.tensor(3.0, dtype=z.dtype)),
    lambda rng: rng.integers(0, 2, (80, 3)).astype(np.float32))
of_classes(
    "focal", {"type": "focal", "gamma": 1.5},
    lambda z, t: ((1 - torch.softmax(z, 1).gather(1, t[:, None])) ** 1.5 * -torch.log_softmax(z, 1).gather(1, t[:, None])).mean())


def binary_focal(z, t):
    p, hot = torch.sigmoid(z[:, 0]), t.to(z.dtype)
    right = torch.where(t == 1, p, 1 - p)
    return ((0.25 * hot + 0.75 * (1 - hot)) * (1 - right) ** 2 * -torch.log(right)).mean()


of_classes("focal-binary", {"type": "focal", "alpha": 0.25}, binary_focal, outputs=1, n=2)
of_numbers("kl-forward", "kl_divergence", lambda z, t: F.kl_div(torch.log_softmax(z, 1), t, reduction="batchmean"), distributions)
of_numbers(
    "kl-reverse", {"type": "kl_divergence", "direction": "prediction_target"},
    lambda z, t: (torch.softmax(z, 1) * (torch.log_softmax(z, 1) - torch.log(t))).sum(1).mean(), distributions)
of_classes("log-loss", "log_loss", lambda z, t: F.softplus(-signs(z, t) * z).mean())
of_classes("exponential", "exponential", lambda z, t: torch.exp(-signs(z, t) * z).mean(), outputs=1, n=2)
of_classes("hinge", "hinge", lambda z, t: torch.relu(1 - signs(z, t) * z).mean())
of_classes("squared-hinge", "squared_hinge", lambda z, t: (torch.relu(1 - signs(z, t) * z) ** 2).mean(), outputs=1, n=2)
of_classes(
    "multiclass-hinge", "multiclass_hinge",
    lambda z, t: torch.relu(1 + (z - 1e9 * one_hot(t, 3, z)).amax(1) - z.gather(1, t[:, None])[:, 0]).mean())
of_numbers("mae", "mae", F.l1_loss)
of_numbers("huber", {"type": "huber", "delta": 0.7}, lambda z, t: F.huber_loss(z, t, delta=0.7))
of_numbers("log-cosh", "log_cosh", lambda z, t: torch.log(torch.cosh(z - t)).mean())


def corners(b, form):
    if form == "xyxy":
        return b.unbind(1)
    x, y, w, h = b.unbind(1)
    return (x, y, x + w, y + h) if form == "xywh" else (x - w / 2, y - h / 2, x + w / 2, y + h / 2)


def box_loss(kind, form, smooth=0.0, through_alpha=False):
    """The papers' formulas. Alpha of CIoU is a constant, as in the authors' code (torch.no_grad), unless asked otherwise."""
    def loss(z, t):
        (a, b, c, d), (e, f, g, h) = corners(z, form), corners(t, form)
        area, wanted = (c - a) * (d - b), (g - e) * (h - f)
        inter = torch.relu(torch.minimum(c, g) - torch.maximum(a, e)) * torch.relu(torch.minimum(d, h) - torch.maximum(b, f))
        union = area + wanted - inter
        iou = inter / union
        width, height = torch.maximum(c, g) - torch.minimum(a, e), torch.maximum(d, h) - torch.minimum(b, f)
        value = 1 - iou
        if kind == "giou":
            value = value + (width * height - union) / (width * height)
        if kind in ("diou", "ciou"):
            value = value + ((a + c - e - g) ** 2 + (b + d - f - h) ** 2) / 4 / (width ** 2 + height ** 2)
        if kind == "ciou":
            v = 4 / np.pi ** 2 * (torch.atan((g - e) / (h - f)) - torch.atan((c - a) / (d - b))) ** 2
            alpha = v / (1 - iou + v)
            value = value + (alpha if through_alpha else alpha.detach()) * v
        return (value + smooth * F.huber_loss(z, t, reduction="none").mean(1)).mean()
    return loss


def of_boxes(kind, form, smooth=0.0, through_alpha=False):
    @case(f"loss-{kind}" + ("-through-alpha" if through_alpha else ""))
    def made(rng):
        corner, size = rng.uniform(0, 1, (80, 2)), rng.uniform(0.5, 1.5, (80, 2))
        boxes = {"xywh": (corner, size), "cxcywh": (corner + size / 2, size), "xyxy": (corner, corner + size)}[form]
        spec = {"type": kind, "format": form, **({"smooth_l1": smooth} if smooth else {}), **({"differentiate_alpha": True} if through_alpha else {})}
        golden = mlp(rng, spec, box_loss(kind, form, smooth, through_alpha), np.concatenate(boxes, 1).astype(np.float32), 4, spec={"optimizer": {"type": "sgd", "learning_rate": 0.02}},
                     optimizer=lambda p: torch.optim.SGD(p, lr=0.02))
        with torch.no_grad():  # boxes of sensible size from the beginning
            golden.net.b.weight.mul_(0.3)
            golden.net.b.bias.copy_(torch.tensor([0.4, 0.4, 1.6, 1.5] if form == "xyxy" else [0.4, 0.4, 1.0, 1.1]))
        return golden


of_boxes("iou", "xywh")
of_boxes("giou", "cxcywh", 0.5)
of_boxes("diou", "xyxy")
of_boxes("ciou", "xywh")
of_boxes("ciou", "xywh", through_alpha=True)


def pixels(name, loss, loss_fn, target, outputs):
    """A small fully convolutional network: one output or one per class for each pixel."""
    @case(name)
    def made(rng):
        c0, c1 = nn.Conv2d(2, 4, 3, padding=1), nn.Conv2d(4, outputs, 3, padding=1)
        layers = [
            {"type": "conv2d", "filters": 4, "kernel_size": 3, "padding": "same", "activation": "tanh"},
            {"type": "conv2d", "filters": outputs, "kernel_size": 3, "padding": "same"},
        ]
        net = Net(lambda n, x: channels_last(n.c1(torch.tanh(n.c0(channels_first(x))))), c0=c0, c1=c1)
        return Case(net, layers, {**affine(0, c0), **affine(1, c1)}, uniform(rng, 60, 5, 6, 2), target(rng), loss, loss_fn=loss_fn, spec=SGD, batch=3)


def sums(x):
    return x.sum((1, 2))


def soft_iou(p, t):
    both = sums(p * t)
    return (1 - (both + 1) / (sums(p) + sums(t) - both + 1)).mean()


def dice(p, t):
    return (1 - (2 * sums(p * t) + 0.5) / (sums(p) + sums(t) + 0.5)).mean()


def pixel_labels(rng):
    return rng.integers(0, 3, (60, 5, 6)).astype(np.int32)


pixels("segmentation", "cross_entropy", lambda z, t: F.cross_entropy(z.flatten(0, 2), t.flatten()), pixel_labels, 3)
pixels("loss-soft-iou", "soft_iou", lambda z, t: soft_iou(torch.sigmoid(z), t), lambda rng: rng.integers(0, 2, (60, 5, 6, 1)).astype(np.float32), 1)
pixels("loss-dice", {"type": "dice", "smooth": 0.5}, lambda z, t: dice(torch.softmax(z, 3), one_hot(t, 3, z)), pixel_labels, 3)
