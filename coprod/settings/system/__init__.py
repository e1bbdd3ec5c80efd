"""How the installation runs: what is looked at, and letters that did not leave."""
