"""Tests of posts, the stream and drafts."""
