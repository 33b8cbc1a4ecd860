import { describe, expect, it } from 'vitest';
import { RunError, UserError } from '../../../../src/errors.ts';
import { readAddress } from '../../../../src/machines/queue/address.ts';
import { redisFault } from '../../../../src/machines/queue/redis/faults.ts';

const address = readAddress('redis://me@gp', { env: {} });
const fault = (message: string, isOpen = false, code?: string): Error =>
  redisFault(
    Object.assign(new Error(message), code === undefined ? {} : { code }),
    address,
    'genoprop',
    isOpen,
  );

describe('a failure of Redis', () => {
  it.each([
    [
      'MISCONF Redis is configured to save RDB snapshots, but it is currently unable to persist to disk.',
      'redis://gp takes no writing since it cannot save to its disk; its log has the reason',
    ],
    ['LOADING Redis is loading the dataset in memory', 'redis://gp is still loading its data from disk'],
    ['ERR max number of clients reached', 'redis://gp has as many clients as its maxclients allows'],
    ['BUSY Redis is busy running a script.', 'redis://gp is busy or out of order'],
    [
      "OOM command not allowed when used memory > 'maxmemory'.",
      'the memory of redis://gp is full: raise maxmemory in its redis.conf, or let the coordinators fetch their results',
    ],
    ['something else\n    at line 5', 'redis://gp: something else'],
  ])('is told in one line: %s', (message, line) => {
    expect(fault(message)).toBeInstanceOf(RunError);
    expect(fault(message).message).toBe(line);
  });

  it.each([
    [
      'WRONGPASS invalid username-password pair or user is disabled.',
      /^redis:\/\/gp refuses the user me without/,
    ],
    ['NOAUTH Authentication required.', /^redis:\/\/gp asks for a password; put it into/],
    ["READONLY You can't write against a read only replica.", /^redis:\/\/gp is a replica/],
    [
      "NOPERM this user has no permissions to run the 'set' command",
      /~genoprop:\* \+@all -@admin -@dangerous \+info$/,
    ],
  ])('that the user can mend is told with the remedy: %s', (message, line) => {
    expect(fault(message)).toBeInstanceOf(UserError);
    expect(fault(message).message).toMatch(line);
  });

  it('of the network is told by its code', () => {
    expect(fault('connect', false, 'ECONNREFUSED').message).toMatch(
      /^cannot reach redis:\/\/gp: the connection is refused/,
    );
    expect(fault('read', true, 'ECONNRESET').message).toBe('lost the connection to redis://gp');
    expect(fault('Connection is closed.').message).toMatch(/is its port one for TLS\?$/);
    const several = new AggregateError([Object.assign(new Error('a'), { code: 'EHOSTUNREACH' })], '');
    expect(redisFault(several, address, 'genoprop', false).message).toBe(
      'cannot reach redis://gp: there is no way to the host',
    );
  });
});
