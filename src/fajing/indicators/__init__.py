"""Indicators (指标): what is counted of a year's records, with the records behind every figure."""
