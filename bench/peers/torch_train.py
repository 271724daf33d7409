"""The networks in PyTorch: nn.Sequential and optim.SGD."""
import torch
from torch import nn

from job import Job, serve, timed

NETWORKS = {
    "xor": lambda drop: nn.Sequential(
        nn.Linear(2, 16), nn.Sigmoid(), nn.Linear(16, 16), nn.Sigmoid(), nn.Linear(16, 1), nn.Sigmoid()),
    "perceptron": lambda drop: nn.Sequential(
        nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 64), nn.ReLU(), nn.Linear(64, 10)),
    "convnet": lambda drop: nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Dropout(drop), nn.Linear(1600, 10)),
    "lenet5": lambda drop: nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(16, 120, 5), nn.Tanh(), nn.Flatten(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10)),
}


def main():
    job = Job()
    torch.set_num_threads(job.threads)
    torch.manual_seed(1)
    dtype = {"float32": torch.float32, "float64": torch.float64}[job.precision]
    x, y = job.data()
    x = torch.from_numpy(x)
    if job.network in ("convnet", "lenet5"):
        x = x.reshape(-1, 1, 28, 28)
    if job.network == "xor":
        criterion, y = nn.BCELoss(), torch.from_numpy(y).reshape(-1, 1).to(dtype)
    else:
        criterion, y = nn.CrossEntropyLoss(), torch.from_numpy(y).long()
    model = NETWORKS[job.network](job.dropout).to(dtype)
    initial = {name: torch.from_numpy(array) for name, array in job.weights().items()}
    batches = list(zip(x.split(job.batch), y.split(job.batch)))

    def turn():
        model.load_state_dict(initial)
        optimizer = torch.optim.SGD(model.parameters(), lr=job.learning_rate)
        model.train()

        def step(i):
            images, targets = batches[i % len(batches)]
            optimizer.zero_grad(set_to_none=True)
            loss = criterion(model(images), targets)
            loss.backward()
            optimizer.step()
            return loss.item()

        seconds = timed(job, step)
        model.eval()
        with torch.no_grad():
            return seconds, sum(criterion(model(x), y).item() for x, y in batches) / len(batches)

    serve("PyTorch " + torch.__version__, turn)


main()
