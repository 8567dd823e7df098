"""Text, attention by itself, and the GRU as it was published."""

import math

import torch
import torch.nn.functional as F
from torch import nn

from cases_images import Net, labels
from cases_sequences import classifier, embedding, lengths, series, tokens
from goldens import affine, case, identity, transpose


class FirstGru(nn.Module):
    """Cho et al. 2014: the reset gate acts on the state, before the recurrent product. PyTorch's acts after it."""

    def __init__(self, size, units):
        super().__init__()
        self.w, self.u, self.b = nn.Linear(size, 3 * units, bias=False), nn.Linear(units, 3 * units, bias=False), nn.Parameter(torch.randn(3 * units) * 0.3)
        self.units = units

    def forward(self, x, ends):
        h = x.new_zeros(len(x), self.units)
        wr, wz, wn = self.u.weight.chunk(3)
        for s in range(x.shape[1]):
            r, z, n = (self.w(x[:, s]) + self.b).chunk(3, 1)
            r, z = torch.sigmoid(r + h @ wr.T), torch.sigmoid(z + h @ wz.T)
            h = torch.where((s < ends)[:, None], (1 - z) * torch.tanh(n + (r * h) @ wn.T) + z * h, h)
        return h


@case("gru-reset-before")
def reset_before(rng):
    g, d = FirstGru(4, 6), nn.Linear(6, 3)
    layers = [{"type": "gru", "units": 6, "reset_after": False, "recurrent_bias": False}, {"type": "dense", "units": 3}]
    parameters = {"layers.0.kernel": ([g.w.weight], transpose), "layers.0.recurrent_kernel": ([g.u.weight], transpose), "layers.0.bias": ([g.b], identity)}
    return classifier(
        Net(lambda n, x, input_lengths: n.d(n.g(x, input_lengths)), g=g, d=d), layers, {**parameters, **affine(1, d)}, series(rng, 80, 6, 4), labels(rng, 80, 3))


@case("text-classifier")
def text(rng):
    """A bag of words: the mean of the vectors of the real tokens."""
    e, a, d = nn.Embedding(20, 6), nn.Linear(6, 8), nn.Linear(8, 3)

    def forward(n, x, input_lengths):
        real = (torch.arange(x.shape[1])[None, :] < input_lengths[:, None]).to(n.e.weight.dtype)[:, :, None]
        return n.d(torch.relu(n.a((n.e(x) * real).sum(1) / real.sum(1))))

    layers = [
        {"type": "embedding", "vocabulary_size": 20, "units": 6},
        {"type": "global_average_pool1d"},
        {"type": "dense", "units": 8, "activation": "relu"},
        {"type": "dense", "units": 3},
    ]
    return classifier(
        Net(forward, e=e, a=a, d=d), layers, {**embedding(0, e), **affine(1 + 1, a), **affine(3, d)}, tokens(rng, 80, 7, 20, lengths(rng, 80, 7)),
        labels(rng, 80, 3))


@case("conv1d-lengths")
def conv_lengths(rng):
    """Each row is as if it stood alone: what lies behind its end counts as zeros, and the maximum is over what its own windows give."""
    c, d = nn.Conv1d(3, 5, 3, padding=1), nn.Linear(5, 3)

    def forward(n, x, input_lengths):
        rows = [torch.tanh(n.c(row[None, :end].transpose(1, 2))).amax(2) for row, end in zip(x, input_lengths)]
        return n.d(torch.cat(rows))

    layers = [
        {"type": "conv1d", "filters": 5, "kernel_size": 3, "padding": "same", "activation": "tanh"},
        {"type": "global_max_pool1d"},
        {"type": "dense", "units": 3},
    ]
    return classifier(Net(forward, c=c, d=d), layers, {**affine(0, c), **affine(2, d)}, series(rng, 80, 7, 3), labels(rng, 80, 3))


def waves(steps, channels):
    table = torch.zeros(steps, channels)
    for s in range(steps):
        for j in range(0, channels, 2):
            table[s, j], table[s, j + 1] = math.sin(s / 10000 ** (j / channels)), math.cos(s / 10000 ** (j / channels))
    return table


@case("attention")
def attention(rng):
    """Fixed positions, then causal self-attention with hidden padding."""
    a, d = nn.MultiheadAttention(8, 2, batch_first=True), nn.Linear(48, 3)
    nn.init.normal_(a.in_proj_bias, 0, 0.3)
    table = waves(6, 8)

    def forward(n, x, input_lengths):
        x = x + table.to(x.dtype)
        behind = torch.arange(6)[None, :] >= input_lengths[:, None]
        later = torch.ones(6, 6, dtype=torch.bool).triu(1)
        return n.d(n.a(x, x, x, key_padding_mask=behind, attn_mask=later, need_weights=False)[0].flatten(1))

    layers = [
        {"type": "positional_encoding"},
        {"type": "multi_head_attention", "heads": 2, "causal": True},
        {"type": "dense", "units": 3},
    ]
    parameters = {
        "layers.1.qkv_kernel": ([a.in_proj_weight], transpose), "layers.1.qkv_bias": ([a.in_proj_bias], identity),
        "layers.1.output_kernel": ([a.out_proj.weight], transpose), "layers.1.output_bias": ([a.out_proj.bias], identity)}
    return classifier(Net(forward, a=a, d=d), layers, {**parameters, **affine(2, d)}, series(rng, 80, 6, 8), labels(rng, 80, 3))
