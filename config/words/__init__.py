"""What ordinary words mean, and the program that found it out."""
