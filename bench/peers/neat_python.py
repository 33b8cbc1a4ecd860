"""neat-python as a peer of the suite `neat`: XOR all in, generations bred, and double pole episodes played with its nets.

Constants are those of Stanley & Miikkulainen (2002) where the library has them: weights perturbed by 2.5 at 80 %, a tenth
of them drawn anew, new nodes at 3 %, new links at 5 %, compatibility 3 with c3 = .4, 20 % survive. The double pole is that
of tasks/double-pole.ts: two Runge-Kutta steps of .01 s an action, one pass of a recurrent net.

Usage: python3 neat_python.py [--seconds 1]
Prints one JSON line of rates in time of the processor.
"""
import argparse
import json
import math
import os
import random
import tempfile
import time

import neat

p = argparse.ArgumentParser()
p.add_argument("--seconds", type=float, default=1.0, help="time of the processor for each figure")
a = p.parse_args()
random.seed(1)

CONFIG = """
[NEAT]
fitness_criterion = max
fitness_threshold = 1e9
no_fitness_termination = True
pop_size = {population}
reset_on_extinction = True

[DefaultGenome]
activation_default = sigmoid
activation_mutate_rate = 0
activation_options = sigmoid
aggregation_default = sum
aggregation_mutate_rate = 0
aggregation_options = sum
bias_init_mean = 0
bias_init_stdev = 1
bias_init_type = gaussian
bias_max_value = 8
bias_min_value = -8
bias_mutate_power = 1.4
bias_mutate_rate = 0.8
bias_replace_rate = 0.1
compatibility_disjoint_coefficient = 1
compatibility_weight_coefficient = 0.4
conn_add_prob = {links}
conn_delete_prob = 0
enabled_default = True
enabled_mutate_rate = 0
enabled_rate_to_true_add = 0
enabled_rate_to_false_add = 0
feed_forward = {forward}
initial_connection = full_direct
node_add_prob = {nodes}
node_delete_prob = 0
num_hidden = 0
num_inputs = {inputs}
num_outputs = {outputs}
response_init_mean = 1
response_init_stdev = 0
response_init_type = gaussian
response_max_value = 30
response_min_value = -30
response_mutate_power = 0
response_mutate_rate = 0
response_replace_rate = 0
single_structural_mutation = False
structural_mutation_surer = default
weight_init_mean = 0
weight_init_stdev = 1
weight_init_type = gaussian
weight_max_value = 8
weight_min_value = -8
weight_mutate_power = 1.4
weight_mutate_rate = 0.8
weight_replace_rate = 0.1

[DefaultSpeciesSet]
compatibility_threshold = {threshold}

[DefaultStagnation]
species_fitness_func = max
max_stagnation = 15
species_elitism = 1

[DefaultReproduction]
elitism = 1
survival_threshold = 0.2
min_species_size = 1
"""


def configured(**given):
    values = {"population": 150, "links": 0.05, "nodes": 0.03, "forward": True, "inputs": 2, "outputs": 1, "threshold": 3}
    with tempfile.NamedTemporaryFile("w", suffix=".cfg", delete=False) as file:
        file.write(CONFIG.format(**{**values, **given}))
    try:
        return neat.Config(neat.DefaultGenome, neat.DefaultReproduction, neat.DefaultSpeciesSet,
                           neat.DefaultStagnation, file.name)
    finally:
        os.unlink(file.name)


def rate_of(work):
    """Units of work a second; `work` returns how many it did."""
    work()
    done, begin = 0, time.process_time()
    while True:
        done += work()
        spent = time.process_time() - begin
        if spent >= a.seconds:
            return done / spent


CASES = [((0.0, 0.0), 0.0), ((0.0, 1.0), 1.0), ((1.0, 0.0), 1.0), ((1.0, 1.0), 0.0)]


class Solved(Exception):
    pass


