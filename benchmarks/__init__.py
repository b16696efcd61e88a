"""Measurements that the README and the release notes quote, each repeated by one command."""
