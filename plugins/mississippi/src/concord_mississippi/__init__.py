"""The rules of Mississippi: the practice model, its quality improvement, the regional rollout."""
