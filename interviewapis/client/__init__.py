"""The web client: the files that its build left, served at ``/app/``."""
