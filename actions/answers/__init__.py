"""What is answered: one function for each row of the deciding table; none calls another."""
