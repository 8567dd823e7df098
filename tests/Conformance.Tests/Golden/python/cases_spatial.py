"""Networks over series, images and volumes: windows of all kinds, there and back."""

import torch
import torch.nn.functional as F
from torch import nn

from cases_images import Net, channels_first, channels_last, labels
from goldens import Case, affine, case, uniform

SGD = {"optimizer": {"type": "sgd", "learning_rate": 0.05, "momentum": 0.5}}


def sgd(p):
    return torch.optim.SGD(p, lr=0.05, momentum=0.5)


def classifier(net, layers, parameters, x, y, **more):
    return Case(net, layers, parameters, x, y, "cross_entropy", loss_fn=F.cross_entropy, spec=SGD, optimizer=sgd, **more)


def rebuilder(net, layers, parameters, x, rng, **more):
    """The network gives its output and its input, which the output is compared with."""
    spec = {**SGD, "outputs": [{"target": "input", "loss": "mse"}]}
    return Case(net, layers, parameters, x, labels(rng, len(x), 2), None, loss_fn=lambda pair, _: F.mse_loss(*pair), spec=spec, optimizer=sgd, **more)


@case("conv1d")
def conv1d(rng):
    c0, c1, c2, d = nn.Conv1d(3, 6, 3, padding=1), nn.Conv1d(6, 8, 2, dilation=3), nn.Conv1d(8, 4, 4, stride=2, padding=1, groups=2), nn.Linear(4, 3)

    def forward(n, x):
        x = F.max_pool1d(torch.relu(n.c0(channels_first(x))), 2)
        x = torch.tanh(n.c1(F.pad(x, (3, 0))))
        x = F.avg_pool1d(x, 3, stride=1, padding=1, count_include_pad=False)
        return n.d(n.c2(x).amax(2))

    layers = [
        {"type": "conv1d", "filters": 6, "kernel_size": 3, "padding": "same", "activation": "relu"},
        {"type": "max_pool1d", "pool_size": 2},
        {"type": "conv1d", "filters": 8, "kernel_size": 2, "dilation": 3, "padding": "causal", "activation": "tanh"},
        {"type": "average_pool1d", "pool_size": 3, "stride": 1, "padding": 1},
        {"type": "conv1d", "filters": 4, "kernel_size": 4, "stride": 2, "padding": 1, "groups": 2},
        {"type": "global_max_pool1d"},
        {"type": "dense", "units": 3},
    ]
    return classifier(
        Net(forward, c0=c0, c1=c1, c2=c2, d=d), layers, {**affine(0, c0), **affine(2, c1), **affine(4, c2), **affine(6, d)},
        uniform(rng, 80, 21, 3), labels(rng, 80, 3))


@case("conv3d")
def conv3d(rng):
    c0, c1, d = nn.Conv3d(2, 4, (2, 3, 2), stride=(1, 2, 1), padding=(1, 1, 0)), nn.Conv3d(4, 6, 2, groups=2), nn.Linear(6, 3)

    def forward(n, x):
        x = F.max_pool3d(torch.relu(n.c0(channels_first(x))), (2, 1, 2), stride=(1, 1, 1))
        x = F.avg_pool3d(torch.tanh(n.c1(x)), 2, stride=1)
        return n.d(x.mean((2, 3, 4)))

    layers = [
        {"type": "conv3d", "filters": 4, "kernel_size": [2, 3, 2], "stride": [1, 2, 1], "padding": [1, 1, 0], "activation": "relu"},
        {"type": "max_pool3d", "pool_size": [2, 1, 2], "stride": 1},
        {"type": "conv3d", "filters": 6, "kernel_size": 2, "groups": 2, "activation": "tanh"},
        {"type": "average_pool3d", "pool_size": 2, "stride": 1},
        {"type": "global_average_pool3d"},
        {"type": "dense", "units": 3},
    ]
    return classifier(
        Net(forward, c0=c0, c1=c1, d=d), layers, {**affine(0, c0), **affine(2, c1), **affine(5, d)}, uniform(rng, 60, 5, 7, 6, 2), labels(rng, 60, 3), batch=3)


