"""Asks a champion of genoprop for its answers with numpy alone.

    npx genoprop export RUN -o champion.safetensors
    python3 champion_numpy.py champion.safetensors '[0, 1, 1]'            # symbols, one a step
    python3 champion_numpy.py champion.safetensors '[[0.5], [1.5]]'       # vectors, one a step

Prints JSON: the answer after the last step. Where the task told mean and deviation of what it was fed
(`preprocessing`, as examples/tasks/forecast.ts does), raw values go in and come out.
"""
import json
import struct
import sys

import numpy


def read_safetensors(path):
    """Tensors by name, and the metadata: the file is a length, a JSON header and the bytes of the tensors."""
    with open(path, 'rb') as file:
        (length,) = struct.unpack('<Q', file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    metadata = header.pop('__metadata__', {})
    tensors = {}
    for name, about in header.items():
        if about['dtype'] != 'F32':
            raise ValueError(f'{path}: tensor {name} is {about["dtype"]}, it must be F32')
        begin, end = about['data_offsets']
        tensors[name] = numpy.frombuffer(data[begin:end], dtype='<f4').reshape(about['shape'])
    return tensors, metadata


UNITS = {
    'tanh': numpy.tanh,
    'logistic': lambda sums: 1 / (1 + numpy.exp(-sums)),
    'relu': lambda sums: numpy.maximum(sums, 0),
}


def softmax(linear):
    powers = numpy.exp(linear - linear.max())
    return powers / powers.sum()


ANSWERS = {'softmax': softmax, 'bernoulli': lambda linear: 1 / (1 + numpy.exp(-linear)), 'squared': lambda linear: linear}


def predict(tensors, metadata, sequence):
    """The answers after every step, `[step][output]`. An Elman net: h(t) = f(W_in u(t) + W_rec h(t-1) + b)."""
    task, net = json.loads(metadata['task']), json.loads(metadata['net'])
    shape = task['shape']
    unit, answer = UNITS[net['options']['unit']], ANSWERS[shape['loss']]
    if shape['inputs']['kind'] == 'symbols':
        if any(symbol not in range(net['inputs']) for symbol in sequence):
            raise ValueError(f'symbols must be 0 to {net["inputs"] - 1}')
        inputs = numpy.eye(net['inputs'], dtype=numpy.float32)[sequence]
    else:
        inputs = numpy.asarray(sequence, dtype=numpy.float32).reshape(len(sequence), net['inputs'])
    state = numpy.zeros(tensors['b'].shape, dtype=numpy.float32)
    answers = []
    for step in inputs:
        state = unit(tensors['W_in'] @ step + tensors['W_rec'] @ state + tensors['b'])
        answers.append(answer(tensors['W_out'] @ state + tensors['b_out']))
    return numpy.array(answers)


def main(path, text):
    tensors, metadata = read_safetensors(path)
    task = json.loads(metadata['task'])
    facts = task.get('preprocessing', {})
    sequence = json.loads(text)
    scaled = 'mean' in facts and 'deviation' in facts
    if scaled:
        sequence = (numpy.asarray(sequence, dtype=float) - facts['mean']) / facts['deviation']
    last = predict(tensors, metadata, sequence)[-1]
    if scaled:
        last = last * facts['deviation'] + facts['mean']
    told = {'outputs': last.tolist()}
    if task['shape']['loss'] == 'softmax':
        best = int(last.argmax())
        names = task['shape'].get('outputNames')
        told['class'] = {'index': best, 'name': names[best] if names else None}
    print(json.dumps(told))


if __name__ == '__main__':
    if len(sys.argv) != 3:
        sys.exit('give the champion\'s file and a sequence as JSON')
    main(*sys.argv[1:])
