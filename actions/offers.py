"""What an answer may offer, and the names by which the next turn knows the question that it answers."""

#: What a "yes" to the question about a cancellation or a return answers.
CONFIRM_CANCEL, CONFIRM_RETURN = "cancel_order", "return_order"
#: The same for other variants, a delivery address and the address of all orders to come.
CONFIRM_SWAP, CONFIRM_ADDRESS, CONFIRM_DEFAULT_ADDRESS = "swap_products", "change_address", "change_default_address"
#: The same for the deletion of the conversation.
CONFIRM_FORGET = "forget_conversation"
#: The same for guesses about the customer.
ALLOW_GUESSES = "allow_guesses"
#: What is offered by asking which order is meant, or by listing some. Stored conversations hold these words.
ASK_CANCEL, ASK_RETURN, ASK_STATUS = "action_cancel_order", "action_return_order", "action_order_status"
ASK_CHANGE = "action_change_order"
#: What is asked once the order is known: which variant instead, which address.
ASK_OPTION, ASK_ADDRESS = "which_variant", "which_address"
#: What a customer may say at any time; offered where nothing here helps.
PERSON = "Talk to a person"
