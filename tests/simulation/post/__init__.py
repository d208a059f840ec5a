"""What leaves the club by post and by push, in bad weather: people, an account of what they must hear, and seeds."""
