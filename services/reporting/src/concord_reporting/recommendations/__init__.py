"""Recommendations: written, cleared, owned, and followed until they are answered.

Stream: ``recommendation-<id>``.
Commands: MakeRecommendation, ClearRecommendation, WithdrawRecommendation, OwnRecommendation,
AnswerRecommendation, CarryRecommendation.
Facts: RecommendationMade, RecommendationCleared, RecommendationWithdrawn, RecommendationOwned,
RecommendationAnswered, RecommendationCarried, RuleOverridden.
"""
