# The public surface, one line a name; loaded when first used.
from .batches import TensorBatches as TensorBatches
from .checkpoint import Checkpoints as Checkpoints
from .fit import Callback as Callback
from .fit import EarlyStopping as EarlyStopping
from .fit import Fit as Fit
from .fit import fit as fit
from .schedules import constant as constant
from .schedules import cosine as cosine
from .schedules import linear as linear
from .seeding import generator as generator
from .seeding import seeded as seeded
from .seeding import threads as threads
