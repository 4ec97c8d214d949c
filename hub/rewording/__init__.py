"""An optional language model that proposes other words for a reply. Off until an administrator agrees."""