def xor():
    """Evaluations of a run to the first solution, or of 100 generations."""
    count = 0

    def judge(genomes, config):
        nonlocal count
        for _, genome in genomes:
            net = neat.nn.FeedForwardNetwork.create(genome, config)
            answers = [(net.activate(case)[0], target) for case, target in CASES]
            genome.fitness = (4 - sum(abs(answer - target) for answer, target in answers)) ** 2
            count += 1
            if all((answer > 0.5) == (target == 1) for answer, target in answers):
                raise Solved

    try:
        neat.Population(configured()).run(judge, 100)
    except Solved:
        pass
    return count


def breeding(population):
    """Generations a second of genomes that have grown to 40 links, whose fitness costs nothing, and the species.

    The library's distance has the nodes in it too; from a threshold of 6 on it finds as few species here as the paper's.
    """
    config = configured(population=population, inputs=6, outputs=4, links=0.9, nodes=0.3, forward=False, threshold=6)
    evolution = neat.Population(config)

    def judge(genomes, _):
        for number, (_, genome) in enumerate(genomes):
            genome.fitness = (number * 7919 % population) / population

    while sum(len(genome.connections) for genome in evolution.population.values()) < 40 * population:
        evolution.run(judge, 1)
    config.genome_config.conn_add_prob = 0.05
    config.genome_config.node_add_prob = 0.03

    def generation():
        evolution.run(judge, 1)
        return 1

    return rate_of(generation), len(evolution.species.species)


POLES = ((0.1, 0.5), (0.01, 0.05))


def derivative(s, force):
    above = force - 5e-4 * ((s[1] > 0) - (s[1] < 0))
    below = 1.0
    parts = []
    for pole, (mass, half) in enumerate(POLES):
        angle, omega = s[2 + 2 * pole], s[3 + 2 * pole]
        sine, cosine = math.sin(angle), math.cos(angle)
        pull = 9.8 * sine - 2e-6 * omega / (mass * half)
        above += mass * half * omega * omega * sine - 0.75 * mass * pull * cosine
        below += mass * (1 - 0.75 * cosine * cosine)
        parts.append((half, omega, pull, cosine))
    acceleration = above / below
    out = [s[1], acceleration]
    for half, omega, pull, cosine in parts:
        out.append(omega)
        out.append(3 / (4 * half) * (pull - acceleration * cosine))
    return out


def advance(s, force, h):
    k1 = derivative(s, force)
    k2 = derivative([x + h / 2 * k for x, k in zip(s, k1)], force)
    k3 = derivative([x + h / 2 * k for x, k in zip(s, k2)], force)
    k4 = derivative([x + h * k for x, k in zip(s, k3)], force)
    return [x + h / 6 * (p + 2 * q + 2 * r + t) for x, p, q, r, t in zip(s, k1, k2, k3, k4)]


def episode(net):
    """Actions until the poles have fallen, at most 1,000."""
    s = [0.0, 0.0, math.radians(4), 0.0, 0.0, 0.0]
    net.reset()
    for action in range(1000):
        seen = (s[0] / 4.8, s[1] / 2, s[2] / 0.52, s[3] / 2, s[4] / 0.52, s[5] / 2, 0.5)
        force = 20 * (net.activate(seen)[0] - 0.5)
        s = advance(advance(s, force, 0.01), force, 0.01)
        if abs(s[0]) > 2.4 or abs(s[2]) > math.radians(36) or abs(s[4]) > math.radians(36):
            return action + 1
    return 1000


poles_config = configured(inputs=7, forward=False)


def poles():
    """Actions of the 150 first nets of a population."""
    genomes = neat.Population(poles_config).population.values()
    return sum(episode(neat.nn.RecurrentNetwork.create(genome, poles_config)) for genome in genomes)


generations_150, species_150 = breeding(150)
generations_1000, species_1000 = breeding(1000)
print(json.dumps({
    "version": getattr(neat, "__version__", "?"),
    "xor": rate_of(xor),
    "generations_150": generations_150,
    "species_150": species_150,
    "generations_1000": generations_1000,
    "species_1000": species_1000,
    "pole_steps": rate_of(poles),
}))
