"""What can stop a build of the web client."""


class ClientError(Exception):
    """The client can't be built; one or two sentences that say why."""
