"""PyTorch peer of the suite `updates`: time of one training update of nn.RNN, nn.LSTM or nn.GRU with clipping and SGD.

Tasks, all with a linear output layer:
  last       one-hot symbols in, softmax cross-entropy on the last step
  softmax    one-hot symbols in, softmax cross-entropy on every step
  bernoulli  dense 0/1 vectors in, independent 0/1 targets on every step

Usage: python3 torch_updates.py --cell lstm --task last --hidden 50 --batch 20 --length 200 --inputs 6 --outputs 4
       [--updates 10] [--device cpu]
Prints one JSON line. The times are milliseconds of the processor, in one thread, after two updates that do not count.
"""
import argparse
import json
import time

import torch

p = argparse.ArgumentParser()
p.add_argument("--cell", choices=["rnn", "lstm", "gru"], required=True)
p.add_argument("--task", choices=["last", "softmax", "bernoulli"], required=True)
for size in ["hidden", "batch", "length", "inputs", "outputs"]:
    p.add_argument("--" + size, type=int, required=True)
p.add_argument("--updates", type=int, default=10)
p.add_argument("--device", choices=["cpu"], default="cpu")
a = p.parse_args()
torch.set_num_threads(1)
torch.manual_seed(1)
F = torch.nn.functional
T, B, I, O = a.length, a.batch, a.inputs, a.outputs

net = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[a.cell](I, a.hidden)
out = torch.nn.Linear(a.hidden, O)
parameters = [*net.parameters(), *out.parameters()]
optimiser = torch.optim.SGD(parameters, lr=0.01)
if a.task == "bernoulli":
    x = (torch.rand(T, B, I) < 0.05).float()
    y = (torch.rand(T, B, O) < 0.05).float()
else:
    x = F.one_hot(torch.randint(0, I, (T, B)), I).float()
    y = torch.randint(0, O, (B,) if a.task == "last" else (T, B))


def loss():
    h, _ = net(x)
    if a.task == "last":
        return F.cross_entropy(out(h[-1]), y)
    if a.task == "softmax":
        return F.cross_entropy(out(h).reshape(T * B, O), y.reshape(-1))
    return F.binary_cross_entropy_with_logits(out(h), y)


def update():
    optimiser.zero_grad()
    loss().backward()
    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    optimiser.step()


times = []
for index in range(2 + a.updates):
    begin = time.process_time()
    update()
    if index >= 2:
        times.append(1e3 * (time.process_time() - begin))
times.sort()
print(json.dumps({"peer": "torch", "version": torch.__version__, "cell": a.cell, "task": a.task,
                  "cpu_ms": times[len(times) // 2], "fastest_ms": times[0]}))
