"""The mistakes that a topic's functions are known for, as edits of right forms: what two of them look like together."""
