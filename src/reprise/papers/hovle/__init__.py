"""The room of: HoVLE: Unleashing the Power of Monolithic Vision-Language Models with Holistic Vision-Language Embedding."""
