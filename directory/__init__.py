"""Who can help: experts, pools, the words that find them. Knows no platform and no booking."""
