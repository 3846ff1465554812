"""Training the bundled model’s heads: `python -m components.engine.pretraining`. Asked in `objectives`."""
