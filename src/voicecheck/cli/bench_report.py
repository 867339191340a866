"""What a bench found, as tables and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from voicecheck.bench.types import Bench, Estimate, Recognition
    from voicecheck.report.i18n import Lang

__all__ = ["bench_document", "bench_tables"]

_WORDS = {
    "zh": {
        "machine": "{processor}，可用 {cores} 核，{gpus} 块 GPU，内存 {memory}",
        "stages": "识别以外的各阶段（单核，{calls} 通共 {seconds:.0f} 秒）",
        "stage": "阶段",
        "speed": "倍实时",
        "decode": "解码",
        "listen": "听音：语音、音调、基频、音量",
        "measure": "话轮与指标",
        "judge": "判定",
        "store": "入库准备",
        "all": "合计",
        "memory": "内存 MB",
        "recognition": "识别（单个进程；倍数按语音时长计，不含静默）",
        "model": "模型",
        "device": "设备",
        "type": "计算类型",
        "batch": "批量",
        "processes": "进程数",
        "load": "载入秒数",
        "shape": "以 -shaped 结尾的模型只有真实模型的形状，权重随机：速度与内存可信，文字无意义",
        "stability": "计算类型是否改变判定（与 {reference} 相比）",
        "verdicts": "改变的判定",
        "characters": "改变的字符",
        "of": "{some}/{all}",
        "change": "{call} {rule}：{before} → {after}",
        "advice": "建议",
        "way": "{model}：--compute-type {type}，批量 {batch}，约 {speed:,.1f} 倍实时，"
        "每小时约 {calls:,.0f} 通五分钟的通话，内存约 {memory}",
        "wordless": "不识别语音：约 {speed:,.1f} 倍实时，每小时约 {calls:,.0f} 通五分钟的通话，"
        "内存约 {memory}",
        "unknown": "未知",
    },
    "en": {
        "machine": "{processor}, {cores} cores to use, {gpus} GPUs, memory {memory}",
        "stages": "All stages but recognition (one core, {calls} calls of {seconds:.0f} s together)",
        "stage": "stage",
        "speed": "x real time",
        "decode": "decode",
        "listen": "listen: speech, tones, pitch, level",
        "measure": "turns and metrics",
        "judge": "judge",
        "store": "make ready for the run",
        "all": "all",
        "memory": "memory MB",
        "recognition": "Recognition (one process; x real time of speech, without the silences)",
        "model": "model",
        "device": "device",
        "type": "compute type",
        "batch": "batch",
        "processes": "processes",
        "load": "load s",
        "shape": "Models named -shaped have a real one's shape and random weights: their speed and memory "
        "hold, their words mean nothing.",
        "stability": "Does the compute type change verdicts? (against {reference})",
        "verdicts": "changed verdicts",
        "characters": "changed characters",
        "of": "{some} of {all}",
        "change": "{call} {rule}: {before} → {after}",
        "advice": "What to choose",
        "way": "{model}: --compute-type {type}, batches of {batch}: about {speed:,.1f} x real time, "
        "{calls:,.0f} calls of five minutes an hour, {memory} of memory",
        "wordless": "without recognition: about {speed:,.1f} x real time, {calls:,.0f} calls of five minutes "
        "an hour, {memory} of memory",
        "unknown": "unknown",
    },
}


def bench_tables(bench: Bench, lang: Lang) -> list[RenderableType]:
    """What is printed in the terminal, part by part."""
    from rich.text import Text

    words = _WORDS[lang]
    parts: list[RenderableType] = [Text(_machine(bench, words), style="bold"), Text(), *_stages(bench, words)]
    if bench.recognition:
        parts += [Text(), *_recognition(bench, words)]
    if bench.stability:
        parts += [Text(), *_stability(bench, words)]
    parts += [Text(), Text(words["advice"], style="bold")]
    return [*parts, *(Text(_advice(one, bench, words)) for one in bench.estimates)]


def bench_document(bench: Bench) -> dict[str, Any]:
    """The same as plain JSON values, with the speeds that the tables work out."""
    stages = bench.stages
    return {
        "machine": asdict(bench.machine),
        "stages": {**asdict(stages), "times_real_time": 1.0 / stages.cost},
        "recognition": [
            {**asdict(one), "times_real_time": None if one.failure else 1.0 / one.cost}
            for one in bench.recognition
        ],
        "stability": [asdict(one) for one in bench.stability],
        "estimates": [
            {
                "model": one.way and one.way.model,
                "compute_type": one.way and one.way.compute_type,
                "batch_size": one.way and one.way.batch_size,
                "times_real_time": one.times_real_time,
                "calls_per_hour": one.calls_per_hour,
            }
            for one in bench.estimates
        ],
    }


def _machine(bench: Bench, words: dict[str, str]) -> str:
    machine = bench.machine
    memory = words["unknown"] if machine.memory_mb is None else f"{machine.memory_mb / 1000:.0f} GB"
    return words["machine"].format(
        processor=machine.processor, cores=machine.cores, gpus=machine.gpus, memory=memory
    )


def _stages(bench: Bench, words: dict[str, str]) -> list[RenderableType]:
    stages = bench.stages
    table = _table(words, "stage", "speed")
    for stage, seconds in stages.seconds.items():
        table.add_row(words.get(stage, stage), _speed(stages.audio_s, seconds))
    table.add_row(words["all"], _speed(1.0, stages.cost))
    table.add_row(words["memory"], _mb(stages.memory_mb, words))
    return [_title(words["stages"].format(calls=stages.calls, seconds=stages.audio_s)), table]


def _recognition(bench: Bench, words: dict[str, str]) -> list[RenderableType]:
    from rich.text import Text

    table = _table(words, "model", "device", "type", "batch", "processes", "speed", "load", "memory")
    failures: list[RenderableType] = []
    for one in bench.recognition:
        way = (one.model, one.device, one.compute_type, str(one.batch_size), str(one.processes))
        if one.failure is None:
            speed = _speed(one.speech_s, one.seconds)
            table.add_row(*way, speed, f"{one.load_s:.1f}", _mb(one.memory_mb, words))
        else:
            table.add_row(*way, "-", "-", "-")
            failures.append(Text(one.failure, style="red"))
    note = [Text(words["shape"], style="dim")] if any(one.is_shape for one in bench.recognition) else []
    return [_title(words["recognition"]), table, *failures, *note]


def _stability(bench: Bench, words: dict[str, str]) -> list[RenderableType]:
    from rich.text import Text

    table = _table(words, "model", "device", "type", "verdicts", "characters")
    for one in bench.stability:
        verdicts = words["of"].format(some=len(one.changes), all=one.verdicts)
        characters = words["of"].format(some=one.changed_characters, all=one.characters)
        table.add_row(one.model, one.device, one.compute_type, verdicts, characters)
    changes = [
        Text("  " + words["change"].format(**asdict(change)))
        for one in bench.stability
        for change in one.changes
    ]
    reference = bench.stability[0].reference
    return [_title(words["stability"].format(reference=reference)), table, *changes]


def _advice(estimate: Estimate, bench: Bench, words: dict[str, str]) -> str:
    """One line for a model: how to run it, what that gives, and the memory that it takes."""
    way, cores = estimate.way, bench.machine.cores
    figures = {
        "speed": estimate.times_real_time,
        "calls": estimate.calls_per_hour,
        "memory": _room(cores, bench.stages.memory_mb, way, words),
    }
    if way is None:
        return words["wordless"].format(**figures)
    return words["way"].format(model=way.model, type=way.compute_type, batch=way.batch_size, **figures)


def _room(workers: int, worker_mb: float | None, way: Recognition | None, words: dict[str, str]) -> str:
    recogniser_mb, processes = (0.0, 0) if way is None else (way.memory_mb, way.processes)
    if worker_mb is None or recogniser_mb is None:
        return words["unknown"]
    return f"{(workers * worker_mb + processes * recogniser_mb) / 1000:.1f} GB"


def _title(text: str) -> RenderableType:
    from rich.text import Text

    return Text(text, style="bold")


def _table(words: dict[str, str], *columns: str) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for column in columns:
        words_left = column in ("stage", "model", "device", "type")
        table.add_column(words[column], justify="left" if words_left else "right", overflow="fold")
    return table


def _speed(sound_s: float, seconds: float) -> str:
    speed = sound_s / max(seconds, 1e-9)
    return f"{speed:,.1f}" if speed < 100 else f"{speed:,.0f}"


def _mb(memory_mb: float | None, words: dict[str, str]) -> str:
    return words["unknown"] if memory_mb is None else f"{memory_mb:,.0f}"
