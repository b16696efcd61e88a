"""What comes next: a network over the order in which a customer turned to products, asked without torch."""
