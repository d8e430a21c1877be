"""Every published fact, one module a stream.

``directory`` agencies of the deployment · ``planning`` a review and its focus area ·
``leading`` who leads, what is agreed and disputed, peer counties ·
``plan`` tasks, elements, meetings, requests · ``preparation`` who is interviewed knows why ·
``literature`` what research a review rests on ·
``sample`` frame, draw, cases · ``people`` reviewers and teams ·
``availability`` sites, rooms, who is away when · ``schedule`` event week, bookings, releases ·
``proposal`` plans that were accepted ·
``notice`` who is told, whose calendar a link opens ·
``interview`` what was recorded of a session ·
``focus_group`` a focus group · ``debrief`` what the teams made of a day ·
``tool`` tools and what was answered ·
``theme`` what was agreed · ``report`` parts, versions, documents ·
``recommendation`` until it is answered · ``vault`` who read or erased a text.
"""
