"""The spine that every feature hangs on: buyers, their units and suppliers, procurements and what was agreed in them."""
