"""What tests stand on: real servers, and agencies nobody has used."""
