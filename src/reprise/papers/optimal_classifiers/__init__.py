"""The room of: Wide and Deep Neural Networks Achieve Optimality for Classification."""
