"""Named quantities over a call timeline."""

from voicecheck.metrics.catalogue import METRICS, measure_call_metrics, measure_metrics, metric_by_id
from voicecheck.metrics.rate import rate_unit
from voicecheck.metrics.types import Metric, Quantity

__all__ = [
    "METRICS",
    "Metric",
    "Quantity",
    "measure_call_metrics",
    "measure_metrics",
    "metric_by_id",
    "rate_unit",
]
