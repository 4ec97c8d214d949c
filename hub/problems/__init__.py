"""Problems: one cause behind many cases, solved once and told to everybody who has it."""
