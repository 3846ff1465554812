"""How vectors change from layer to layer: steps in a layer, contextuality, lenses, nearest words, published figures."""
