"""Indicators: what is measured, what is aimed at, what labs read each period."""
