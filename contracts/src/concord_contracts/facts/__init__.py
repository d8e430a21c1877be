"""Every published fact, one module a stream.

``directory`` agencies of the deployment · ``planning`` a review and its focus area ·
``sample`` frame, draw, cases · ``people`` reviewers and teams ·
``schedule`` event week, bookings, releases ·
``interview`` what was recorded of a session · ``tool`` tools and what was answered ·
``theme`` what was agreed · ``report`` documents and their days · ``vault`` who read or erased a
text.
"""
