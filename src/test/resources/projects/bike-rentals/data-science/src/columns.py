LABEL = "rentals"
FEATURES = ["hour", "temperature", "humidity", "wind", "weekday", "season"]
