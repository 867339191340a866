"""Many calls: which there are, which are still to be done, and the processes that do them."""
