"""Customer cases: the conversation with the customer, the notes inside, the reply, the outcome."""
