# The public surface, one line a name; loaded when first used.
from .funnel import FunnelIndex as FunnelIndex
from .funnel import funnel_schedule as funnel_schedule
