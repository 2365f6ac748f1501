"""The room of: Training the Untrainable: Introducing Inductive Bias via Representational Alignment."""
