"""What staff set for the whole site: names, colours, districts, help numbers, reasons, the promised reading time."""
