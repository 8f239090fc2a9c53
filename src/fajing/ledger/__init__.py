"""What was written stays: sealed segments of events, their trees of hashes, and the folder that holds them."""
