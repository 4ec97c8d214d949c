"""The simulator: a colleague plays the customer, on practice lines and on channels without an account."""
