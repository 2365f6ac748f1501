# The public surface, one line a name; loaded when first used.
from .resnet import ResNet18 as ResNet18
from .resnet import SmallConvNet as SmallConvNet
