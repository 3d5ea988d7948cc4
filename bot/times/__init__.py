"""Times: when people work, what is booked of them, and days and times as they are typed and ticked."""
