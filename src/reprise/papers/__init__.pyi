# The public surface, one line a name; loaded when first used.
# A single card is read with `catalog.card(slug)`: here `card` is the module.
from .card import Card as Card
from .card import CardClaim as CardClaim
from .card import InvalidCard as InvalidCard
from .card import read_card as read_card
from .catalog import NotPerformed as NotPerformed
from .catalog import UnknownPaper as UnknownPaper
from .catalog import experiment as experiment
from .catalog import rooms as rooms
from .catalog import stored as stored
from .catalog import stored_verdicts as stored_verdicts
from .overview import papers_table as papers_table
