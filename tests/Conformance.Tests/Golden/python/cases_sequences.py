"""Networks over sequences of different lengths: recurrent layers, attention, transformer blocks, encoder and decoder."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from cases_images import Net, labels
from goldens import Case, Field, affine, case, identity, transpose, uniform

SGD = {"optimizer": {"type": "sgd", "learning_rate": 0.2, "momentum": 0.5}}


def sgd(p):
    return torch.optim.SGD(p, lr=0.2, momentum=0.5)


def lengths(rng, rows, steps):
    return rng.integers(1, steps + 1, rows)


def series(rng, rows, steps, channels):
    return Field(uniform(rng, rows, steps, channels), lengths=lengths(rng, rows, steps))


def tokens(rng, rows, steps, vocabulary, lengths=None):
    values = rng.integers(0, vocabulary, (rows, steps))
    values[0, 0] = vocabulary - 1
    return Field(values.astype("int32"), vocabulary, lengths)


def recurrent(index, module, biases=True):
    """Parameters of nn.RNN, nn.LSTM or nn.GRU: [gates · units, in] becomes [in, gates · units]; gates have one order in both."""
    found = {}
    for layer in range(module.num_layers):
        for suffix in ("", "_reverse") if module.bidirectional else ("",):
            prefix = f"layers.{index}." + (f"{layer}." if module.num_layers > 1 else "")
            prefix += ("reverse." if suffix else "forward.") if module.bidirectional else ""
            found[prefix + "kernel"] = ([getattr(module, f"weight_ih_l{layer}{suffix}")], transpose)
            found[prefix + "recurrent_kernel"] = ([getattr(module, f"weight_hh_l{layer}{suffix}")], transpose)
            found[prefix + "bias"] = ([getattr(module, f"bias_ih_l{layer}{suffix}")], identity)
            found[prefix + "recurrent_bias"] = ([getattr(module, f"bias_hh_l{layer}{suffix}")], identity)
    return found


def last_states(module, x, ends):
    """The last layer's states at each row's end, directions side by side."""
    _, state = module(pack_padded_sequence(x, ends, batch_first=True, enforce_sorted=False))
    state = state[0] if isinstance(state, tuple) else state
    directions = 2 if module.bidirectional else 1
    return torch.cat(list(state[-directions:]), 1)


def classifier(net, layers, parameters, x, y, **more):
    return Case(net, layers, parameters, x, y, "cross_entropy", loss_fn=F.cross_entropy, spec=SGD, optimizer=sgd, **more)


@case("rnn")
def rnn(rng):
    r, d = nn.RNN(4, 7, batch_first=True), nn.Linear(7, 3)
    layers = [{"type": "rnn", "units": 7, "recurrent_bias": True}, {"type": "dense", "units": 3}]
    return classifier(
        Net(lambda n, x, input_lengths: n.d(last_states(n.r, x, input_lengths)), r=r, d=d), layers, {**recurrent(0, r), **affine(1, d)},
        series(rng, 80, 6, 4), labels(rng, 80, 3))


@case("lstm")
def lstm(rng):
    r, d = nn.LSTM(4, 5, num_layers=2, bidirectional=True, batch_first=True), nn.Linear(10, 3)
    layers = [{"type": "lstm", "units": 5, "layers": 2, "direction": "both", "recurrent_bias": True}, {"type": "dense", "units": 3}]
    return classifier(
        Net(lambda n, x, input_lengths: n.d(last_states(n.r, x, input_lengths)), r=r, d=d), layers, {**recurrent(0, r), **affine(1, d)},
        series(rng, 80, 6, 4), labels(rng, 80, 3))


@case("gru")
def gru(rng):
    r, s, d = nn.GRU(4, 6, bidirectional=True, batch_first=True), nn.GRU(12, 5, batch_first=True), nn.Linear(5, 3)

    def forward(n, x, input_lengths):
        y, _ = n.r(pack_padded_sequence(x, input_lengths, batch_first=True, enforce_sorted=False))
        return n.d(last_states(n.s, pad_packed_sequence(y, batch_first=True, total_length=x.shape[1])[0], input_lengths))

    layers = [{"type": "gru", "units": 6, "direction": "both", "return_sequences": True}, {"type": "gru", "units": 5}, {"type": "dense", "units": 3}]
    return classifier(Net(forward, r=r, s=s, d=d), layers, {**recurrent(0, r), **recurrent(1, s), **affine(2, d)}, series(rng, 80, 6, 4), labels(rng, 80, 3))


def embedding(index, module):
    return {f"layers.{index}.embeddings": ([module.weight], identity)}


def positions_loss(output, wanted):
    return F.cross_entropy(output.flatten(0, 1), wanted.flatten())


class Names(nn.Module):
    """Modules, and a function of two token fields."""

    def __init__(self, forward, **modules):
        super().__init__()
        for name, module in modules.items():
            setattr(self, name, module)
        self.function = forward

    def forward(self, **fields):
        return self.function(self, **fields)


def translation(net, layers, parameters, rng, vocabulary=8):
    source = tokens(rng, 80, 5, vocabulary, lengths(rng, 80, 5))
    return Case(
        net, layers, parameters, {"source": source, "so_far": tokens(rng, 80, 4, vocabulary)}, {"next": tokens(rng, 80, 4, vocabulary)}, "cross_entropy",
        loss_fn=positions_loss, spec=SGD, optimizer=sgd)


@case("seq2seq")
def seq2seq(rng):
    e0, e1, enc, dec, d = nn.Embedding(8, 5, padding_idx=2), nn.Embedding(8, 5), nn.GRU(5, 6, batch_first=True), nn.GRU(5, 6, batch_first=True), nn.Linear(6, 8)

    def forward(n, source, source_lengths, so_far):
        _, state = n.enc(pack_padded_sequence(n.e0(source), source_lengths, batch_first=True, enforce_sorted=False))
        return n.d(n.dec(n.e1(so_far), state)[0])

    layers = [
        {"type": "embedding", "inputs": ["source"], "vocabulary_size": 8, "units": 5, "padding_id": 2},
        {"type": "gru", "units": 6, "id": "encoder"},
        {"type": "embedding", "inputs": ["so_far"], "vocabulary_size": 8, "units": 5, "id": "words"},
        {"type": "gru", "inputs": ["words", "encoder.state"], "units": 6, "return_sequences": True},
        {"type": "dense", "units": 8, "per_position": True},
    ]
    parameters = {**embedding(0, e0), **recurrent(1, enc), **embedding(2, e1), **recurrent(3, dec), **affine(4, d)}
    return translation(Names(forward, e0=e0, e1=e1, enc=enc, dec=dec, d=d), layers, parameters, rng)


def linear(name, module):
    return {f"{name}_kernel": ([module.weight], transpose), f"{name}_bias": ([module.bias], identity)}


def norm(name, module):
    return {f"{name}_scale": ([module.weight], identity), f"{name}_offset": ([module.bias], identity)}


def block(prefix, module):
    """A transformer block's parameters: queries, keys and values of self-attention lie side by side in both."""
    attention = module.self_attn
    found = {f"{prefix}attention_qkv_kernel": ([attention.in_proj_weight], transpose), f"{prefix}attention_qkv_bias": ([attention.in_proj_bias], identity)}
    found.update({**linear(f"{prefix}attention_output", attention.out_proj), **norm(f"{prefix}attention_norm", module.norm1)})
    if hasattr(module, "multihead_attn"):
        cross, d = module.multihead_attn, module.multihead_attn.embed_dim
        found[f"{prefix}cross_query_kernel"] = ([cross.in_proj_weight], lambda a: a[:d].T)
        found[f"{prefix}cross_query_bias"] = ([cross.in_proj_bias], lambda a: a[:d])
        found[f"{prefix}cross_key_value_kernel"] = ([cross.in_proj_weight], lambda a: a[d:].T)
        found[f"{prefix}cross_key_value_bias"] = ([cross.in_proj_bias], lambda a: a[d:])
        found.update({**linear(f"{prefix}cross_output", cross.out_proj), **norm(f"{prefix}cross_norm", module.norm2)})
    found.update({**linear(f"{prefix}feed_forward_in", module.linear1), **linear(f"{prefix}feed_forward_out", module.linear2)})
    found.update(norm(f"{prefix}feed_forward_norm", module.norm3 if hasattr(module, "multihead_attn") else module.norm2))
    return found


