"""Save and Open: the buttons, and the files behind them."""
