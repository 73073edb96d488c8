"""What a movement is: specs, the engine that counts and judges. Pure."""
