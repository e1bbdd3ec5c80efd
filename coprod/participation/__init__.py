"""The heart: what people are asked, and what they say. No views."""
