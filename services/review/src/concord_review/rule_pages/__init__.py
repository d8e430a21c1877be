"""The rules that a review is held to, and the words of its guide.

Screens: rules with their sentences and choices, the glossary and the acronyms.
"""
