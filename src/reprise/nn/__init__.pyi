# The public surface, one line a name; loaded when first used.
from .attention_mode import leaks as leaks
from .attention_mode import set_attention as set_attention
from .binary_code import BinaryCode as BinaryCode
from .binary_code import RealBinaryCode as RealBinaryCode
from .char_cnn import CharCNN as CharCNN
from .char_cnn import Highway as Highway
from .concrete import relaxed_one_hot as relaxed_one_hot
from .cross_attention import CrossAttentionBlock as CrossAttentionBlock
from .lstm_stack import LSTMStack as LSTMStack
from .lstm_stack import mirrored as mirrored
from .resnet import ResNet18 as ResNet18
from .resnet import SmallConvNet as SmallConvNet
from .sampled_softmax import SampledSoftmax as SampledSoftmax
from .scalar_mix import ScalarMix as ScalarMix
from .straight_through import round_straight_through as round_straight_through