@case("grouped-cnn")
def grouped(rng):
    c0, c1, c2, d = nn.Conv2d(3, 6, 3, padding=1, groups=3), nn.Conv2d(6, 12, 3, padding=1, groups=6), nn.Conv2d(12, 5, 1), nn.Linear(5, 3)

    def forward(n, x):
        x = torch.relu(n.c0(channels_first(x)))
        x = torch.relu(n.c2(torch.tanh(n.c1(x))))
        x = F.pad(x, (1, 0, 0, 2))[:, :, 1:, :-2]
        return n.d(x.amax((2, 3)))

    layers = [
        {"type": "conv2d", "filters": 6, "kernel_size": 3, "padding": 1, "groups": 3, "activation": "relu"},
        {"type": "depthwise_conv2d", "kernel_size": 3, "padding": "same", "depth_multiplier": 2, "activation": "tanh"},
        {"type": "conv2d", "filters": 5, "kernel_size": 1, "activation": "relu"},
        {"type": "pad2d", "left": 1, "bottom": 2},
        {"type": "crop2d", "top": 1, "right": 2},
        {"type": "global_max_pool2d"},
        {"type": "dense", "units": 3},
    ]
    return classifier(
        Net(forward, c0=c0, c1=c1, c2=c2, d=d), layers, {**affine(0, c0), **affine(1, c1), **affine(2, c2), **affine(6, d)},
        uniform(rng, 80, 6, 7, 3), labels(rng, 80, 3))


