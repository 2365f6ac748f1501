"""The room of: Long-term Recurrent Convolutional Networks for Visual Recognition and Description."""
