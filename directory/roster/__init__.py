"""The directory as a CSV file: what each column means, checking it, importing it, writing it back."""
