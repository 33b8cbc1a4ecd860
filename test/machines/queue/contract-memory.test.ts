import { testExchange } from '../../support/machines/exchange-contract.ts';
import { memoryKind } from '../../support/machines/exchanges.ts';

testExchange(memoryKind);
