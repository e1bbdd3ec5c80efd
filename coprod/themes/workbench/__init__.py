"""The workbench: staff read texts one by one, say which themes each belongs to, and keep the themes in order."""
