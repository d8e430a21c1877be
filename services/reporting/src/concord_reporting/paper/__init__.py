"""The disclosure gate: the only place that makes something for people outside the review team.

``figures`` hides small counts · ``content`` what a version says, in blocks · ``method`` what the
facts tell of the method · ``words`` finds the wording of an audit · ``charts`` draws ·
``pdf`` ``word`` ``sheet`` print. Nothing here reads or writes: facts and cleared texts come in,
bytes go out, the same for the same.
"""
