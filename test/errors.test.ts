import { describe, expect, it } from 'vitest';
import { oneLine, UserError } from '../src/errors.ts';

describe('what was thrown, as one line', () => {
  it.each<[string, unknown, string]>([
    ["an error's message", new Error('it broke\nbadly'), 'it broke'],
    ["an error's name where it says nothing", new TypeError(), 'TypeError'],
    ['a text', 'plainly', 'plainly'],
    ['null', null, 'threw null, not an error'],
    ['nothing', undefined, 'threw undefined, not an error'],
    ['an empty text', '', 'threw an empty text'],
    ['an object', { code: 3 }, 'threw {"code":3}, not an error'],
    ['an error whose message is none', Object.assign(new Error('x'), { message: 5 }), '5'],
    [
      'what a process with few rights may not read',
      Object.assign(new Error('Access denied'), {
        code: 'ERR_ACCESS_DENIED',
        permission: 'FileSystemRead',
        resource: '/etc/passwd',
      }),
      'may not read /etc/passwd: a task from a file is played with few rights, --no-isolate gives it all of yours',
    ],
    [
      'the denial behind a failed fetch',
      new TypeError('fetch failed', {
        cause: Object.assign(new Error('connect ERR_ACCESS_DENIED'), { code: 'ERR_ACCESS_DENIED' }),
      }),
      'may not use the network: a task from a file is played with few rights, --no-isolate gives it all of yours',
    ],
    [
      'the denial of a function of Node that has no right of its own',
      Object.assign(new Error('process.binding'), {
        code: 'ERR_ACCESS_DENIED',
        permission: '',
        resource: '',
      }),
      'may not use process.binding: a task from a file is played with few rights, --no-isolate gives it all of yours',
    ],
    [
      'the denial of a right without a resource',
      Object.assign(new Error('Access denied'), {
        code: 'ERR_ACCESS_DENIED',
        permission: 'Inspector',
        resource: '',
      }),
      'may not use Inspector: a task from a file is played with few rights, --no-isolate gives it all of yours',
    ],
    [
      'an own message of a denial as it is',
      new UserError('task x: sample: may not read y', {
        cause: Object.assign(new Error('z'), { code: 'ERR_ACCESS_DENIED' }),
      }),
      'task x: sample: may not read y',
    ],
    ['a symbol', Symbol('s'), 'threw Symbol(s), not an error'],
    ['a big integer in an object', { n: 1n }, 'threw what cannot be read'],
    [
      'an error that throws when it is read',
      Object.defineProperty(new Error(), 'message', {
        get() {
          throw new Error('again');
        },
      }),
      'threw what cannot be read',
    ],
  ])('is %s', (_, thrown, line) => {
    expect(oneLine(thrown)).toBe(line);
  });
});