@case("autoencoder-conv-transpose")
def conv_transpose(rng):
    c0, t1, t2 = nn.Conv2d(2, 6, 3, stride=2, padding=1), nn.ConvTranspose2d(6, 4, 3, padding=1, groups=2), nn.ConvTranspose2d(4, 2, 3, 2, 1, 1)

    def forward(n, x):
        y = torch.tanh(n.c0(channels_first(x)))
        return channels_last(n.t2(torch.relu(n.t1(y)))), x

    layers = [
        {"type": "conv2d", "filters": 6, "kernel_size": 3, "stride": 2, "padding": 1, "activation": "tanh"},
        {"type": "conv_transpose2d", "filters": 4, "kernel_size": 3, "padding": 1, "groups": 2, "activation": "relu"},
        {"type": "conv_transpose2d", "filters": 2, "kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1},
    ]
    return rebuilder(Net(forward, c0=c0, t1=t1, t2=t2), layers, {**affine(0, c0), **affine(1, t1), **affine(2, t2)}, uniform(rng, 80, 8, 6, 2), rng)


@case("autoencoder-unpool")
def unpool(rng):
    c0, c1, c2 = nn.Conv2d(1, 5, 3, padding=1), nn.Conv2d(5, 5, 3, padding=1), nn.Conv2d(5, 1, 3, padding=1)

    def forward(n, x):
        y, places = F.max_pool2d(torch.tanh(n.c0(channels_first(x))), 2, return_indices=True)
        y = F.max_unpool2d(torch.relu(n.c1(y)), places, 2)
        return channels_last(n.c2(y)), x

    layers = [
        {"type": "conv2d", "filters": 5, "kernel_size": 3, "padding": "same", "activation": "tanh"},
        {"type": "max_pool2d", "pool_size": 2, "id": "pool"},
        {"type": "conv2d", "filters": 5, "kernel_size": 3, "padding": "same", "activation": "relu"},
        {"type": "max_unpool2d", "pool": "pool"},
        {"type": "conv2d", "filters": 1, "kernel_size": 3, "padding": "same"},
    ]
    return rebuilder(Net(forward, c0=c0, c1=c1, c2=c2), layers, {**affine(0, c0), **affine(2, c1), **affine(4, c2)}, uniform(rng, 80, 6, 8, 1), rng)


def upsampling(name, ours, **theirs):
    @case(f"autoencoder-upsample-{name}")
    def made(rng):
        c0, c1, c2 = nn.Conv2d(2, 4, 3, stride=2, padding=1), nn.Conv2d(4, 4, 3, padding=1), nn.Conv2d(4, 2, 3, padding=1)

        def forward(n, x):
            y = F.interpolate(torch.tanh(n.c0(channels_first(x))), scale_factor=2, **theirs)
            y = F.interpolate(torch.tanh(n.c1(y)), size=(7, 6), **theirs)
            return channels_last(n.c2(y)), x

        layers = [
            {"type": "conv2d", "filters": 4, "kernel_size": 3, "stride": 2, "padding": 1, "activation": "tanh"},
            {"type": "upsample2d", "scale": 2, **ours},
            {"type": "conv2d", "filters": 4, "kernel_size": 3, "padding": 1, "activation": "tanh"},
            {"type": "upsample2d", "size": [7, 6], **ours},
            {"type": "conv2d", "filters": 2, "kernel_size": 3, "padding": 1},
        ]
        return rebuilder(Net(forward, c0=c0, c1=c1, c2=c2), layers, {**affine(0, c0), **affine(2, c1), **affine(4, c2)}, uniform(rng, 60, 7, 6, 2), rng, batch=3)


upsampling("nearest", {"mode": "nearest"}, mode="nearest")
upsampling("bilinear", {"mode": "bilinear"}, mode="bilinear", align_corners=False)
upsampling("bilinear-aligned", {"mode": "bilinear", "align_corners": True}, mode="bilinear", align_corners=True)


@case("autoencoder-1d")
def series(rng):
    c0, t1, c2 = nn.Conv1d(2, 6, 3, stride=2), nn.ConvTranspose1d(6, 4, 4, stride=3, padding=1, output_padding=1), nn.Conv1d(4, 2, 3, padding=1)

    def forward(n, x):
        y, places = F.max_pool1d(torch.tanh(n.c0(channels_first(x))), 2, return_indices=True)
        y = torch.tanh(n.t1(F.max_unpool1d(y, places, 2)))
        return channels_last(n.c2(F.interpolate(y, size=13, mode="linear", align_corners=False))), x

    layers = [
        {"type": "conv1d", "filters": 6, "kernel_size": 3, "stride": 2, "activation": "tanh"},
        {"type": "max_pool1d", "id": "pool"},
        {"type": "max_unpool1d", "pool": "pool"},
        {"type": "conv_transpose1d", "filters": 4, "kernel_size": 4, "stride": 3, "padding": 1, "output_padding": 1, "activation": "tanh"},
        {"type": "upsample1d", "size": 13, "mode": "linear"},
        {"type": "conv1d", "filters": 2, "kernel_size": 3, "padding": "same"},
    ]
    return rebuilder(Net(forward, c0=c0, t1=t1, c2=c2), layers, {**affine(0, c0), **affine(3, t1), **affine(5, c2)}, uniform(rng, 80, 13, 2), rng)


@case("autoencoder-3d")
def volumes(rng):
    c0, t1 = nn.Conv3d(1, 4, 2, stride=2), nn.ConvTranspose3d(4, 1, (2, 3, 2), stride=2, padding=(0, 1, 0), output_padding=(0, 1, 0))

    def forward(n, x):
        return channels_last(n.t1(torch.tanh(n.c0(channels_first(x))))), x

    layers = [
        {"type": "conv3d", "filters": 4, "kernel_size": 2, "stride": 2, "activation": "tanh"},
        {"type": "conv_transpose3d", "filters": 1, "kernel_size": [2, 3, 2], "stride": 2, "padding": [0, 1, 0], "output_padding": [0, 1, 0]},
    ]
    return rebuilder(Net(forward, c0=c0, t1=t1), layers, {**affine(0, c0), **affine(1, t1)}, uniform(rng, 60, 4, 4, 6, 1), rng, batch=3)


@case("autoencoder-unpool-3d")
def unpool_volumes(rng):
    c0, c1, c2 = nn.Conv3d(1, 4, 3, padding=1), nn.Conv3d(4, 4, 1), nn.Conv3d(4, 1, 3, padding=1)

    def forward(n, x):
        y, places = F.max_pool3d(torch.tanh(n.c0(channels_first(x))), (2, 2, 3), return_indices=True)
        y = F.max_unpool3d(torch.relu(n.c1(y)), places, (2, 2, 3), output_size=(4, 5, 6))
        return channels_last(n.c2(y)), x

    layers = [
        {"type": "conv3d", "filters": 4, "kernel_size": 3, "padding": "same", "activation": "tanh"},
        {"type": "max_pool3d", "pool_size": [2, 2, 3], "id": "pool"},
        {"type": "conv3d", "filters": 4, "kernel_size": 1, "activation": "relu"},
        {"type": "max_unpool3d", "pool": "pool"},
        {"type": "conv3d", "filters": 1, "kernel_size": 3, "padding": "same"},
    ]
    return rebuilder(Net(forward, c0=c0, c1=c1, c2=c2), layers, {**affine(0, c0), **affine(2, c1), **affine(4, c2)}, uniform(rng, 40, 4, 5, 6, 1), rng, batch=2)


@case("volume-maxima")
def maxima(rng):
    c, d = nn.Conv3d(2, 5, 2), nn.Linear(5, 3)
    layers = [{"type": "conv3d", "filters": 5, "kernel_size": 2, "activation": "tanh"}, {"type": "global_max_pool3d"}, {"type": "dense", "units": 3}]
    return classifier(
        Net(lambda n, x: n.d(torch.tanh(n.c(channels_first(x))).amax((2, 3, 4))), c=c, d=d), layers, {**affine(0, c), **affine(2, d)},
        uniform(rng, 60, 3, 4, 3, 2), labels(rng, 60, 3), batch=3)
