"""Practice interviews: questions, answers that are judged, scores and skill gaps."""
