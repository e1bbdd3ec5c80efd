"""Pictures and documents that staff upload, and pictures that we draw: kept once, by what is in them."""
