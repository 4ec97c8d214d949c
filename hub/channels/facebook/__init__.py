"""A Facebook Page: comments below posts, answered in public or in private, and Messenger."""
