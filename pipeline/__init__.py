"""The only place that knows all the rooms: harvest, normalize, store, index and publish, in that order."""
