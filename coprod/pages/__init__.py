"""Pages of the whole site: home, help, accessibility, privacy, cookies, another format, errors, health checks."""
