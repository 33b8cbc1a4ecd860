"""The same with onnxruntime and an .onnx file. It is not run by genoprop's tests, whose machines have no onnxruntime
for Python; the model itself is, in onnxruntime for Node and for browsers.

    npx genoprop export RUN -o champion.onnx
    python3 champion_onnxruntime.py champion.onnx '[0, 1, 1]'
"""
import json
import sys

import numpy
import onnxruntime


def main(path, text):
    session = onnxruntime.InferenceSession(path)
    task = json.loads(session.get_modelmeta().custom_metadata_map['task'])
    facts = task.get('preprocessing', {})
    sequence = numpy.asarray(json.loads(text))
    scaled = 'mean' in facts and 'deviation' in facts
    if scaled:
        sequence = (sequence - facts['mean']) / facts['deviation']
    steps = len(sequence)
    if task['shape']['inputs']['kind'] == 'symbols':
        feed = {'symbols': sequence.astype(numpy.int64).reshape(steps, 1)}
    else:
        feed = {'inputs': sequence.astype(numpy.float32).reshape(steps, 1, task['shape']['inputs']['size'])}
    outputs, _hidden = session.run(None, {**feed, 'lengths': numpy.array([steps], dtype=numpy.int32)})
    last = outputs[-1, 0]
    print(json.dumps({'outputs': (last * facts['deviation'] + facts['mean'] if scaled else last).tolist()}))


if __name__ == '__main__':
    main(*sys.argv[1:])
