"""What people spoke of, published as dated figures once the themes are signed off."""
