"""The appraisal on paper: the regulation's forms, made of what was signed."""
