"""Searches for a plan of a whole week; slices show its plans and book them, nothing here does.

``problem`` what a week is · ``plan`` what a plan is and is worth · ``options`` what is open ·
``first`` a plan at once · ``model`` ``wishes`` ``reading`` ``solving`` ``mending`` better ones ·
``search`` the way through them · ``reasons`` ``said`` why there is none ·
``ground`` what is recorded · ``asking`` ``running`` ``shown`` between a search and those who watch.
"""
