"""What heads do: weights in units people read, measured, followed step by step, summed up, cut. Begin with `units`."""
