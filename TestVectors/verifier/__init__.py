"""A second verifier of worldid's proofs, written from the specification in the DocC articles of the three proof modules."""
