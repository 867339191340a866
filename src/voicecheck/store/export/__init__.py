"""Runs as tables for other programs: CSV, XLSX, Parquet, and JSON lines of whole results."""

from voicecheck.store.export.formats import FORMATS, Format, export_run

__all__ = ["FORMATS", "Format", "export_run"]
