"""Tables, statements, migrations and the embedded server. Knows no HTTP and no model."""
