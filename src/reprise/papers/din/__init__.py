"""The room of: Deep Interest Network for Click-Through Rate Prediction."""
