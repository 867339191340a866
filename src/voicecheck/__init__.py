"""Offline speech analytics for recorded customer-service calls."""
