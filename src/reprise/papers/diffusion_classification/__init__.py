"""The room of: Diffusion Models Beat GANs on Image Classification."""
