"""Who answers: the classifier that ships with its weights, and the decision around it."""

from agents.routing.classifier import BadWeightsError, Classifier, RoutingGuess

__all__ = ["BadWeightsError", "Classifier", "RoutingGuess"]
