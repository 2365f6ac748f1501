# The public surface, one line a name; loaded when first used.
from .binary_code import BinaryCode as BinaryCode
from .binary_code import RealBinaryCode as RealBinaryCode
from .resnet import ResNet18 as ResNet18
from .resnet import SmallConvNet as SmallConvNet
from .straight_through import round_straight_through as round_straight_through
