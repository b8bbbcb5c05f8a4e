"""From the official calculation to the award: low prices explained, ties drawn, decided, reversed, cancelled."""
