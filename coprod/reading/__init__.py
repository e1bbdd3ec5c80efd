"""Reading what people wrote, for whoever may: what waits, who has it open, what screening marked in it. No views."""
