"""A break is offered to whoever has read much that is hard."""
