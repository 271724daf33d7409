"""Perceptrons in plain NumPy: every buffer is allocated once, and whatever can be computed in place is.

Products are np.dot and not @: for a single sample np.matmul takes six times as long over an outer product.
"""
import numpy as np

from job import Job, serve, timed


def sigmoid(z):
    np.negative(z, out=z)
    np.exp(z, out=z)
    z += 1
    np.reciprocal(z, out=z)


def relu(z):
    np.maximum(z, 0, out=z)


class Perceptron:
    """Linear layers with an activation after each but the last; then a sigmoid with binary cross-entropy, or a softmax with
    cross-entropy."""

    def __init__(self, arrays, batch, hidden, head):
        names = sorted({name.split(".")[0] for name in arrays}, key=int)
        self.initial = [(arrays[name + ".weight"], arrays[name + ".bias"]) for name in names]
        self.hidden, self.head, self.batch = hidden, head, batch
        self.weights = [weight.copy() for weight, _ in self.initial]
        self.biases = [bias.copy() for _, bias in self.initial]
        self.weight_gradients = [np.empty_like(weight) for weight in self.weights]
        self.bias_gradients = [np.empty_like(bias) for bias in self.biases]
        self.activations = [np.empty((batch, len(bias)), bias.dtype) for bias in self.biases]
        self.deltas = [np.empty_like(activation) for activation in self.activations]
        self.slopes = [np.empty_like(activation) for activation in self.activations]
        self.rows = np.arange(batch)

    def reset(self):
        for i, (weight, bias) in enumerate(self.initial):
            self.weights[i][...] = weight
            self.biases[i][...] = bias

    def forward(self, x):
        for weight, bias, y in zip(self.weights, self.biases, self.activations):
            np.dot(x, weight.T, out=y)
            y += bias
            if y is not self.activations[-1]:
                (sigmoid if self.hidden == "sigmoid" else relu)(y)
            x = y
        if self.head == "sigmoid":
            sigmoid(y)
        else:
            y -= y.max(axis=1, keepdims=True)
            np.exp(y, out=y)
            y /= y.sum(axis=1, keepdims=True)
        return y

    def loss(self, y, target):
        """The mean loss; target holds a column of 0 and 1 for a sigmoid, classes for a softmax."""
        likelihood = np.abs(y + target - 1) if self.head == "sigmoid" else y[self.rows, target]
        return -float(np.log(likelihood).sum()) / self.batch

    def step(self, x, target, rate):
        y = self.forward(x)
        loss = self.loss(y, target)
        delta = self.deltas[-1]
        if self.head == "sigmoid":
            np.subtract(y, target, out=delta)
        else:
            delta[...] = y
            delta[self.rows, target] -= 1
        delta /= self.batch
        for i in range(len(self.weights) - 1, -1, -1):
            below = self.activations[i - 1] if i > 0 else x
            np.dot(delta.T, below, out=self.weight_gradients[i])
            np.sum(delta, axis=0, out=self.bias_gradients[i])
            if i > 0:
                delta = self.deltas[i - 1]
                np.dot(self.deltas[i], self.weights[i], out=delta)
                if self.hidden == "sigmoid":
                    np.subtract(1, below, out=self.slopes[i - 1])
                    delta *= self.slopes[i - 1]
                    delta *= below
                else:
                    np.greater(below, 0, out=self.slopes[i - 1])
                    delta *= self.slopes[i - 1]
        for value, gradient in zip(self.weights + self.biases, self.weight_gradients + self.bias_gradients):
            gradient *= rate
            value -= gradient
        return loss


def main():
    job = Job()
    x, y = job.data()
    if job.network == "xor":
        network, y = Perceptron(job.weights(), job.batch, "sigmoid", "sigmoid"), y.reshape(-1, 1).astype(job.dtype)
    else:
        network = Perceptron(job.weights(), job.batch, "relu", "softmax")
    rate = job.dtype.type(job.learning_rate)
    batches = [(x[i:i + job.batch], y[i:i + job.batch]) for i in range(0, len(x), job.batch)]

    def turn():
        network.reset()
        seconds = timed(job, lambda i: network.step(*batches[i % len(batches)], rate))
        return seconds, sum(network.loss(network.forward(x), y) for x, y in batches) / len(batches)

    serve("NumPy " + np.__version__, turn)


main()
