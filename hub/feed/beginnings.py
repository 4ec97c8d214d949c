"""What a page starts with that is made from a conversation: the post, what was added, who is to thank."""

from hub.core.features import Beginning
from hub.core.markup import find_tokens
from hub.core.permissions import Actor
from hub.feed.models import Post
from hub.reuse.masking import mask
from hub.spaces.queries import people_by_handle
from hub.spaces.topics import topics_of
from hub.threads.queries import comments_under


def post_beginning(actor: Actor, post: Post) -> Beginning:
    """The text of the post and of what was said under it, without what may identify a customer."""
    said = [comment for comment in comments_under(actor, [post.ref]) if comment.removed_at is None]
    parts = [post.body.strip()]
    if said:
        parts += ["## From the conversation", *(comment.body.strip() for comment in said)]
    text = "\n\n".join(parts)
    authors = [post.author_id, *(comment.author_id for comment in said)]
    topics = tuple(topic.name for topic in topics_of([post.ref]).get(post.ref, ()))
    # A page is read for years and by everybody: whatever may identify a customer goes. Colleagues stay.
    handles = [token[1:] for token in find_tokens(text) if token.startswith("@")]
    keep = {f"@{handle}" for handle in people_by_handle(handles)} if handles else set()
    return Beginning(
        title=mask(post.title).text[:250],
        body=mask(text, keep=keep).text + "\n",
        topics=topics,
        credits=tuple(dict.fromkeys(author for author in authors if author)),
    )
