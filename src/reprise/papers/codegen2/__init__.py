"""The room of: CodeGen2: Lessons for Training LLMs on Programming and Natural Languages."""
