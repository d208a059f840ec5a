"""What has no place in the bar."""
