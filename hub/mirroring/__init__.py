"""Mirrors of cases that another helpdesk owns: read here, talked about inside, changed there."""
