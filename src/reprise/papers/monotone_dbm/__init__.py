"""The room of: Monotone deep Boltzmann machines."""
