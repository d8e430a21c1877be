"""What the planning rests on: documents and what is missing, scope, experience, costs.

Reader: ``ground-list``.
Screens: grounds of a review.
"""
