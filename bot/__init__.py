"""The core of the conversation: platform-neutral and synchronous. Events in, answers out."""
