"""From the name of a model to an `Encoder`: what comes in the box, what is checked. Begin with `load`."""
