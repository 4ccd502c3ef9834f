"""What can go wrong and be said to a person. Anything else is a defect and shows its traceback."""

from __future__ import annotations

from mingcha.kernel.messages import Language, Message


class MingchaError(Exception):
    """
    A refusal that a person can act on: what happened, why, how to mend it.

    `code` is a stable word for machines and tests (`file.empty`, `rule.syntax`); `message` is the sentence.
    """

    def __init__(self, code: str, message: Message) -> None:
        super().__init__(message.en)
        self.code = code
        self.message = message

    def say(self, language: Language) -> str:
        """The sentence in `language`."""
        return self.message.say(language)


class Refused(MingchaError):
    """The request is understood and not carried out: bad input, broken rule, missing purpose."""


class NotFound(MingchaError):
    """The thing named does not exist here."""


class Denied(MingchaError):
    """The person asking may not do this here. What they may not even see is NotFound instead."""
