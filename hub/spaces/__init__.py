"""Spaces: where things live and who may enter. A community is joined; a desk is a case team's."""
