"""HTTP: the one way in (door), and what it needs. Only here and in function_app.py is azure.functions imported."""
