"""The room of: Towards Exact Computation of Inductive Bias."""
