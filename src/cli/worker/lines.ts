/** Events of a worker as lines of its log. */
import type { SupervisorEvent } from '../../machines/worker/supervisor.ts';
import type { NamedTrial } from '../../machines/worker/worker-event.ts';
import { outcome } from '../../session/log-view.ts';
import { quantity } from '../../words/numbers.ts';
import { counted } from '../../words/text.ts';
import { duration } from '../../words/time.ts';

/** Line without its time; null for an event that has none. */
export function eventLine(event: SupervisorEvent): string | null {
  switch (event.type) {
    case 'ready':
      return `connected to ${event.shown}; waiting for trials`;
    case 'taken': {
      const { macs } = event;
      const from = macs === null || macs === 0 ? '' : `, from its checkpoint at ${quantity(macs, 'MAC')}`;
      return `${name(event)}: taken (${event.title})${from}`;
    }
    case 'retried':
      return `${name(event)}: begins again, ${event.reason}`;
    case 'handed in': {
      const late = event.isLate ? '; its lease had run out, the first result counts' : '';
      return `${name(event)}: handed in, ${outcome(event.result, event.criterion)}${late}`;
    }
    case 'given back':
      return `${name(event)}: given back, ${event.reason}`;
    case 'refused':
      return `${name(event)}: cannot be played here: this worker ${event.reason}`;
    case 'lease lost':
      return `${name(event)}: its lease ran out, another worker may take it; plays on`;
    case 'apart':
      return `${name(event)}: is played in a process of its own, since one died at it`;
    case 'paused':
      return `${event.title}: paused`;
    case 'goes on':
      return `${event.title}: goes on`;
    case 'gone':
      return `${event.reason} (trials play on meanwhile)`;
    case 'back':
      return `connected again after ${duration(event.seconds)}`;
    case 'died': {
      const trials = event.trials === 0 ? '' : `, with ${counted(event.trials, 'trial')} under way`;
      return `its process ${event.reason}${trials}; another one starts`;
    }
    case 'note':
      return event.text;
    default:
      return null;
  }
}

const name = ({ named }: { readonly named: NamedTrial }): string => named.trial;
