# The public surface, one line a name; loaded when first used.
from .encoders import EncoderNotFound as EncoderNotFound
from .encoders import embed as embed
from .encoders import load_encoder as load_encoder
from .latent_attention import LatentAttentionPooling as LatentAttentionPooling
from .latent_attention import SelfAttentionPooling as SelfAttentionPooling
