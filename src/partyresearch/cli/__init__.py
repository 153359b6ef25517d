"""The command `partyresearch`: thin commands over the functions of the package."""
