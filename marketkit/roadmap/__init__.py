"""What the buyer plans to buy, told in windows, with every change kept and with how well the dates have held."""
