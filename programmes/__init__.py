"""The frame: labs, their people, organisations and sites, and what they share."""
