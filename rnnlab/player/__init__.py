"""What a browser is sent of a recording (`payload`), and the player itself (`assets/`, JavaScript)."""
