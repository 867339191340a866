"""What sentences of a call mean: labelled sentences, and the training of the model that learns from them."""
