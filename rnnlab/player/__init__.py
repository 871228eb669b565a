"""The player (`assets/`, JavaScript), and the parts of a recording that a browser is sent (`payload`)."""
