"""`voicecheck bench`: what this machine does."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from voicecheck.cli import options as given
from voicecheck.cli.bench_report import bench_document, bench_tables
from voicecheck.cli.console import colours, open_output, say, write_json
from voicecheck.cli.exits import ExitCode

if TYPE_CHECKING:
    from voicecheck.bench.run import BenchPlan
    from voicecheck.bench.types import Bench

__all__ = ["bench"]

_MOST_CALLS = 8
_WORDS = {
    "zh": {
        "start": "正在测量，约需一两分钟（大模型更久）；同时运行的其他程序会使结果偏低",
        "most": "只用前 {most} 通通话",
        "interrupted": "已中断",
    },
    "en": {
        "start": "measuring for one or two minutes, longer with large models; other work on the machine "
        "lowers the figures",
        "most": "only the first {most} calls are used",
        "interrupted": "interrupted",
    },
}

CallsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="CALL", help="Calls of your own to measure on [default: three sample calls]."),
]
ModelsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--model",
        metavar="NAME|DIR|SHAPE|none",
        help="Model, or the shape of one (tiny, base, small, medium, large-v3-turbo, large-v3) with random "
        "weights; may be given again [default: the best installed, else shapes].",
    ),
]
TypesOption = Annotated[
    list[str] | None,
    typer.Option("--compute-type", metavar="TYPE", help="Arithmetic of recognition; may be given again."),
]
SizesOption = Annotated[
    list[int] | None,
    typer.Option("--batch-size", min=1, max=4096, metavar="N", help="Windows at once; may be given again."),
]


def bench(
    calls: CallsArgument = None,
    model: ModelsOption = None,
    device: given.DeviceOption = given.Device.AUTO,
    compute_type: TypesOption = None,
    batch_size: SizesOption = None,
    as_json: given.JsonOption = False,
    lang: given.LangOption = None,
) -> None:
    """Measure what this machine does.

    Speed of every stage, of recognition by compute type and batch size, memory, whether verdicts change with
    the compute type, and what to choose. Where no model is installed, models with a real one's shape and
    random weights stand in.

    \b
    Examples:
      voicecheck bench
      voicecheck bench my-calls/ --model large-v3-turbo --device cuda
      voicecheck bench --model small --compute-type int8 --batch-size 4 --batch-size 8 --json
    """
    output = open_output(given.text_language(lang))
    words = _WORDS[output.lang]
    plan = _plan(calls, model, device, compute_type, batch_size, words["most"])
    say(words["start"])
    try:
        found = _measured(plan)
    except KeyboardInterrupt:
        say(words["interrupted"])
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    if as_json:
        write_json(bench_document(found))
    else:
        output.show(*bench_tables(found, output.lang))


def _plan(
    calls: list[str] | None,
    models: list[str] | None,
    device: given.Device,
    compute_types: list[str] | None,
    batch_sizes: list[int] | None,
    most: str,
) -> BenchPlan:
    """Everything that can be wrong before the first measurement is found here."""
    from voicecheck.asr.settings import AsrSettings
    from voicecheck.audio.discover import find_recordings
    from voicecheck.bench.calls import bundled_calls
    from voicecheck.bench.cuda import usable_device
    from voicecheck.bench.run import BenchPlan, default_models

    for kind in compute_types or ():
        AsrSettings(compute_type=kind)
    paths = find_recordings(calls) if calls else bundled_calls()
    if len(paths) > _MOST_CALLS:
        say(most.format(most=_MOST_CALLS))
    chosen = "cpu" if models == ["none"] else usable_device(AsrSettings(device=device.value)).device
    return BenchPlan(
        calls=tuple(path.absolute() for path in paths[:_MOST_CALLS]),
        models=tuple(name for name in models if name != "none") if models else default_models(chosen),
        device=chosen,
        compute_types=tuple(compute_types or ()),
        batch_sizes=tuple(batch_sizes or ()),
    )


def _measured(plan: BenchPlan) -> Bench:
    """Measure, with a bar on standard error where that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from voicecheck.bench.run import run_bench

    bar = Progress(
        BarColumn(bar_width=24),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
        console=Console(file=sys.stderr, color_system=colours()),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    task = bar.add_task("", total=1.0)
    with bar:
        return run_bench(plan, lambda step, share: bar.update(task, description=step, completed=share))
