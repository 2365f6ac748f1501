"""The room of: SortedNet, a Place for Every Network and Every Network in its Place."""
