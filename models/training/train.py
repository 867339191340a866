"""Trains the demo model on one CPU core: ``python -m models.training.train --minutes 100``.

Three losses: the text (cross-entropy); the initial, final and tone spoken in every encoder frame
(the linear head is thrown away); and the true times of the syllables, shown to a few cross-attention
heads. The last makes attention lock on early and gives those heads' word times their accuracy.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as functional

from models.training import corpus, features
from models.training.model import Shape, Whisper
from models.training.tokenizer import vocabulary
from models.training.windows import ENCODER_FRAME_S, Composer, Window, guide, prompt

IGNORED = -100
_WARM_UP_STEPS = 250
_PEAK_LEARNING_RATE = 1.3e-3
_CONSTANT_UNTIL = 0.45
_EMA_DECAY = 0.998
_WRONG_TOKEN_SHARE = 0.05


@dataclass(slots=True)
class Batch:
    features: torch.Tensor
    offsets: torch.Tensor
    tokens: torch.Tensor
    targets: torch.Tensor
    frame_classes: torch.Tensor
    guides: torch.Tensor


def collate(windows: list[Window], frames: int, rng: np.random.Generator) -> Batch:
    """Stack windows, padded with zeros to ``frames``; short batches start at any position."""
    count, encoder_frames = len(windows), frames // 2
    start = prompt()
    ids = vocabulary()
    longest = len(start) + max(len(window.tokens) for window in windows)
    mel = np.zeros((count, features.MEL_COUNT, frames), dtype=np.float32)
    tokens = np.full((count, longest), ids["<|endoftext|>"])
    targets = np.full((count, longest), IGNORED)
    classes = np.full((count, encoder_frames, 3), IGNORED)
    guides = np.zeros((count, longest, encoder_frames), dtype=np.float32)
    for row, window in enumerate(windows):
        mel[row, :, : window.mel.shape[1]] = window.mel
        end = len(start) + len(window.tokens)
        tokens[row, :end] = start + window.tokens
        # Some wrong tokens behind it teach the decoder to trust its ears, and to recover.
        wrong = np.flatnonzero(rng.random(len(window.tokens)) < _WRONG_TOKEN_SHARE)
        tokens[row, len(start) + wrong] = rng.permutation(window.tokens)[: len(wrong)]
        targets[row, 0] = ids["<|zh|>" if window.tokens else "<|nospeech|>"]
        targets[row, len(start) - 1 : end] = [*window.tokens, ids["<|endoftext|>"]]
        classes[row, : window.mel.shape[1] // 2] = 0
        for parts, (start_s, end_s) in zip(window.parts, window.spans_s, strict=True):
            classes[row, int(start_s / ENCODER_FRAME_S) : round(end_s / ENCODER_FRAME_S)] = parts
        guides[row, len(start) - 1 : end] = guide(window, encoder_frames)
    room = features.WINDOW_FRAMES // 2 - encoder_frames
    offsets = rng.integers(0, room + 1, count) * (rng.random(count) < 0.7)
    arrays = (mel, offsets, tokens, targets, classes, guides)
    return Batch(*(torch.from_numpy(array) for array in arrays))


def draw_batch(composer: Composer, progress: float) -> Batch:
    """The curriculum: windows of 6 s, then 12 s, then up to 30 s padded as the model will be used."""
    rng = composer.rng
    padded_share = 0.0 if progress < 0.2 else 0.4 if progress < 0.4 else 0.5
    if rng.random() < padded_share:
        long = rng.random(4) < 0.35
        durations = np.where(long, rng.uniform(22.0, 30.0, 4), rng.uniform(1.2, 18.0, 4))
        return collate([composer.draw(float(d)) for d in durations], features.WINDOW_FRAMES, rng)
    shapes = ((6.0, 16), (12.0, 8)) if progress < 0.4 else ((12.0, 8), (16.0, 6))
    duration_s, count = (6.0, 8) if progress < 0.06 else shapes[0 if progress < 0.2 else rng.integers(2)]
    # Sound that ends before the window does teaches where to stop, at a fraction of 30 s.
    short = (progress > 0.2) & (rng.random(count) < 0.4)
    durations = np.where(short, rng.uniform(1.2, duration_s, count), duration_s)
    frames = int(duration_s / features.FRAME_S)
    return collate([composer.draw(float(d)) for d in durations], frames, rng)


class Trainer:
    """Model, throw-away head, optimiser and the running mean of the weights."""

    def __init__(self, shape: Shape, part_counts: list[int]) -> None:
        self.model = Whisper(shape)
        self.part_counts = part_counts
        self.frame_head = torch.nn.Linear(shape.width, sum(part_counts))
        trained = [p for p in [*self.model.parameters(), *self.frame_head.parameters()] if p.requires_grad]
        self.optimizer = torch.optim.AdamW(trained, lr=0.0, betas=(0.9, 0.98), weight_decay=0.01)
        self.mean = {name: value.detach().clone() for name, value in self.model.state_dict().items()}
        self.step = 0

    def train_step(self, batch: Batch, progress: float) -> tuple[float, float, float]:
        """One update; returns the losses of text, frames and times."""
        fall = max(0.0, progress - _CONSTANT_UNTIL) / (1.0 - _CONSTANT_UNTIL)
        decay = 0.03 + 0.97 * 0.5 * (1.0 + math.cos(math.pi * fall))
        rate = _PEAK_LEARNING_RATE * min(1.0, (self.step + 1) / _WARM_UP_STEPS) * decay
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        with torch.autocast("cpu", dtype=torch.bfloat16):
            source, logits, scores = self.model(batch.features, batch.offsets, batch.tokens)
            known = batch.frame_classes[:, :, 0] != IGNORED
            frame_logits = self.frame_head(source[known]).float().split(self.part_counts, dim=-1)
        rows = batch.targets != IGNORED
        text = functional.cross_entropy(logits[rows].float(), batch.targets[rows], label_smoothing=0.05)
        classes = batch.frame_classes[known].unbind(dim=-1)
        parts = [
            functional.cross_entropy(one, wanted) for one, wanted in zip(frame_logits, classes, strict=True)
        ]
        frame = torch.stack(parts).mean()
        guided_rows = batch.guides.sum(dim=-1) > 0
        wanted = batch.guides[guided_rows]
        times = torch.stack(
            [-(wanted * head[guided_rows].float().log_softmax(-1)).sum(-1).mean() for head in scores]
        ).mean()
        frame_weight, times_weight = (1.5, 0.6) if progress < 0.6 else (0.8, 0.4)
        loss = text + frame_weight * frame + times_weight * times
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        parameters = [p for group in self.optimizer.param_groups for p in group["params"]]
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        self.optimizer.step()
        self._average()
        self.step += 1
        return text.item(), frame.item(), times.item()

    def _average(self) -> None:
        keep = min(_EMA_DECAY, self.step / (self.step + 50.0))
        state = self.model.state_dict()
        names = [name for name in state if state[name].is_floating_point()]
        torch._foreach_lerp_([self.mean[n] for n in names], [state[n] for n in names], 1.0 - keep)

    def save(self, path: Path) -> None:
        """Write everything needed to go on, or to convert."""
        document = {
            "mean": self.mean,
            "model": self.model.state_dict(),
            "frame_head": self.frame_head.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
        }
        torch.save(document, path.with_suffix(".tmp"))
        path.with_suffix(".tmp").rename(path)

    def restore(self, path: Path) -> None:
        document = torch.load(path, weights_only=True)
        self.model.load_state_dict(document["model"])
        self.frame_head.load_state_dict(document["frame_head"])
        self.optimizer.load_state_dict(document["optimizer"])
        self.mean, self.step = document["mean"], document["step"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=110.0)
    parser.add_argument("--work", type=Path, default=Path("build/demo-model"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--export-minutes", type=float, default=10.0)
    parser.add_argument("--resume-at-minute", type=float, help="go on from the checkpoint at this point")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    started = time.monotonic() - 60.0 * (options.resume_at_minute or 0.0)
    composer = Composer(
        corpus.load(options.work / "corpus"), options.seed + int(options.resume_at_minute or 0)
    )
    trainer = Trainer(Shape(), composer.part_counts)
    checkpoint = options.work / "checkpoint.pt"
    if options.resume_at_minute is not None:
        trainer.restore(checkpoint)
    recent: list[tuple[float, float, float]] = []
    next_export_min = options.export_minutes + (options.resume_at_minute or 0.0)
    while (minutes := (time.monotonic() - started) / 60.0) < options.minutes:
        progress = minutes / options.minutes
        composer.hardness = min(0.6, 0.2 + 3.2 * progress)
        recent.append(trainer.train_step(draw_batch(composer, progress), progress))
        if len(recent) == 50:
            text, frame, times = np.mean(recent, axis=0)
            line = {"minute": minutes, "step": trainer.step, "text": text, "frame": frame, "times": times}
            print(json.dumps({k: round(float(v), 3) for k, v in line.items()}), flush=True)
            recent.clear()
        if minutes >= next_export_min:
            trainer.save(checkpoint)
            subprocess.run(
                [sys.executable, "-m", "models.training.checkpoint", str(options.work)], check=False
            )
            next_export_min += options.export_minutes
    trainer.save(checkpoint)


if __name__ == "__main__":
    main()
