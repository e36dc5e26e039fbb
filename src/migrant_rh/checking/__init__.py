"""What is wrong with the data: findings and double entry; nothing is repaired."""
