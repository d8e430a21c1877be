"""What operators see: logs from an allow-list of fields, metrics with bounded labels."""

from concord_kernel.observe.logs import set_up_logs
from concord_kernel.observe.metrics import ReaderMetrics, RelayMetrics, measure_requests

__all__ = ["ReaderMetrics", "RelayMetrics", "measure_requests", "set_up_logs"]
