"""What a body is: landmarks, angles, outline, trust and view. Pure."""
