"""The room of: Stationary Representations: Optimally Approximating Compatibility and Implications for Improved Model Replacements."""
