"""Who somebody is: users, invitations, passwords, second steps, devices."""
