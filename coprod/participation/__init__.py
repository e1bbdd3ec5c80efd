"""The heart: what people say, who decided what about it, receipts, search, forgetting in time. No views."""
