"""Questions about equality: after the answers, never needed, and kept as numbers that nothing joins to anybody."""
