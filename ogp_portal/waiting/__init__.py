"""What waits for a person, across all apps: one module for each subject, each giving rows."""
