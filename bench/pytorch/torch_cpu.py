"""Times training steps of the benchmark's networks in PyTorch itself, where libtorch cannot be fetched: `OMP_NUM_THREADS=4 python3 torch_cpu.py lstm 4`.

Needs PyTorch 2.6 or newer. Fused optimizers, channels_last for convolutions, denormals flushed. An indication beside bench/run.sh: the weights are PyTorch's own, nothing is compared before the timing.
"""

import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

name, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)
torch.set_flush_denormal(True)
torch.manual_seed(1)


def convolution(inputs, outputs, stride=1):
    return [nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.main = nn.Sequential(*convolution(inputs, outputs, stride), *convolution(outputs, outputs)[:2])
        same = stride == 1 and inputs == outputs
        self.shortcut = nn.Identity() if same else nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return F.relu(self.main(x) + self.shortcut(x))


class Recurrent(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.cells, self.head = kind(64, 128), nn.Linear(128, 10)

    def forward(self, x):
        return self.head(self.cells(x)[0][-1])


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens, self.places = nn.Embedding(1000, 128), nn.Parameter(torch.randn(64, 128))
        self.blocks = nn.ModuleList(nn.ModuleList([
            nn.Linear(128, 384), nn.Linear(128, 128), nn.LayerNorm(128), nn.Linear(128, 512), nn.Linear(512, 128), nn.LayerNorm(128)]) for _ in range(2))
        self.head = nn.Linear(128, 10)

    def forward(self, x):
        rows, h = x.shape[0], self.tokens(x) + self.places
        for qkv, out, norm1, up, down, norm2 in self.blocks:
            q, k, v = qkv(h).view(rows, 64, 3, 4, 32).permute(2, 0, 3, 1, 4)
            h = norm1(h + out(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(rows, 64, 128)))
            h = norm2(h + down(F.relu(up(h))))
        return self.head(h.mean(1))


def dense(*widths):
    layers = [layer for pair in zip(widths, widths[1:]) for layer in (nn.Linear(*pair), nn.ReLU())]
    return nn.Sequential(*layers[:-1])


def resnet():
    stages, inputs = convolution(3, 64), 64
    for outputs, stride in ((64, 1), (128, 2), (256, 2), (512, 2)):
        stages += [Block(inputs, outputs, stride), Block(outputs, outputs, 1)]
        inputs = outputs
    return nn.Sequential(*stages, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.AvgPool2d(2), nn.Flatten(), *dense(400, 120, 84, 10))


def cnn():
    return nn.Sequential(
        *convolution(3, 64), *convolution(64, 64), nn.MaxPool2d(2), *convolution(64, 128), *convolution(128, 128), nn.MaxPool2d(2), *convolution(128, 256),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(256, 10))


# Batch, whether by Adam, the network, its rows.
networks = {
    "mlp": (128, True, lambda: dense(784, 512, 256, 10), lambda: torch.randn(128, 784)),
    "mlp-large": (256, False, lambda: dense(1024, 2048, 2048, 1000), lambda: torch.randn(256, 1024)),
    "lenet": (64, False, lenet, lambda: torch.randn(64, 1, 28, 28)),
    "cnn-bn": (64, False, cnn, lambda: torch.randn(64, 3, 32, 32)),
    "resnet18-cifar": (32, False, resnet, lambda: torch.randn(32, 3, 32, 32)),
    "lstm": (64, True, lambda: Recurrent(nn.LSTM), lambda: torch.randn(64, 64, 64)),
    "gru": (64, True, lambda: Recurrent(nn.GRU), lambda: torch.randn(64, 64, 64)),
    "rnn-tanh": (64, True, lambda: Recurrent(nn.RNN), lambda: torch.randn(64, 64, 64)),
    "transformer": (32, True, Transformer, lambda: torch.randint(0, 1000, (32, 64))),
}
batch, adam, network, rows = networks[name]
model, x = network(), rows()
y = torch.randint(0, 1000 if name == "mlp-large" else 10, (batch,))
if x.dim() == 4:
    model, x = model.to(memory_format=torch.channels_last), x.contiguous(memory_format=torch.channels_last)
optimizer = torch.optim.Adam(model.parameters(), fused=True) if adam else torch.optim.SGD(model.parameters(), 0.01, 0.9, fused=True)


def steps(seconds):
    count, start = 0, time.time()
    while time.time() - start < seconds:
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
        count += 1
    return count * batch / (time.time() - start)


steps(0.5)
print(f"{name}, {threads} threads: {sorted(steps(0.4) for _ in range(3))[1]:.0f} samples/s")
