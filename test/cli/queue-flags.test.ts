import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addQueueFlags, addressOf, exchangeOptions, type QueueFlags } from '../../src/cli/queue-flags.ts';

function parsed(...words: string[]) {
  const command = addQueueFlags(new Command().exitOverride(), '--connect', 'the server');
  command.parse(words, { from: 'user' });
  return command.opts<QueueFlags & { connect?: string | true }>();
}

describe('the flags of a queue', () => {
  it('name its server, or leave it to the environment', () => {
    expect(addressOf(parsed('--connect', 'redis://host').connect)).toBe('redis://host');
    expect(addressOf(parsed('--connect').connect)).toBeUndefined();
    expect(addressOf(parsed().connect)).toBeUndefined();
  });

  it('become options of the exchange; those that were not given are left out', () => {
    expect(exchangeOptions('--connect', parsed())).toEqual({ flag: '--connect', tls: {} });
    const tls = ['--tls-ca', 'ca.crt', '--tls-cert', 'own.crt', '--tls-key', 'own.key'];
    expect(
      exchangeOptions('--queue', parsed(...tls, '--password-file', 'p', '--queue-prefix', 'lab')),
    ).toEqual({
      flag: '--queue',
      tls: { ca: 'ca.crt', cert: 'own.crt', key: 'own.key' },
      passwordFile: 'p',
      prefix: 'lab',
    });
  });
});
