"""What a partnership has told about itself already: the site opens to the public only when all of it is there."""

from typing import TYPE_CHECKING, Any

NO_NAME = "Our SEND partnership"  # what a partnership is called before it is set up


class SaysWhatIsSet:
    """What the first hour asks of a partnership. Each is worked out from what is there, never ticked by hand."""

    if TYPE_CHECKING:  # of `Partnership`
        name: Any
        owners: Any
        letter_arrived_at: Any
        help_numbers: Any
        contact: Any

    @property
    def has_name_and_owners(self) -> bool:
        """It is called something, and says who answers for what people tell it."""
        return self.name != NO_NAME and bool(self.owners) and self.owners != [NO_NAME]

    @property
    def has_help_numbers(self) -> bool:
        """Whoever needs help now finds a number besides 999, which stands there before anybody has set one."""
        return any(help["number"] != "999" for help in self.help_numbers)

    @property
    def has_letter_arrived(self) -> bool:
        """A test letter reached somebody: by email, or in the folder where letters are put without a mail server."""
        return self.letter_arrived_at is not None

    @property
    def has_phone_and_post(self) -> bool:
        """Whoever cannot use the site can ring, and can write a letter."""
        return bool(self.contact.get("phone") and self.contact.get("post"))
