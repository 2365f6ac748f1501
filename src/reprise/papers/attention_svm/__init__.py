"""The room of: Transformers as Support Vector Machines."""
