"""One word in many contexts: the built-in sentences, senses found, how well they separate, which words moved them."""
