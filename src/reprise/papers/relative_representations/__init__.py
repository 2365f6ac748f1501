"""The room of: Relative representations enable zero-shot latent space communication."""
