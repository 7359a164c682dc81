"""The upload on the Data page: from dropped files over questions and the difference to one committed version."""
