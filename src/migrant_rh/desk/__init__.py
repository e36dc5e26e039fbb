"""The data manager's desk: differences to decide, decisions applied, codebooks.

What is made here names persons and stays with the data.
"""
