"""What is computed of vectors alone: cosines, maps on one basis, how far a map can be trusted. Begin with `vectors`."""
