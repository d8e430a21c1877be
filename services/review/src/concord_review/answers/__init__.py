"""What a team answers of a tool's questions, saved as it is given; typed answers go to the vault.

Stream: ``answers-<session>``.
Commands: SaveAnswers, CompleteAnswers.
Facts: AnswersSaved, AnswersCompleted.
"""
