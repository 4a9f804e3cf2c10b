"""Makes the process of ``contenders.ours`` known to the engine."""

from .contenders import ours_flow  # noqa: F401
