// What script adds to the teachers' pages. Everything works without it.
