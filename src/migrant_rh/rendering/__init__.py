"""Results to something readable: format-free tables and documents, then writers.

Nothing here computes: a number is rounded, put on the scale it is read in, and printed.

=============== ====================================================================
`cells`         what a cell holds: a count, an estimate, a P value, words
`table`         a table without a format: header tree, rows of cells, notes
`document`      a report without a format: headings, paragraphs, tables, figures
`style`         journal rules of numbers, and the one rounding function
`formatting`    a cell, or words, as text in one style and language
`layout`        a table with every place filled: spans, marks, notes, alignment
`width`         how much room text takes, Chinese being wide
`fonts`         a Chinese font for figures, found by file and checked for glyphs
`writers`       HTML, Word, Excel, plain text and Markdown
=============== ====================================================================
"""
