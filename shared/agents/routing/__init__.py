"""Routing by meaning: which specialist a message is for, or that one must ask back.

`OfflineIntentRouter` classifies with weights trained from `examples.jsonl` and needs no service.
`EmbeddingIntentRouter` votes among the nearest examples in the vector store: for a real embedding model.
`ModelIntentRouter` asks a language model and falls back to another router. The examples are seeded into the
vector store in every set-up, so that they can be searched and extended there.

After a change to the examples, the lexicon or the features run `python -m shared.agents.routing.train`.
"""
