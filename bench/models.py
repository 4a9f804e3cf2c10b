"""The contenders' tables, made in the scratch database without migrations."""

from .contenders.fsm_only import Request  # noqa: F401
from .contenders.ours import Asking  # noqa: F401
from .contenders.usual import HistoricalUsualRequest, Told, UsualRequest  # noqa: F401
