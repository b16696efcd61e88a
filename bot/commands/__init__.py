"""The commands of `shopmate`, one file each; thin over plain functions."""
