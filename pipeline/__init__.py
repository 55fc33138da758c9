"""The only place that knows all the floors below: harvest, normalize, store, index and publish, in that order."""
