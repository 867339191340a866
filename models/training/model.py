"""Whisper's architecture in plain PyTorch, with the parameter names of Hugging Face's class.

Differences from a library implementation exist for training only: the encoder can start at any
position (so short windows teach all positions) and the guided heads hand back their scores.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

_CONVOLUTION_GAIN = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Size of the model; ``guided`` are the decoder heads (layer, head) that are shown the true times."""

    width: int = 192
    heads: int = 3
    encoder_layers: int = 4
    decoder_layers: int = 3
    feed_forward: int = 768
    mels: int = 80
    source_positions: int = 1500
    target_positions: int = 448
    vocabulary: int = 2560
    guided: tuple[tuple[int, int], ...] = ((1, 0), (2, 0))


def sinusoids(length: int, width: int) -> Tensor:
    """Whisper's fixed encoder positions, (position, width)."""
    increment = math.log(10_000) / (width // 2 - 1)
    angles = torch.arange(length)[:, None] * torch.exp(-increment * torch.arange(width // 2))[None]
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class Attention(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.k_proj = nn.Linear(width, width, bias=False)
        self.v_proj = nn.Linear(width, width)
        self.q_proj = nn.Linear(width, width)
        self.out_proj = nn.Linear(width, width)

    def _split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def forward(self, x: Tensor, source: Tensor, *, causal: bool = False) -> tuple[Tensor, Tensor]:
        """Output, and the scores before softmax (batch, head, target, source)."""
        query, key, value = (
            self._split(p) for p in (self.q_proj(x), self.k_proj(source), self.v_proj(source))
        )
        # Plain products: on CPUs twice as fast as the fused attention, forward and backward.
        scores = (query * (query.shape[-1] ** -0.5)) @ key.transpose(-1, -2)
        if causal:
            later = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool).triu(1)
            scores = scores.masked_fill(later, float("-inf"))
        out = scores.softmax(dim=-1) @ value
        return self.out_proj(out.transpose(1, 2).flatten(2)), scores


class EncoderLayer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.self_attn = Attention(shape.width, shape.heads)
        self.self_attn_layer_norm = nn.LayerNorm(shape.width)
        self.fc1 = nn.Linear(shape.width, shape.feed_forward)
        self.fc2 = nn.Linear(shape.feed_forward, shape.width)
        self.final_layer_norm = nn.LayerNorm(shape.width)

    def forward(self, x: Tensor) -> Tensor:
        normed = self.self_attn_layer_norm(x)
        x = x + self.self_attn(normed, normed)[0]
        hidden = functional.gelu(self.fc1(self.final_layer_norm(x)))
        return x + self.fc2(hidden)


class DecoderLayer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.self_attn = Attention(shape.width, shape.heads)
        self.self_attn_layer_norm = nn.LayerNorm(shape.width)
        self.encoder_attn = Attention(shape.width, shape.heads)
        self.encoder_attn_layer_norm = nn.LayerNorm(shape.width)
        self.fc1 = nn.Linear(shape.width, shape.feed_forward)
        self.fc2 = nn.Linear(shape.feed_forward, shape.width)
        self.final_layer_norm = nn.LayerNorm(shape.width)

    def forward(self, x: Tensor, source: Tensor) -> tuple[Tensor, Tensor]:
        """Output, and the scores over the encoder's frames."""
        normed = self.self_attn_layer_norm(x)
        x = x + self.self_attn(normed, normed, causal=True)[0]
        attended, scores = self.encoder_attn(self.encoder_attn_layer_norm(x), source)
        x = x + attended
        return x + self.fc2(functional.gelu(self.fc1(self.final_layer_norm(x)))), scores


class Encoder(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(shape.mels, shape.width, 3, padding=1)
        self.conv2 = nn.Conv1d(shape.width, shape.width, 3, stride=2, padding=1)
        self.embed_positions = nn.Embedding(shape.source_positions, shape.width)
        self.embed_positions.weight = nn.Parameter(
            sinusoids(shape.source_positions, shape.width), requires_grad=False
        )
        self.layers = nn.ModuleList(EncoderLayer(shape) for _ in range(shape.encoder_layers))
        self.layer_norm = nn.LayerNorm(shape.width)

    def forward(self, features: Tensor, offsets: Tensor) -> Tensor:
        x = functional.gelu(self.conv1(features))
        x = functional.gelu(self.conv2(x)).transpose(1, 2)
        positions = offsets[:, None] + torch.arange(x.shape[1])[None]
        x = x + self.embed_positions.weight[positions]
        for layer in self.layers:
            x = layer(x)
        return self.layer_norm(x)


class Decoder(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.guided = shape.guided
        self.embed_tokens = nn.Embedding(shape.vocabulary, shape.width)
        self.embed_positions = nn.Embedding(shape.target_positions, shape.width)
        self.layers = nn.ModuleList(DecoderLayer(shape) for _ in range(shape.decoder_layers))
        self.layer_norm = nn.LayerNorm(shape.width)

    def forward(self, tokens: Tensor, source: Tensor) -> tuple[Tensor, list[Tensor]]:
        x = self.embed_tokens(tokens) + self.embed_positions.weight[: tokens.shape[1]]
        guided_scores = []
        for index, layer in enumerate(self.layers):
            x, scores = layer(x, source)
            guided_scores += [scores[:, head] for guided, head in self.guided if guided == index]
        return self.layer_norm(x), guided_scores


class Body(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.encoder = Encoder(shape)
        self.decoder = Decoder(shape)


class Whisper(nn.Module):
    """The model; the output layer is the token embedding, as in Whisper."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.model = Body(shape)
        for name, parameter in self.named_parameters():
            if parameter.dim() >= 2 and "encoder.embed_positions" not in name:
                nn.init.normal_(parameter, std=0.02) if "embed" in name else nn.init.xavier_uniform_(
                    parameter
                )
        with torch.no_grad():  # as loud as the positions, or the sound is found late
            self.model.encoder.conv1.weight *= _CONVOLUTION_GAIN
            self.model.encoder.conv2.weight *= _CONVOLUTION_GAIN

    def forward(
        self, features: Tensor, offsets: Tensor, tokens: Tensor
    ) -> tuple[Tensor, Tensor, list[Tensor]]:
        """Encoder output, logits (batch, target, token) and the scores of the guided heads.

        ``features`` (batch, mel, frame), ``offsets`` (batch,) first encoder position, ``tokens``
        (batch, target).
        """
        source = self.model.encoder(features, offsets)
        x, guided_scores = self.model.decoder(tokens, source)
        return source, functional.linear(x, self.model.decoder.embed_tokens.weight), guided_scores
