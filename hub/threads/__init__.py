"""Comments, reactions and unread positions under any thing that has a ref."""
