"""A table as a Parquet file, written in groups of rows."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from voicecheck.errors import UsageError
from voicecheck.store.export.table import Table

__all__ = ["write_parquet"]

_ROWS_AT_ONCE = 5000


def write_parquet(file: Path, table: Table) -> None:
    """Write a table; texts are strings, figures doubles and 64-bit integers, empty cells nulls.

    Raises
    ------
    UsageError
        When pyarrow is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise UsageError(
            "--format parquet: expected the package pyarrow, found none; install voicecheck[parquet]"
        ) from error
    kinds = {"text": pyarrow.string(), "number": pyarrow.float64(), "integer": pyarrow.int64()}
    schema = pyarrow.schema([(column.name, kinds[column.kind]) for column in table.columns])
    with pyarrow.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        while rows := list(islice(table.rows, _ROWS_AT_ONCE)):
            arrays = [
                pyarrow.array([row[place] for row in rows], type=field.type)
                for place, field in enumerate(schema)
            ]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
