"""The wiki: nested pages with revisions, a confidence, an audience and somebody who looks after them."""
