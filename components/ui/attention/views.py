"""The views of the attention page by their names: each is one question and one module."""

# The name of each view, as in the link, and the module that draws it; imported only when it is chosen.
VIEWS = {
    "Heads": "one_head",
    "Find heads": "find_heads",
    "Summary": "summaries",
    "Step by step": "head_steps",
    "Two contexts": "two_contexts",
    "Knock-out": "knockout",
    "Flow": "flow",
    "Sentences": "sentence_by_sentence",
    "Queries and keys": "query_key_map",
    "BertViz": "bertviz",
}
