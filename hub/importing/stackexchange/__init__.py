"""Stack Exchange data dumps: Posts, Users, Comments, PostHistory, PostLinks and Votes as XML rows."""
