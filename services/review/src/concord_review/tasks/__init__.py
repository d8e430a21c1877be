"""Tasks of the edition's lists, the elements of a whole review, and the dated action plan.

Stream: ``tasks-<review>``.
Commands: AssignTask, FinishTask, SetTaskAside, ReopenTask, CompleteElement, ReopenElement,
    DateActionPlan.
Facts: TaskAssigned, TaskDone, TaskWaived, TaskReopened, ElementCompleted, ElementReopened,
    ActionPlanDated.
"""