class Positions(nn.Module):
    def __init__(self, steps, channels):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(steps, channels) * 0.3)


def hidden(ends, steps):
    """True at keys behind a row's end."""
    return torch.arange(steps)[None, :] >= ends[:, None]


@case("transformer-encoder")
def transformer_encoder(rng):
    p = Positions(6, 8)
    t = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 12, dropout=0, activation="gelu", batch_first=True), 2)
    d = nn.Linear(48, 3)
    for parameter in t.parameters():
        nn.init.normal_(parameter, 0.1, 0.4)

    def forward(n, x, input_lengths):
        return n.d(n.t(x + n.p.weight, src_key_padding_mask=hidden(input_lengths, 6)).flatten(1))

    layers = [
        {"type": "positional_encoding", "encoding": "learned"},
        {"type": "transformer_encoder", "heads": 2, "feed_forward_units": 12, "layers": 2, "activation": "gelu"},
        {"type": "dense", "units": 3},
    ]
    parameters = {"layers.0.positions": ([p.weight], identity), **block("layers.1.0.", t.layers[0]), **block("layers.1.1.", t.layers[1]), **affine(2, d)}
    return classifier(Net(forward, p=p, t=t, d=d), layers, parameters, series(rng, 80, 6, 8), labels(rng, 80, 3))


@case("transformer-decoder")
def transformer_decoder(rng):
    e0, e1, d = nn.Embedding(8, 6), nn.Embedding(8, 6), nn.Linear(6, 8)
    t = nn.TransformerDecoder(nn.TransformerDecoderLayer(6, 3, 10, dropout=0, batch_first=True, norm_first=True), 1, nn.LayerNorm(6))
    for parameter in t.parameters():
        nn.init.normal_(parameter, 0.1, 0.4)

    def forward(n, source, source_lengths, so_far):
        later = torch.full((4, 4), float("-inf")).triu(1)
        return n.d(n.t(n.e1(so_far), n.e0(source), tgt_mask=later, memory_key_padding_mask=hidden(source_lengths, 5)))

    layers = [
        {"type": "embedding", "inputs": ["source"], "vocabulary_size": 8, "units": 6, "id": "memory"},
        {"type": "embedding", "inputs": ["so_far"], "vocabulary_size": 8, "units": 6, "id": "words"},
        {"type": "transformer_decoder", "inputs": ["words", "memory"], "heads": 3, "feed_forward_units": 10, "norm_first": True},
        {"type": "dense", "units": 8, "per_position": True},
    ]
    parameters = {**embedding(0, e0), **embedding(1, e1), **block("layers.2.", t.layers[0]), **norm("layers.2.norm", t.norm), **affine(3, d)}
    return translation(Names(forward, e0=e0, e1=e1, t=t, d=d), layers, parameters, rng)
