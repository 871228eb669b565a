"""Home's network: three days of weather predict the fourth."""
