"""Measuring the pages at scale, against bare Flask on the same server in the same run."""
