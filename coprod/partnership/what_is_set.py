"""What a partnership has told about itself already: the site opens to the public only when all of it is there."""

from typing import TYPE_CHECKING, Any

# What pages say until somebody says whose site this is, and whom to ring.
NOBODYS_NAME = "Our SEND partnership"
NOBODYS_NUMBERS = [{"who": "If someone is in danger or badly hurt", "words": "call", "number": "999"}]


class SaysWhatIsSet:
    """What the first hour asks of a partnership. Each is worked out from what is there, never ticked by hand."""

    if TYPE_CHECKING:  # of `Partnership`
        name: Any
        owners: Any
        help_numbers: Any
        contact: Any

    @property
    def has_names(self) -> bool:
        """It says whose site this is, in words of its own."""
        return self.name != NOBODYS_NAME and bool(self.owners)

    @property
    def has_help_numbers(self) -> bool:
        """Whoever needs help now finds a number that somebody here has chosen."""
        return bool(self.help_numbers) and self.help_numbers != NOBODYS_NUMBERS

    @property
    def has_phone_and_post(self) -> bool:
        """Whoever cannot use the site can ring, and can write a letter."""
        return bool(self.contact.get("phone") and self.contact.get("post"))
